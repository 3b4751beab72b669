// All entries of all formats: each is sound in itself, each operator that a table or a real model names has one, and the
// three formats agree where operators mean the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { openFiles } from "../../../src/cli/node-files";
import { inferTypes, quietContext, readModel } from "../../../src/core";
import { isKnownOperator } from "../../../src/core/formats/tensorflow/default-attributes";
import * as onnxFolded from "../../../src/core/formats/onnx/folded-operators";
import { OPERATOR_TYPES } from "../../../src/core/formats/onnx/half-precision/operator-types";
import { isStandard } from "../../../src/core/formats/onnx/operators";
import * as onnx from "../../../src/core/formats/onnx/operators/entries";
import * as tensorflowFolded from "../../../src/core/formats/tensorflow/folded-operators";
import * as tensorflow from "../../../src/core/formats/tensorflow/operators/entries";
import * as tfliteFolded from "../../../src/core/formats/tflite/folded-operators";
import { CUSTOM_DOMAIN } from "../../../src/core/formats/tflite/operator-codes";
import * as tflite from "../../../src/core/formats/tflite/operators/entries";
import type { ChannelFlow } from "../../../src/core/ir/channel-flow";
import { ModelError } from "../../../src/core/ground/errors";
import type { Node } from "../../../src/core/ir/node";
import type { Operator } from "../../../src/core/ir/operator";
import type { Shape } from "../../../src/core/ir/value";
import { allNodes, rootGraphs } from "../../../src/core/ir/walk";
import { corpusFiles, sampleFiles } from "../../support/corpus";
import { encodeText } from "../../support/model-text";
import { open } from "../../support/open";

const FORMATS = {
  onnx: { ...onnx, ...onnxFolded },
  tflite: { ...tflite, ...tfliteFolded },
  tensorflow: { ...tensorflow, ...tensorflowFolded },
} as const;
type FormatId = keyof typeof FORMATS;

/** Roles whose nodes multiply: what they cost is said, or that nothing of them is known. */
const MULTIPLYING = new Set(["conv", "depthwiseConv", "transposedConv", "dense", "recurrent"]);

describe("operators", () => {
  for (const [id, { OPERATORS, entryOf, ruleOf }] of Object.entries(FORMATS)) {
    it(`${id}: each entry is sound in itself`, () => {
      const entries = Object.entries(OPERATORS);
      for (const [name, entry] of entries) {
        assert.deepEqual(faultsOf(entry), [], name);
      }
      const count = (has: (entry: Operator) => unknown) => entries.filter(([, entry]) => has(entry)).length;
      const told = entries.length - count(({ isUntold }) => isUntold);
      const flows = count(({ flow }) => flow);
      const multiplying = count(({ macs }) => macs);
      console.log(
        `      ${entries.length} operators: ${told} say what they make, ${flows} where channels flow, ${multiplying} what they multiply`,
      );
    });

    it(`${id}: what is computed ahead has an entry`, () => {
      const words = new Set(readFileSync(`src/core/formats/${id}/folded-operators.ts`, "utf8").match(/\w+/g));
      const op = (name: string) => ({ domain: "", name, version: 1 });
      const named = [...words].filter((word) => ruleOf({ op: op(word) } as Node) !== null);
      assert.ok(named.length > 20);
      assert.deepEqual(
        named.filter((word) => entryOf(op(word)) === null),
        [],
      );
    });
  }

  it("onnx: what is in the table of types has an entry", () => {
    const names = OPERATOR_TYPES.trim()
      .split("\n")
      .map((line) => line.split(" ")[0]!)
      .filter((name) => /^[A-Z]\w+$/.test(name));
    assert.ok(names.length > 150);
    const missing = names.filter((name) => onnx.entryOf({ domain: "", name, version: 1 }) === null);
    assert.deepEqual(missing, []);
  });

  it("every operator of a real model that its runtime knows has an entry", async () => {
    const missing = new Set<string>();
    let nodes = 0;
    for (const { path } of [...sampleFiles(), ...corpusFiles()]) {
      const files = await openFiles(path);
      try {
        const model = await readModel(files, quietContext());
        const { entryOf } = FORMATS[model.format.id as FormatId];
        const functions = new Set([...model.functions.values()].map(({ name }) => name));
        for (const node of rootGraphs(model).flatMap((graph) => [...allNodes(graph)])) {
          nodes += 1;
          const isKnown = {
            onnx: isStandard(node.op.domain),
            tflite: node.op.domain !== CUSTOM_DOMAIN,
            tensorflow: isKnownOperator(node.op.name) && !functions.has(node.op.name),
          }[model.format.id as FormatId];
          if (isKnown && entryOf(node.op) === null && model.dialect.role(node) === "other") {
            missing.add(`${model.format.id} ${node.op.domain} ${node.op.name}`);
          }
        }
      } catch (error) {
        assert.ok(error instanceof ModelError, String(error));
      } finally {
        await files.close();
      }
    }
    assert.ok(nodes > 0);
    assert.deepEqual([...missing], []);
  }).timeout(300_000);

  for (const [what, meaning] of Object.entries(meanings())) {
    it(`of the same meaning make the same, and channels flow alike: ${what}`, async () => {
      const { input = "x float32[2,3,4]", onnx: first, ...others } = meaning;
      const expected = await examine("onnx", input, first);
      assert.ok(expected.shape !== null);
      for (const [id, text] of Object.entries(others)) {
        assert.deepEqual(await examine(id as FormatId, input, text), expected, id);
      }
    });
  }
});

/** What an entry says twice, or of inputs that it says are something else. */
function faultsOf(entry: Operator): string[] {
  const { weights = {}, inputAxes = {}, packed = {}, role, macs, isUntold } = entry;
  const faults: string[] = [];
  const inputs = Object.keys(weights).map(Number);
  const listed = [...inputs, ...[entry.biases, entry.statistics, entry.settings].flatMap((list) => list ?? [])];
  if (Array.isArray(entry.states)) {
    listed.push(...(entry.states as readonly number[]));
  }
  if (new Set(listed).size !== listed.length) {
    faults.push("an input is two things");
  }
  const kernels = "hybrid" in entry ? (entry.hybrid as object) : {};
  for (const input of [inputAxes, packed, kernels].flatMap((table) => Object.keys(table).map(Number))) {
    if (!inputs.includes(input)) {
      faults.push(`input ${input} is no weight`);
    }
  }
  for (const input of inputs) {
    const [made, summed] = [weights[input], inputAxes[input]];
    const axes = typeof made === "number" ? [made] : Array.isArray(made) ? (made as readonly number[]) : [];
    if (typeof summed === "number" && axes.includes(summed)) {
      faults.push(`axis ${summed} of input ${input} is both made and summed over`);
    }
  }
  if (MULTIPLYING.has(role) && macs === undefined && isUntold !== true && entry.weights !== undefined) {
    faults.push("what it multiplies is not said");
  }
  return faults;
}

interface Meaning {
  readonly input?: string;
  /** Constants, and the node that makes "y". */
  readonly onnx: string;
  readonly tflite?: string;
  readonly tensorflow?: string;
}

/** Images lie [batch, channels, height, width] in ONNX and [batch, height, width, channels] in the others. */
const LAST = [0, 3, 1, 2];

/** Shape of what a node makes, and how channels flow through it, both as axes of a tensor whose channels are last. */
async function examine(id: FormatId, input: string, text: string): Promise<{ shape: Shape | null; flow: unknown }> {
  const isImage = input.includes(",8,8,");
  const typed = isImage && id === "onnx" ? input.replace(/\[(\d+),8,8,(\d+)\]/, "[$1,$2,8,8]") : input;
  const head = id === "onnx" ? "onnx 13" : id;
  const { name, bytes } = encodeText(`${head}\ninput ${typed}\n${text}\noutput y float32[]`);
  const model = await open(name, bytes);
  const [graph] = model.graphs;
  const y = [...graph!.values].find((value) => value.name === "y")!;
  y.type = null;
  const { shape } = (await inferTypes(model)).of(y);
  const node = y.producer!;
  const flow = await model.dialect.channelFlows.flow(
    node,
    (value) => value.constant?.shape ?? value.type?.shape ?? null,
  );
  const order = isImage && id === "onnx" ? LAST : [0, 1, 2, 3];
  const rank = shape?.length ?? 0;
  const turned = shape?.length === 4 ? shape.map((_, axis) => shape[order.indexOf(axis)] ?? null) : shape;
  return {
    shape: turned,
    flow: plain(flow, (axis) => (rank === 4 && axis >= 0 ? order[axis]! : axis), isImage ? 4 : 3),
  };
}

/** Without where numbers stand, which each format says in its own way, nor how its weights lie. */
function plain(flow: ChannelFlow, turn: (axis: number) => number, rank: number): unknown {
  const axis = (each: number) => turn(each < 0 ? each + rank : each);
  const axes = (list: readonly number[]) => [...new Set(list.map(axis).filter((each) => each < rank))].sort();
  switch (flow.kind) {
    case "passes":
      return { kind: flow.kind, mixes: axes(flow.mixes), vectors: flow.vectors && axis(flow.vectors.axis) };
    case "linear":
      return { kind: flow.kind, from: axis(flow.dataAxis), to: axis(flow.outputAxis), groups: flow.groups };
    case "depthwise":
      return { kind: flow.kind, axis: axis(flow.axis), multiplier: flow.multiplier };
    case "elementwise":
      return { kind: flow.kind, count: flow.inputs.length };
    case "moves":
      return { kind: flow.kind, axes: flow.axes };
    case "reshapes":
      return { kind: flow.kind, target: flow.target };
    case "concatenates":
      return { kind: flow.kind, axis: axis(flow.axis) };
    case "splits":
      return { kind: flow.kind, axis: axis(flow.axis), parts: flow.parts };
    case "pads":
      return { kind: flow.kind, axis: axis(flow.axis), before: flow.before, behind: flow.behind };
    case "takes":
      return { kind: flow.kind, axis: axis(flow.axis), start: flow.start, stop: flow.stop };
    default:
      return { kind: flow.kind };
  }
}

function meanings(): Record<string, Meaning> {
  const unary = (onnx: string, tflite: string, tensorflow = onnx): Meaning => ({
    onnx: `y = ${onnx}(x)`,
    tflite: `y = ${tflite}(x)`,
    tensorflow: `y = ${tensorflow}(x)`,
  });
  const binary = (onnx: string, tflite: string, tensorflow = onnx): Meaning => {
    const other = "constant k float32[4] = 1 2 3 4\n";
    return {
      onnx: `${other}y = ${onnx}(x, k)`,
      tflite: `${other}y = ${tflite}(x, k)`,
      tensorflow: `${other}y = ${tensorflow}(x, k)`,
    };
  };
  const reduction = (onnx: string, tflite: string, tensorflow: string, keeps: boolean): Meaning => {
    const axes = "constant axes int32[1] = 1\n";
    const attributes = `{"keep_dims": ${keeps}}`;
    return {
      onnx: `y = ${onnx}(x) {"axes": [1], "keepdims": ${keeps ? 1 : 0}}`,
      tflite: `${axes}y = ${tflite}(x, axes) ${attributes}`,
      tensorflow: `${axes}y = ${tensorflow}(x, axes) ${attributes}`,
    };
  };
  const image = "x float32[2,8,8,6]";
  return {
    relu: unary("Relu", "RELU"),
    relu6: { ...unary("Relu", "RELU6", "Relu6") },
    tanh: unary("Tanh", "TANH"),
    sigmoid: unary("Sigmoid", "LOGISTIC"),
    elu: unary("Elu", "ELU"),
    abs: unary("Abs", "ABS"),
    exp: unary("Exp", "EXP"),
    log: unary("Log", "LOG"),
    "square root": unary("Sqrt", "SQRT"),
    floor: unary("Floor", "FLOOR"),
    negation: unary("Neg", "NEG"),
    sine: unary("Sin", "SIN"),
    sum: binary("Add", "ADD", "AddV2"),
    difference: binary("Sub", "SUB"),
    product: binary("Mul", "MUL"),
    quotient: binary("Div", "DIV", "RealDiv"),
    power: binary("Pow", "POW"),
    maximum: binary("Max", "MAXIMUM", "Maximum"),
    minimum: binary("Min", "MINIMUM", "Minimum"),
    equality: binary("Equal", "EQUAL"),
    less: binary("Less", "LESS"),
    greater: binary("Greater", "GREATER"),
    softmax: { ...unary("Softmax", "SOFTMAX"), onnx: 'y = Softmax(x) {"axis": -1}' },
    "mean that keeps its axis": reduction("ReduceMean", "MEAN", "Mean", true),
    mean: reduction("ReduceMean", "MEAN", "Mean", false),
    "largest of an axis": reduction("ReduceMax", "REDUCE_MAX", "Max", false),
    "product of an axis": reduction("ReduceProd", "REDUCE_PROD", "Prod", true),
    transposition: {
      onnx: 'y = Transpose(x) {"perm": [0, 2, 1]}',
      tflite: "constant order int32[3] = 0 2 1\ny = TRANSPOSE(x, order)",
      tensorflow: "constant order int32[3] = 0 2 1\ny = Transpose(x, order)",
    },
    reshape: {
      onnx: "constant to int64[2] = 2 12\ny = Reshape(x, to)",
      tflite: "constant to int32[2] = 2 12\ny = RESHAPE(x, to)",
      tensorflow: "constant to int32[2] = 2 12\ny = Reshape(x, to)",
    },
    concatenation: {
      onnx: 'y = Concat(x, x) {"axis": 2}',
      tflite: 'y = CONCATENATION(x, x) {"axis": 2}',
      tensorflow: "constant axis int32[] = 2\ny = ConcatV2(x, x, axis)",
    },
    split: {
      onnx: 'y, z = Split(x) {"axis": 2}',
      tflite: 'constant axis int32[] = 2\ny, z = SPLIT(axis, x) {"num_splits": 2}',
      tensorflow: 'constant axis int32[] = 2\ny = Split(axis, x) {"num_split": 2}',
    },
    padding: {
      onnx: "constant pads int64[6] = 0 0 1 0 0 2\ny = Pad(x, pads)",
      tflite: "constant pads int32[3,2] = 0 0 0 0 1 2\ny = PAD(x, pads)",
      tensorflow: "constant pads int32[3,2] = 0 0 0 0 1 2\ny = Pad(x, pads)",
    },
    "new axis": {
      onnx: "constant axes int64[1] = 1\ny = Unsqueeze(x, axes)",
      tflite: "constant axis int32[1] = 1\ny = EXPAND_DIMS(x, axis)",
      tensorflow: "constant axis int32[] = 1\ny = ExpandDims(x, axis)",
    },
    "axis that goes": {
      input: "x float32[2,1,4]",
      onnx: "constant axes int64[1] = 1\ny = Squeeze(x, axes)",
      tflite: "y = SQUEEZE(x)",
      tensorflow: 'y = Squeeze(x) {"squeeze_dims": [1]}',
    },
    "product of matrices": {
      onnx: "constant w float32[4,5] = ramp\ny = MatMul(x, w)",
      tflite: "constant w float32[4,5] = ramp\ny = BATCH_MATMUL(x, w)",
      tensorflow: "constant w float32[4,5] = ramp\ny = BatchMatMulV2(x, w)",
    },
    convolution: {
      input: image,
      onnx: 'constant w float32[5,6,3,3] = ramp\ny = Conv(x, w) {"strides": [2, 2], "pads": [0, 0, 1, 1]}',
      tflite:
        'constant w float32[5,3,3,6] = ramp\ny = CONV_2D(x, w) {"padding": "SAME", "stride_w": 2, "stride_h": 2, "dilation_w_factor": 1, "dilation_h_factor": 1}',
      tensorflow: 'constant w float32[3,3,6,5] = ramp\ny = Conv2D(x, w) {"strides": [1, 2, 2, 1], "padding": "SAME"}',
    },
    "depthwise convolution": {
      input: image,
      onnx: 'constant w float32[6,1,3,3] = ramp\ny = Conv(x, w) {"group": 6}',
      tflite:
        'constant w float32[1,3,3,6] = ramp\ny = DEPTHWISE_CONV_2D(x, w) {"padding": "VALID", "stride_w": 1, "stride_h": 1, "depth_multiplier": 1, "dilation_w_factor": 1, "dilation_h_factor": 1}',
      tensorflow:
        'constant w float32[3,3,6,1] = ramp\ny = DepthwiseConv2dNative(x, w) {"strides": [1, 1, 1, 1], "padding": "VALID"}',
    },
    "pool of the largest": {
      input: image,
      onnx: 'y = MaxPool(x) {"kernel_shape": [2, 2], "strides": [2, 2]}',
      tflite:
        'y = MAX_POOL_2D(x) {"padding": "VALID", "stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2}',
      tensorflow: 'y = MaxPool(x) {"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "VALID"}',
    },
    "pool of means": {
      input: image,
      onnx: 'y = AveragePool(x) {"kernel_shape": [2, 2], "strides": [2, 2]}',
      tflite:
        'y = AVERAGE_POOL_2D(x) {"padding": "VALID", "stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2}',
      tensorflow: 'y = AvgPool(x) {"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "VALID"}',
    },
  };
}
