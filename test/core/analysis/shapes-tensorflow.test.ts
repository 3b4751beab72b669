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

  it("of a program of XLA, and of what a data set hands out, are those that are listed", async () => {
    const shape = (...sizes: readonly number[]) => ({ dim: sizes.map((size) => ({ size })) });
    const node = [
      placeholder("x", [-1, 4]),
      op("program", "XlaCallModule", ["x"], {
        Tout: { list: { type: [TYPE.float32, TYPE.int32] } },
        Sout: { list: { shape: [shape(-1, 7), shape(3)] } },
      }),
      op("next", "IteratorGetNext", ["iterator"], {
        output_types: { list: { type: [TYPE.float32] } },
        output_shapes: { list: { shape: [shape(-1, 28)] } },
      }),
      op("one", "Relu", ["program"], { T: typeAttr(TYPE.float32) }),
      op("other", "Identity", ["program:1"], { T: typeAttr(TYPE.int32) }),
      op("image", "Relu", ["next"], { T: typeAttr(TYPE.float32) }),
      op("iterator", "IteratorV2", []),
    ];
    const model = await open("m.pb", encodeGraph({ node }));
    const found = await shapesOf(model);
    assert.deepEqual([found["one"], found["other"], found["image"]], [[null, 7], [3], [null, 28]]);
    const types = await inferTypes(model);
    const program = model.graphs[0]!.nodes.find(({ name }) => name === "program")!;
    assert.deepEqual(
      program.outputs.map((value) => types.of(value!).dtype),
      ["float32", "int32"],
    );
  });

  it("of pictures and boxes are as many as are asked for, where that is known", async () => {
    const scalar = (name: string, value: number) => int32s(name, [], Int32Array.of(value));
    const node = [
      op("file", "Placeholder", [], { dtype: typeAttr(7), shape: { shape: {} } }),
      op("picture", "DecodeJpeg", ["file"], { channels: { i: 3 } }),
      op("any", "DecodePng", ["file"], { channels: { i: 0 } }),
      op("film", "DecodeGif", ["file"]),
      placeholder("images", [-1, 32, 32, 8]),
      placeholder("boxes", [9, 4]),
      placeholder("scores", [9]),
      op("index", "Placeholder", [], { dtype: typeAttr(TYPE.int32) }),
      int32s("size", [2], Int32Array.of(7, 5)),
      op("crop", "CropAndResize", ["images", "boxes", "index", "size"], { T: typeAttr(TYPE.float32) }),
      placeholder("all_boxes", [2, 50, 1, 4]),
      placeholder("all_scores", [2, 50, 3]),
      ...[scalar("each", 4), scalar("total", 20), constant("threshold", [], Float32Array.of(0.5))],
      op("most", "CombinedNonMaxSuppression", ["all_boxes", "all_scores", "each", "total", "threshold", "threshold"]),
      op(
        "padded",
        "CombinedNonMaxSuppression",
        ["all_boxes", "all_scores", "each", "total", "threshold", "threshold"],
        {
          pad_per_class: { b: true },
        },
      ),
      op("kept", "NonMaxSuppressionV3", ["boxes", "scores", "each", "threshold", "threshold"]),
      op("filled", "NonMaxSuppressionV5", ["boxes", "scores", "each", "threshold", "threshold", "threshold"], {
        pad_to_max_output_size: { b: true },
      }),
    ];
    const ports = ["most:1", "most:3", "filled:1", "filled:2"];
    const readers = ports.map((name) => op(`of ${name}`, "Identity", [name], { T: typeAttr(TYPE.float32) }));
    const found = await shapesOf(await open("m.pb", encodeGraph({ node: [...node, ...readers] })));
    const names = ["picture", "any", "film", "crop", "most", "of most:1", "of most:3", "padded", "kept", "filled"];
    assert.deepEqual(
      [...names, "of filled:1", "of filled:2"].map((name) => found[name]),
      [
        [null, null, 3],
        [null, null, null],
        [null, null, null, 3],
        [9, 7, 5, 8],
        [2, 20, 4],
        [2, 20],
        [2],
        [2, 12, 4],
        [null],
        [4],
        [4],
        [],
      ],
    );
  });

  it("of lists in loops, of branches by number, and of what windows show", async () => {
    const number = (name: string) => op(name, "Placeholder", [], { dtype: typeAttr(TYPE.int32), shape: { shape: {} } });
    const scalar = (name: string, value: number) => int32s(name, [], Int32Array.of(value));
    const branch = (name: string, body: string) => ({
      signature: {
        name,
        input_arg: [{ name: "x", type: TYPE.float32 }],
        output_arg: [{ name: "made", type: TYPE.float32 }],
      },
      node_def: [op("y", body, ["x"], { T: typeAttr(TYPE.float32) })],
      ret: { made: `y:${body === "Relu" ? "activations" : "y"}:0` },
    });
    const node = [
      placeholder("x", [3, 12, 12, 2]),
      number("which"),
      int32s("element", [2], Int32Array.of(-1, 8)),
      scalar("any", -1),
      op("list", "TensorListReserve", ["element", "which"]),
      op("item", "TensorListGetItem", ["list", "which", "element"], { element_dtype: typeAttr(TYPE.float32) }),
      op("stack", "TensorListStack", ["list", "element"], { num_elements: { i: 7 } }),
      op("open", "TensorListStack", ["list", "element"], { num_elements: { i: -1 } }),
      op("unknown", "TensorListStack", ["list", "any"], { num_elements: { i: 7 } }),
      op("case", "StatelessCase", ["which", "x"], {
        Tin: { list: { type: [TYPE.float32] } },
        Tout: { list: { type: [TYPE.float32] } },
        branches: { list: { func: [{ name: "f" }, { name: "g" }] } },
      }),
      op("switch", "_SwitchN", ["x", "which"], { num_outs: { i: 2 }, T: typeAttr(TYPE.float32) }),
      op("second", "Neg", ["switch:1"], { T: typeAttr(TYPE.float32) }),
      op("patches", "ExtractImagePatches", ["x"], {
        ksizes: { list: { i: [1, 3, 3, 1] } },
        strides: { list: { i: [1, 2, 2, 1] } },
        rates: { list: { i: [1, 2, 2, 1] } },
        padding: { s: new TextEncoder().encode("VALID") },
      }),
      constant("w", [3, 3, 2], ramp(18)),
      op("dilated", "Dilation2D", ["x", "w"], {
        strides: { list: { i: [1, 1, 1, 1] } },
        rates: { list: { i: [1, 1, 1, 1] } },
        padding: { s: new TextEncoder().encode("VALID") },
      }),
      op("hsv", "RGBToHSV", ["x"]),
    ];
    const library = { function: [branch("f", "Relu"), branch("g", "Neg")] };
    const found = await shapesOf(await open("m.pb", encodeGraph({ node, library })));
    const names = ["item", "stack", "open", "unknown", "case", "second", "patches", "dilated", "hsv"];
    assert.deepEqual(
      names.map((name) => found[name]),
      [
        [null, 8],
        [7, null, 8],
        [null, null, 8],
        null,
        [3, 12, 12, 2],
        [3, 12, 12, 2],
        [3, 4, 4, 18],
        [3, 10, 10, 2],
        [3, 12, 12, 2],
      ],
    );
  });
});
