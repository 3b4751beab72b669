import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inferTypes, type Model } from "../../../src/core";
import { attributes, constant, encodeGraph, int32s, op, placeholder, typeAttr, TYPE } from "../../support/graphdef";
import { ramp } from "../../support/onnx";
import { open } from "../../support/open";

async function shapesOf(model: Model): Promise<Record<string, unknown>> {
  const types = await inferTypes(model);
  const graphs = [...model.graphs, ...model.functions.values()];
  const values = graphs.flatMap((graph) => [...graph.values]);
  return Object.fromEntries(values.map((value) => [value.name, types.of(value).shape]));
}

describe("types and shapes of values in TensorFlow", () => {
  for (const sample of ["mnist-cnn", "mnist-mlp"]) {
    it(`are known of all of ${sample} that is computed`, async () => {
      const model = await open("m.pb", new Uint8Array(readFileSync(`samples/${sample}.pb`)));
      const types = await inferTypes(model);
      for (const value of model.graphs[0]!.values) {
        const { shape, dtype } = types.of(value);
        assert.ok(shape !== null && shape.slice(1).every((each) => typeof each === "number"), value.name);
        assert.notEqual(dtype, null);
      }
      const [output] = model.dialect.endpoints(model).outputs;
      assert.equal(types.of(output!.value).shape!.at(-1), 10);
    });
  }

  it("follow windows, old switches, and shapes that are computed of shapes", async () => {
    const node = [
      placeholder("image", [-1, 15, 16, 3]),
      constant("w", [3, 3, 3, 8], ramp(216)),
      op("conv", "Conv2D", ["image", "w"], {
        strides: { list: { i: [1, 2, 2, 1] } },
        padding: { s: new TextEncoder().encode("SAME") },
      }),
      int32s("begin", [1], Int32Array.of(0)),
      int32s("end", [1], Int32Array.of(1)),
      int32s("step", [1], Int32Array.of(1)),
      int32s("rest", [], Int32Array.of(-1)),
      op("shape", "Shape", ["conv"]),
      op("batch", "StridedSlice", ["shape", "begin", "end", "step"], { shrink_axis_mask: { i: 1 } }),
      op("target", "Pack", ["batch", "rest"], { axis: { i: 0 } }),
      op("flat", "Reshape", ["conv", "target"]),
      op("switch", "Switch", ["conv", "condition"]),
      op("condition", "LoopCond", ["flag"]),
      op("flag", "Identity", ["begin"]),
      op("merge", "Merge", ["switch", "switch:1"]),
    ];
    const found = await shapesOf(await open("m.pb", encodeGraph({ node })));
    assert.deepEqual(found["conv"], [null, 8, 8, 8]);
    assert.deepEqual(found["target"], [2]);
    assert.equal((found["flat"] as unknown[]).length, 2);
    assert.deepEqual(found["merge"], [null, 8, 8, 8]);
  });

  it("of spectra are half of the frequencies, in as many axes as lengths are given", async () => {
    const node = [
      placeholder("sound", [-1, 30, 400]),
      int32s("length", [1], Int32Array.of(512)),
      int32s("lengths", [2], Int32Array.of(16, 9)),
      op("spectrum", "RFFT", ["sound", "length"]),
      op("loudness", "ComplexAbs", ["spectrum"]),
      op("sound_again", "IRFFT", ["spectrum", "length"]),
      op("plane", "RFFT2D", ["sound", "lengths"]),
      op("all", "FFT", ["spectrum"]),
    ];
    const found = await shapesOf(await open("m.pb", encodeGraph({ node })));
    assert.deepEqual(found["spectrum"], [null, 30, 257]);
    assert.deepEqual(found["loudness"], [null, 30, 257]);
    assert.deepEqual(found["sound_again"], [null, 30, 512]);
    assert.deepEqual(found["plane"], [null, 16, 5]);
    assert.deepEqual(found["all"], [null, 30, 257]);
  });

  it("go through functions, whose results are counted as their signature does", async () => {
    const body = {
      signature: {
        name: "f",
        input_arg: [{ name: "a", type: TYPE.float32 }],
        output_arg: [
          { name: "second", type: TYPE.float32 },
          { name: "first", type: TYPE.float32 },
        ],
      },
      node_def: [
        op("relu", "Relu", ["a"]),
        int32s("axis", [], Int32Array.of(0)),
        op("wide", "ExpandDims", ["a", "axis:output:0"]),
      ],
      ret: { first: "relu:activations:0", second: "wide:output:0" },
    };
    const node = [
      placeholder("x", [4, 2]),
      op("call", "PartitionedCall", ["x"], {
        ...attributes({}),
        f: { func: { name: "f" } },
        Tout: { list: { type: [TYPE.float32, TYPE.float32] } },
        T: typeAttr(TYPE.float32),
      }),
      op("one", "Relu", ["call"]),
      op("other", "Relu", ["call:1"]),
    ];
    const model = await open("m.pb", encodeGraph({ node, library: { function: [body] } }));
    const found = await shapesOf(model);
    assert.deepEqual(
      [found["one"], found["other"]],
      [
        [1, 4, 2],
        [4, 2],
      ],
    );
    // Of a million nodes the attributes, decoded, would take more memory than the nodes.
    const nodes = [...model.graphs, ...model.functions.values()].flatMap((graph) => graph.nodes);
    assert.deepEqual(
      nodes.filter(({ isDecoded }) => isDecoded).map(({ name }) => name),
      [],
    );
  });
});
