// Every operator that we know anything of, with less than it needs: no inputs, no outputs, empty names, constants of the
// wrong rank and of no elements, attributes of the wrong kind. Steps leave it alone or say a sentence.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  writerOf,
  inferTypes,
  layersOf,
  ModelError,
  quietContext,
  runStep,
  summarize,
  transforms,
  viewGraphs,
  type Recipe,
} from "../../../src/core";
import { encodeGraph, op, placeholder, TYPE, shapeOf, typeAttr, type NodeDef } from "../../support/graphdef";
import { encode, float, floats, int, int64s, ints, model, node, string, valueInfo } from "../../support/onnx";
import { open } from "../../support/open";
import { makeTflite, type OperatorSpec } from "../../support/tflite";

/** Keys and texts in the code of a format that begin with a capital: its operators are among these. */
function wordsOf(format: string): string[] {
  const folder = join("src/core/formats", format);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const text = files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  return [...new Set(text.match(/(?<=")_?[A-Z]\w+(?=")|(?<=^ *)_?[A-Z]\w+(?=:)/gm))];
}

/** What operators are given instead of what they need. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  "no inputs": [],
  "one input": ["x"],
  "only constants without elements": ["none", "none", "none", "none", "none"],
  "only scalars": ["scalar", "scalar", "scalar"],
  "constants of other ranks": ["x", "scalar", "vector", "none", "integers", "matrix"],
  "integers for weights": ["x", "integers", "integers", "integers"],
  "vectors for weights": ["x", "vector", "vector", "vector", "vector"],
  "a matrix for all": ["matrix", "matrix", "matrix", "matrix"],
  "weights as they are": ["x", "matrix", "vector"],
  "rows of a table": ["matrix", "integers"],
  itself: ["x", "itself", "matrix"],
  "the next one, in a circle": ["next", "x", "vector"],
};

/** What each of so many outputs is. */
const OUTPUTS = { none: [], one: [0], "several, one of them left out": [0, -1, 2, 3], "one twice": [0, 0] } as const;
type Outputs = readonly number[];

const kinds: Readonly<Record<string, (given: readonly string[], outputs: Outputs) => Uint8Array>> = {
  onnx(given, outputs) {
    const words = wordsOf("onnx");
    const nodes = words.map((word, index) =>
      node(
        word,
        given.map((name) =>
          name === "itself" ? `${word}_0` : name === "next" ? `${words[(index + 1) % words.length]}_0` : name,
        ),
        outputs.map((i) => (i < 0 ? "" : `${word}_${i}`)),
        index % 2 === 0
          ? []
          : [
              int("axes", 1),
              ints("perm", [7, -9]),
              float("axis", 3),
              string("value", "v"),
              ints("pads", [1]),
              ints("kernel_shape", []),
              ints("strides", [0, -1]),
              int("group", 0),
              string("auto_pad", "?"),
              ints("to", [1]),
            ],
      ),
    );
    return encode(
      model(
        {
          name: "g",
          node: nodes,
          input: [valueInfo("x", [1, 4, 4, 4])],
          output: nodes.flatMap(({ output }, i) => (i % 3 === 0 && output?.[0] ? [valueInfo(output[0], [1])] : [])),
          initializer: [
            floats("none", [0], []),
            floats("scalar", [], [2]),
            floats("vector", [4], [1, 2, 3, 4]),
            floats(
              "matrix",
              [64, 64],
              Array.from({ length: 4096 }, (_, i) => i % 7),
            ),
            int64s("integers", [2], [-1, 9]),
          ],
        },
        21,
        10,
      ),
    );
  },
  tensorflow(given, outputs) {
    const words = wordsOf("tensorflow");
    const content = (values: Float32Array | Int32Array) => new Uint8Array(values.buffer);
    const tensor = (dtype: number, dims: readonly number[], bytes: Uint8Array) => ({
      tensor: { dtype, tensor_shape: shapeOf(dims), tensor_content: bytes },
    });
    const constant = (
      name: string,
      dtype: number,
      dims: readonly number[],
      values: Float32Array | Int32Array,
    ): NodeDef => ({
      name,
      op: "Const",
      attr: { dtype: typeAttr(dtype), value: tensor(dtype, dims, content(values)) },
    });
    const nodes = words.map((word, index) =>
      op(
        word,
        word,
        given.map((name) => (name === "itself" ? word : name === "next" ? words[(index + 1) % words.length]! : name)),
        index % 2 === 0
          ? {}
          : {
              T: { i: 3 },
              padding: { i: 1 },
              strides: { s: Uint8Array.of(1) },
              axis: { f: 1 },
              data_format: { s: Uint8Array.of(65) },
              value: { b: true },
              shape: { type: 1 },
              N: { i: -5 },
              dtype: { i: 99 },
              ksize: { list: { i: [] } },
              DstT: { b: true },
            },
      ),
    );
    const readers =
      outputs.length === 0 ? [] : nodes.map(({ name }) => op(`${name}/read`, "Identity", [name, `${name}:3`]));
    return encodeGraph({
      node: [
        placeholder("x", [1, 4, 4, 4]),
        constant("none", TYPE.float32, [0], new Float32Array(0)),
        constant("scalar", TYPE.float32, [], Float32Array.of(2)),
        constant("vector", TYPE.float32, [4], Float32Array.of(1, 2, 3, 4)),
        constant(
          "matrix",
          TYPE.float32,
          [64, 64],
          Float32Array.from({ length: 4096 }, (_, i) => i % 7),
        ),
        constant("integers", TYPE.int32, [2], Int32Array.of(-1, 9)),
        ...nodes,
        ...readers,
      ],
    });
  },
  tflite(given, outputs) {
    const named = ["x", "none", "scalar", "vector", "matrix", "integers"];
    const tensors = [
      { name: "x", shape: [1, 4, 4, 4] },
      { name: "none", shape: [0], buffer: 1 },
      { name: "scalar", shape: [], buffer: 2 },
      { name: "vector", shape: [4], buffer: 3 },
      { name: "matrix", shape: [64, 64], buffer: 4 },
      { name: "integers", shape: [2], buffer: 5, type: 2 },
    ];
    const bytes = (values: Float32Array | Int32Array) => new Uint8Array(values.buffer);
    const CODES = Array.from({ length: 215 }, (_, i) => i);
    const operators = CODES.map((code): OperatorSpec => {
      const first = tensors.length;
      const outputsOf = outputs.map((i) => first + Math.max(0, i));
      tensors.push(...outputs.map((_, i) => ({ name: `y${code}_${i}`, shape: [1, 4] })));
      return {
        code,
        inputs: given.map((name) =>
          name === "itself"
            ? (outputsOf[0] ?? -1)
            : name === "next"
              ? outputs.length === 0
                ? -1
                : named.length + outputs.length * ((code + 1) % CODES.length)
              : named.indexOf(name),
        ),
        outputs: outputsOf,
      };
    });
    return makeTflite({
      codes: CODES.map((code) => [code, 1, "c"] as const),
      buffers: [
        null,
        new Uint8Array(0),
        bytes(Float32Array.of(2)),
        bytes(Float32Array.of(1, 2, 3, 4)),
        bytes(Float32Array.from({ length: 4096 }, (_, i) => i % 7)),
        bytes(Int32Array.of(-1, 9)),
      ],
      graphs: [
        {
          tensors,
          operators,
          inputs: [0],
          outputs: operators.flatMap(({ outputs: [first] }, i) => (i % 3 === 0 && first !== undefined ? [first] : [])),
        },
      ],
    });
  },
};

const WAYS: Recipe = [
  ...transforms.map(({ id }) => ({ id, parameters: {} })),
  { id: "quantize-weights", parameters: { minimumElements: 1 } },
  { id: "quantize-weights", parameters: { minimumElements: 1, bits: "int4", granularity: "block" } },
  { id: "quantize-float16", parameters: { minimumElements: 1, compute: true } },
  { id: "quantize-dynamic", parameters: { minimumElements: 1 } },
  { id: "quantize-nodes", parameters: { fallbackRange: "-8,8", inputRange: "-1,1" } },
  { id: "prune-channels", parameters: { ratio: 0.5 } },
  { id: "cluster-weights", parameters: { minimumElements: 1, codebook: true } },
  { id: "prune-weights", parameters: { minimumElements: 1, sparse: true } },
];

describe("operators without what they need", () => {
  for (const [format, make] of Object.entries(kinds)) {
    for (const [what, given] of Object.entries(GIVEN)) {
      for (const [which, outputs] of Object.entries(OUTPUTS)) {
        it(`${format}: ${what}; of outputs, ${which}`, async () => {
          const source = await open(`m.${format}`, make(given, outputs));
          await summarize(source);
          const types = await inferTypes(source);
          viewGraphs(source, await layersOf(source), (value) => types.of(value));
          const wrong: string[] = [];
          for (const { id, parameters } of WAYS) {
            try {
              const { model: result, report } = await runStep(source, { id, parameters }, quietContext());
              assert.equal(report.refusal, null);
              if (result !== source) {
                await writerOf(result).write(result, { sameFolder: true, name: "m" });
              }
            } catch (error) {
              if (!(error instanceof ModelError)) {
                wrong.push(`${id} ${JSON.stringify(parameters)}: ${String((error as Error).stack)}`);
              }
            }
          }
          assert.deepEqual(wrong, []);
        });
      }
    }
  }

  for (const [what, outputs] of Object.entries({
    "makes nothing": [],
    "makes more values than it can": ["y", "z"],
    "makes one value twice": ["y", "y"],
  })) {
    it(`onnx: a layer that ${what} keeps its weights`, async () => {
      const layers = Object.entries({ MatMul: [64, 64], Gemm: [64, 64], Conv: [64, 64, 1, 1], Gather: [64, 64] }).map(
        ([operator, shape]) => {
          const inputs = operator === "Gather" ? [operator, "x"] : ["x", operator];
          const made = outputs.map((name) => `${operator}_${name}`);
          return {
            layer: node(operator, inputs, made),
            weight: floats(operator, shape, new Float32Array(4096).fill(1)),
          };
        },
      );
      const made = layers.flatMap(({ layer: { output } }) => [...new Set(output)]);
      const graph = {
        name: "g",
        node: layers.map(({ layer }) => layer),
        initializer: layers.map(({ weight }) => weight),
        input: [valueInfo("x", [1, 64])],
        output: made.map((name) => valueInfo(name, [1])),
      };
      const source = await open("m.onnx", encode(model(graph)));
      const { report } = await runStep(source, { id: "quantize-dynamic", parameters: {} }, quietContext());
      assert.equal(report.refusal, null);
      assert.deepEqual(report.changes, []);
      assert.match(JSON.stringify(report.notes), /makes (nothing|more values than it can|one value twice)/);
    });
  }
});
