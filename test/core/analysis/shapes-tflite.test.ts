import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inferTypes, type Model } from "../../../src/core";
import { open } from "../../support/open";
import { CODES, makeTflite, TYPES, type TensorSpec } from "../../support/tflite";

const [STRIDED_SLICE, PACK, WHILE] = [45, 83, 119];
const OPTION = { stridedSlice: 32, pack: 59, while: 93 };

/** Shapes by name, without what the file states of what nodes make. */
async function inferred(model: Model): Promise<Record<string, unknown>> {
  for (const value of model.graphs.flatMap((graph) => [...graph.values])) {
    if (value.producer !== null && value.type !== null) {
      value.type = { ...value.type, shape: null };
    }
  }
  const types = await inferTypes(model);
  const values = model.graphs.flatMap((graph) => [...graph.values]);
  return Object.fromEntries(values.map((value) => [value.name, types.of(value).shape]));
}

describe("types and shapes of values in TFLite", () => {
  for (const sample of ["mnist-cnn", "mnist-mlp"]) {
    it(`are what the converter states in ${sample}`, async () => {
      const bytes = new Uint8Array(readFileSync(`samples/${sample}.tflite`));
      const before = await open("m.tflite", bytes);
      const found = await inferred(await open("m.tflite", bytes));
      for (const { name, type, producer } of before.graphs[0]!.values) {
        if (producer !== null) {
          assert.deepEqual(found[name], type!.shape, name);
        }
      }
    });
  }

  it("follow shapes that are computed of shapes", async () => {
    const ints = (name: string, values: readonly number[], buffer: number): TensorSpec => ({
      name,
      shape: values.length === 1 && name === "rest" ? [] : [values.length],
      type: TYPES.int32,
      buffer,
    });
    const data = [[0], [1], [1], [-1]];
    const model = await open(
      "m.tflite",
      makeTflite({
        graphs: [
          {
            tensors: [
              { name: "x", shape: [4, 3, 2] },
              { name: "shape", shape: [3], type: TYPES.int32 },
              ints("begin", data[0]!, 1),
              ints("end", data[1]!, 2),
              ints("step", data[2]!, 3),
              ints("rest", data[3]!, 4),
              { name: "first", shape: [], type: TYPES.int32 },
              { name: "target", shape: [2], type: TYPES.int32 },
              { name: "y", shape: [4, 6] },
            ],
            operators: [
              { code: 0, inputs: [0], outputs: [1] },
              { code: 1, inputs: [1, 2, 3, 4], outputs: [6], options: [OPTION.stridedSlice, [[4, 4, 1]]] },
              { code: 2, inputs: [6, 5], outputs: [7], options: [OPTION.pack, [[0, 4, 2]]] },
              { code: 3, inputs: [0, 7], outputs: [8] },
            ],
            inputs: [0],
            outputs: [8],
          },
        ],
        codes: [
          [CODES.SHAPE, 1],
          [STRIDED_SLICE, 1],
          [PACK, 1],
          [CODES.RESHAPE, 1],
        ],
        buffers: [null, ...data.map((values) => new Uint8Array(Int32Array.from(values).buffer))],
      }),
    );
    const found = await inferred(model);
    assert.deepEqual(
      ["shape", "first", "target", "y"].map((name) => found[name]),
      [[3], [], [2], [4, 6]],
    );
  });

  it("hold in every turn of a loop over subgraphs", async () => {
    const body = (name: string, outputs: readonly number[]) => ({
      tensors: [
        { name: `${name}_kept`, shape: [2, 2] },
        { name: `${name}_grown`, shape: [2, 2] },
        { name: `${name}_next`, shape: [2, 2] },
      ],
      operators: name === "body" ? [{ code: 1, inputs: [1, 1], outputs: [2] }] : [],
      inputs: [0, 1],
      outputs,
    });
    const model = await open(
      "m.tflite",
      makeTflite({
        graphs: [
          {
            tensors: [
              { name: "a", shape: [2, 2] },
              { name: "b", shape: [2, 2] },
              { name: "a_end", shape: [2, 2] },
              { name: "b_end", shape: [2, 2] },
            ],
            operators: [
              {
                code: 0,
                inputs: [0, 1],
                outputs: [2, 3],
                options: [
                  OPTION.while,
                  [
                    [0, 4, 1],
                    [1, 4, 2],
                  ],
                ],
              },
            ],
            inputs: [0, 1],
            outputs: [2, 3],
          },
          body("cond", [0]),
          body("body", [0, 2]),
        ],
        codes: [
          [WHILE, 1],
          [CODES.CONCATENATION, 1],
        ],
        buffers: [null],
      }),
    );
    for (const graph of model.graphs.slice(1)) {
      graph.inputs.forEach((value) => (value.type = { dtype: "float32", shape: null }));
    }
    const found = await inferred(model);
    assert.deepEqual(
      [found["a_end"], found["b_end"]],
      [
        [2, 2],
        [null, 2],
      ],
    );
  });
});
