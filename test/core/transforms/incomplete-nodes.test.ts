// Nodes that lack inputs or outputs, of every operator that a format's tables name: files of converters have them, and
// damaged ones. Every transform leaves them alone or refuses the file in a sentence; none stumbles over them.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  layersOf,
  ModelError,
  quietContext,
  recommendedRecipe,
  runStep,
  summarize,
  transforms,
  viewGraphs,
  type RecipeStep,
} from "../../../src/core";
import * as graphdef from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { open } from "../../support/open";
import * as tflite from "../../support/tflite";

/** How many operators share a model: what one of them forbids all of a model is not forbidden to the others. */
const TOGETHER = 12;
/** Each transform as it is, and the forms that read more of a node. */
const STEPS: readonly RecipeStep[] = [
  ...transforms.map(({ id }) => ({ id, parameters: {} })),
  { id: "strip-metadata", parameters: { names: true, types: true } },
  { id: "quantize-float16", parameters: { compute: true, denyOperators: ["None"] } },
  { id: "quantize-float16", parameters: { minimumElements: 1 } },
  { id: "quantize-weights", parameters: { minimumElements: 1 } },
  { id: "quantize-weights", parameters: { minimumElements: 1, bits: "int4", granularity: "block" } },
  { id: "quantize-dynamic", parameters: { minimumElements: 1 } },
  { id: "cluster-weights", parameters: { minimumElements: 1, codebook: true } },
  { id: "prune-weights", parameters: { minimumElements: 1, sparse: true } },
  { id: "round-weights", parameters: { minimumElements: 1 } },
];

/** A node as a format is to write it; null: an input left out. */
interface Call {
  readonly operator: string;
  readonly inputs: readonly (string | null)[];
  readonly outputs: readonly string[];
}

const CONSTANTS = { w: [3, 3, 4, 4], v: [4, 4], b: [4], s: [] } as const;
const SHAPE = [1, 4, 4, 4] as const;
/** What operators take at each place, as far as one kind of data can be meant for all of them. */
const OPERANDS = ["x", "w", "b", "b", "s"];

/** A node whole, without any input, each one and the last ones; of constants alone; without outputs. */
function calls(operator: string, mark: string): Call[] {
  const given: (readonly (string | null)[])[] = [];
  OPERANDS.forEach((_, count) => given.push(OPERANDS.slice(0, count)));
  OPERANDS.forEach((_, place) => given.push(OPERANDS.map((each, index) => (index === place ? null : each))));
  given.push(["w"], ["v", "b"], ["v", null, "b"], ["v", "v", "b"], ["x", "x"], ["i", "i"]);
  const whole = given.map((inputs, index) => ({ operator, inputs, outputs: [`${mark}${index}`] }));
  const behind = given
    .slice(0, 4)
    .map((_, index) => ({ operator, inputs: [`${mark}${index}`, "b"], outputs: [`${mark}/behind${index}`] }));
  return [
    ...whole,
    ...behind,
    { operator, inputs: ["x", "w"], outputs: [] },
    { operator, inputs: [], outputs: [] },
    { operator, inputs: ["x", "w"], outputs: [`${mark}/a`, `${mark}/b`] },
  ];
}

/** What layers and what follows them are read by and read, beside nodes that lack something. */
function around(conv: string, others: readonly string[], made: readonly string[]): Call[] {
  return made.flatMap((value, index) => [
    { operator: conv, inputs: [value, "w", "b"], outputs: [`conv${index}`] },
    ...others.map((operator) => ({ operator, inputs: [`conv${index}`, "b"], outputs: [`${operator}${index}`] })),
  ]);
}

interface Sweep {
  readonly format: string;
  readonly operators: readonly string[];
  readonly conv: string;
  readonly others: readonly string[];
  encode(calls: readonly Call[]): { readonly name: string; readonly bytes: Uint8Array };
}

/** The names in the sources that say what operators mean; others among them are operators nobody knows. */
function namesIn(folder: string, files: RegExp, name: RegExp): string[] {
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((each) => files.test(each));
  const texts = sources.map((each) => readFileSync(join(folder, each), "utf8"));
  return [...new Set(texts.flatMap((text) => text.match(name) ?? []))].sort();
}

const SWEEPS: readonly Sweep[] = [
  {
    format: "onnx",
    operators: namesIn("src/core/formats/onnx", /^(operators|half-precision.operator-types)\.ts$/, /\b[A-Z]\w{2,}\b/g),
    conv: "Conv",
    others: ["Relu", "Add", "BatchNormalization"],
    encode: (given) => ({ name: "model.onnx", bytes: onnx.encode(onnxModel(given)) }),
  },
  {
    format: "tensorflow",
    operators: namesIn(
      "src/core/formats/tensorflow",
      /^(operators|linear|padding|clamp|pass-through|folded-operators|computation|channel-\w+|eight-bit.\w+)\.ts$/,
      /\b(_Fused|[A-Z][a-z])\w+\b/g,
    ),
    conv: "Conv2D",
    others: ["Relu", "AddV2", "BiasAdd", "FusedBatchNormV3"],
    encode: (given) => ({ name: "model.pb", bytes: graphdef.encodeGraph(graph(given)) }),
  },
  {
    format: "tflite",
    operators: builtins(),
    conv: "CONV_2D",
    others: ["RELU", "ADD", "MUL"],
    encode: (given) => ({ name: "model.tflite", bytes: tfliteModel(given) }),
  },
];

function onnxModel(given: readonly Call[]) {
  const contrib = new Set(["BiasGelu", "EmbedLayerNormalization", "FusedConv", "FusedGemm", "FusedMatMul", "FastGelu"]);
  return onnx.model(
    {
      name: "graph",
      input: [onnx.valueInfo("x", SHAPE), onnx.valueInfo("i", [4], onnx.DATA_TYPES.int64)],
      output: given.flatMap(({ outputs }) => outputs).map((name) => onnx.valueInfo(name, SHAPE)),
      initializer: Object.entries(CONSTANTS).map(([name, shape]) => onnx.floats(name, shape, ramp(shape))),
      node: given.map(({ operator, inputs, outputs }) => ({
        ...onnx.node(
          operator,
          inputs.map((each) => each ?? ""),
          outputs,
        ),
        domain: contrib.has(operator) ? "com.microsoft" : "",
      })),
    },
    21,
    10,
  );
}

function graph(given: readonly Call[]): graphdef.GraphDef {
  const attributes = graphdef.attributes({ strides: [1, 1, 1, 1], padding: "SAME", is_training: false, N: 2 });
  return {
    versions: { producer: 1987 },
    node: [
      graphdef.placeholder("x", SHAPE),
      { ...graphdef.placeholder("i", [4]), attr: { dtype: graphdef.typeAttr(graphdef.TYPE.int32) } },
      ...Object.entries(CONSTANTS).map(([name, shape]) => graphdef.constant(name, shape, ramp(shape))),
      ...given.map(({ operator, inputs, outputs }, index) =>
        graphdef.op(
          outputs[0] ?? `alone${index}`,
          operator,
          inputs.filter((each) => each !== null),
          index % 2 === 0 ? attributes : {},
        ),
      ),
      ...given.flatMap(({ outputs }) => outputs.slice(1).map((name) => graphdef.op(name, "Relu", [`${outputs[0]}:1`]))),
    ],
  };
}

function builtins(): string[] {
  const [text] = /BUILTIN_NAMES = `([^`]*)`/
    .exec(readFileSync("src/core/formats/tflite/operator-codes.ts", "utf8"))!
    .slice(1);
  return text!.trim().split(/\s+/);
}

function tfliteModel(given: readonly Call[]): Uint8Array {
  const numbers = builtins();
  const operators = [...new Set(given.map(({ operator }) => operator))];
  const made = [...new Set(given.flatMap(({ outputs }) => outputs))];
  const tensors: tflite.TensorSpec[] = [
    { name: "x", shape: SHAPE },
    { name: "i", shape: [4], type: tflite.TYPES.int32 },
    ...Object.entries(CONSTANTS).map(([name, shape], index) => ({ name, shape, buffer: index + 1 })),
    ...made.map((name) => ({ name, shape: SHAPE })),
  ];
  const places = new Map(tensors.map(({ name }, index) => [name, index]));
  return tflite.makeTflite({
    codes: operators.map((name) => [numbers.indexOf(name), 1]),
    buffers: [null, ...Object.values(CONSTANTS).map((shape) => new Uint8Array(ramp(shape).buffer))],
    graphs: [
      {
        tensors,
        operators: given.map(({ operator, inputs, outputs }) => ({
          code: operators.indexOf(operator),
          inputs: inputs.map((each) => (each === null ? -1 : places.get(each)!)),
          outputs: outputs.map((each) => places.get(each)!),
        })),
        inputs: [0, 1],
        outputs: made.map((each) => places.get(each)!),
      },
    ],
  });
}

function ramp(shape: readonly number[]): Float32Array {
  return onnx.ramp(shape.reduce((product, each) => product * each, 1));
}

describe("nodes that lack inputs or outputs", function () {
  this.timeout(120_000);

  for (const { format, operators, conv, others, encode } of SWEEPS) {
    it(`are left alone by every transform: ${format}`, async () => {
      assert.ok(operators.length > 100, `${operators.length} operators`);
      for (let first = 0; first < operators.length; first += TOGETHER) {
        const group = operators.slice(first, first + TOGETHER);
        const given = group.flatMap((operator, index) => calls(operator, `n${index}/`));
        const made = group.flatMap((_, index) => [`n${index}/0`, `n${index}/1`, `n${index}/2`]);
        const { name, bytes } = encode([...given, ...around(conv, others, made)]);
        await sweep(name, bytes, group.join(", "));
      }
    });
  }
});

async function sweep(name: string, bytes: Uint8Array, operators: string): Promise<void> {
  const model = await told(operators, () => open(name, bytes));
  if (model === null) {
    return;
  }
  await told(operators, async () => {
    const layers = layersOf(model);
    await summarize(model, layers);
    viewGraphs(model, layers);
  });
  for (const step of [...STEPS, ...recommendedRecipe(model.format)]) {
    await told(`${step.id} ${JSON.stringify(step.parameters)} of ${operators}`, async () => {
      await runStep(model, step, quietContext());
    });
  }
}

/** Refusing in a sentence is fine; anything else that is thrown is a mistake. */
async function told<T>(what: string, action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ModelError) {
      return null;
    }
    throw new Error(`${what}: ${(error as Error).stack}`);
  }
}
