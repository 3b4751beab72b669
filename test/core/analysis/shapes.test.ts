import assert from "node:assert/strict";
import { inferTypes, type Model, type ValueTypes } from "../../../src/core";
import { contradictionTexts, valueRows } from "../../../src/core/report/values";
import {
  bools,
  DATA_TYPES,
  encode,
  floats,
  graph,
  int,
  int64s,
  ints,
  model,
  node,
  ramp,
  string,
  tensor,
  valueInfo,
  type OnnxModel,
} from "../../support/onnx";
import { open } from "../../support/open";

type GraphProto = NonNullable<OnnxModel["graph"]>;

async function typed(proto: GraphProto, opset = 17): Promise<{ model: Model; types: ValueTypes }> {
  const opened = await open("m.onnx", encode(model(proto, opset)));
  return { model: opened, types: await inferTypes(opened) };
}

/** "float32 1×2, inferred" by name, in all graphs. */
async function typesOf(proto: GraphProto, opset?: number): Promise<Record<string, string>> {
  const { model: opened, types } = await typed(proto, opset);
  return Object.fromEntries(
    valueRows(opened, types).map(({ name, dtype, shape, source }) => [
      name,
      `${dtype} ${shape?.map((each) => each ?? "?").join("×") ?? "unknown"}, ${source}`,
    ]),
  );
}

const output = (name: string) => ({ name });

describe("types and shapes of values", () => {
  it("go into graphs that nodes of unknown operators hold", async () => {
    const body = graph("body", { node: [node("Shape", ["outer"], ["inner"])], output: [output("inner")] });
    const types = await typesOf({
      input: [valueInfo("x", ["N", 4])],
      node: [node("Relu", ["x"], ["outer"]), { ...node("Mine", ["outer"], ["y"], [body]), domain: "here" }],
      output: [output("y")],
    });
    assert.equal(types["inner"], "int64 2, inferred");
  });

  it("know windows, mel weights, split strings and what attention keeps", async () => {
    const contrib = (
      name: string,
      inputs: string[],
      outputs: string[],
      attributes: Parameters<typeof node>[3] = [],
    ) => ({
      ...node(name, inputs, outputs, attributes),
      domain: "com.microsoft",
    });
    const types = await typesOf({
      input: [valueInfo("text", ["N"], DATA_TYPES.string), valueInfo("q", ["N", 6, 32]), valueInfo("k", ["N", 7, 32])],
      initializer: [int64s("size", [], [400]), int64s("bins", [], [80]), int64s("rate", [], [16000])],
      node: [
        node("HannWindow", ["size"], ["window"], [int("output_datatype", DATA_TYPES.float64)]),
        node("MelWeightMatrix", ["bins", "size", "rate", "low", "high"], ["mel"]),
        node("StringSplit", ["text"], ["words", "counts"]),
        contrib("MultiHeadAttention", ["q", "k", "k"], ["y", "keys", "values"], [int("num_heads", 4)]),
        contrib("QLinearReduceMean", ["q", "a", "b", "c", "d"], ["mean"], [ints("axes", [1]), int("keepdims", 0)]),
        contrib("QLinearAveragePool", ["q", "a", "b", "c", "d"], ["pool"], [int("channels_last", 1)]),
      ],
      output: [output("y")],
    });
    const { window, mel, words, counts, y, keys, values, mean, pool } = types;
    assert.deepEqual(
      { window, mel, words, counts, y, keys, values, mean, pool },
      {
        window: "float64 400, inferred",
        mel: "float32 201×80, inferred",
        words: "string N×?, inferred",
        counts: "int64 N, inferred",
        y: "float32 N×6×32, inferred",
        keys: "float32 N×4×?×?, inferred",
        values: "float32 N×4×?×?, inferred",
        mean: "float32 N×32, inferred",
        pool: "float32 unknown, inferred",
      },
    );
  });

  it("of spectra follow from frames, steps and lengths, in old operator sets and new ones", async () => {
    const of = (nodes: GraphProto["node"], opset: number) =>
      typesOf(
        {
          input: [valueInfo("sound", ["N", 4000, 1])],
          initializer: [
            int64s("step", [], [160]),
            int64s("length", [], [400]),
            int64s("axis", [], [-2]),
            floats("window", [256], ramp(256)),
          ],
          node: nodes!,
          output: [{ name: "y" }],
        },
        opset,
      );
    const old = await of(
      [
        node("STFT", ["sound", "step", "window"], ["frames"]),
        node("STFT", ["sound", "step", "", "length"], ["y"], [int("onesided", 0)]),
        node("DFT", ["sound"], ["all"]),
        node("DFT", ["sound", "length"], ["half"], [int("onesided", 1)]),
      ],
      17,
    );
    assert.equal(old["frames"], "float32 N×24×129×2, inferred");
    assert.equal(old["y"], "float32 N×23×400×2, inferred");
    assert.equal(old["all"], "float32 N×4000×2, inferred");
    assert.equal(old["half"], "float32 N×201×2, inferred");
    const now = await of([node("DFT", ["sound", "length", "axis"], ["y"], [int("onesided", 1)])], 20);
    assert.equal(now["y"], "float32 N×201×2, inferred");
  });

  it("follow convolutions, pools and products, and keep symbolic lengths", async () => {
    const types = await typesOf({
      input: [valueInfo("image", ["batch", 3, 15, 16])],
      initializer: [floats("w", [8, 3, 3, 3], ramp(216)), floats("dense", [8, 10], ramp(80))],
      node: [
        node("Conv", ["image", "w"], ["conv"], [ints("strides", [2, 2]), ints("pads", [1, 1, 1, 1])]),
        node(
          "MaxPool",
          ["conv"],
          ["pool", "where"],
          [ints("kernel_shape", [3, 3]), ints("strides", [2, 2]), int("ceil_mode", 1)],
        ),
        node("GlobalAveragePool", ["pool"], ["mean"]),
        node("Flatten", ["mean"], ["flat"]),
        node("MatMul", ["flat", "dense"], ["logits"]),
      ],
      output: [output("logits")],
    });
    assert.deepEqual(types, {
      image: "float32 batch×3×15×16, stated",
      w: "float32 8×3×3×3, stated",
      dense: "float32 8×10, stated",
      conv: "float32 batch×8×8×8, inferred",
      pool: "float32 batch×8×4×4, inferred",
      where: "int64 batch×8×4×4, inferred",
      mean: "float32 batch×8×1×1, inferred",
      flat: "float32 batch×8, inferred",
      logits: "float32 batch×10, inferred",
    });
  });

  it("follow shapes that are computed of shapes", async () => {
    const types = await typesOf({
      input: [valueInfo("x", ["batch", "seq", 768])],
      initializer: [
        int64s("two", [2], [0, 1]),
        int64s("rest", [2], [12, -1]),
        int64s("order", [1], [1]),
        int64s("end", [], [1]),
        floats("factor", [1], [2]),
      ],
      node: [
        node("Shape", ["x"], ["shape"]),
        node("Gather", ["shape", "two"], ["outer"]),
        node("Concat", ["outer", "rest"], ["target"], [int("axis", 0)]),
        node("Reshape", ["x", "target"], ["heads"]),
        node("Transpose", ["heads"], ["turned"], [ints("perm", [0, 2, 1, 3])]),
        node("Gather", ["shape", "order"], ["length"]),
        node("Cast", ["length"], ["asFloat"], [int("to", DATA_TYPES.float32)]),
        node("Mul", ["asFloat", "factor"], ["twice"]),
        node("Cast", ["twice"], ["asInteger"], [int("to", DATA_TYPES.int64)]),
        node("ConstantOfShape", ["asInteger"], ["zeros"]),
        node("Unsqueeze", ["end", "order"], ["never"]),
      ],
      output: [output("turned"), output("zeros")],
    });
    assert.equal(types["target"], "int64 4, inferred");
    assert.equal(types["heads"], "float32 batch×seq×12×64, inferred");
    assert.equal(types["turned"], "float32 batch×12×seq×64, inferred");
    assert.equal(types["zeros"], "float32 2·seq, inferred");
    // An axis that there is not.
    assert.equal(types["never"], "null unknown, inferred");
  });

  it("take what both branches have in common, and what is captured", async () => {
    const branch = (name: string, nodes: GraphProto["node"]) =>
      graph(name, { name, node: nodes ?? [], output: [output(`${name}_y`)] });
    const types = await typesOf({
      input: [valueInfo("x", [1, 4]), valueInfo("c", [], DATA_TYPES.bool)],
      initializer: [int64s("shape", [2], [2, 2])],
      node: [
        node(
          "If",
          ["c"],
          ["y"],
          [
            branch("then_branch", [node("Relu", ["x"], ["then_branch_y"])]),
            branch("else_branch", [node("Concat", ["x", "x"], ["else_branch_y"], [int("axis", 0)])]),
          ],
        ),
      ],
      output: [output("y")],
    });
    assert.equal(types["then_branch_y"], "float32 1×4, inferred");
    assert.equal(types["else_branch_y"], "float32 2×4, inferred");
    assert.equal(types["y"], "float32 ?×4, inferred");
  });

  it("hold in every turn of a loop", async () => {
    const types = await typesOf({
      input: [valueInfo("kept", [3, 4]), valueInfo("grown", [1, 4])],
      initializer: [int64s("turns", [], [5]), bools("on", [], [1])],
      node: [
        node(
          "Loop",
          ["turns", "on", "kept", "grown"],
          ["kept_end", "grown_end", "stacked"],
          [
            graph("body", {
              name: "body",
              input: [output("i"), output("go"), output("a"), output("b")],
              node: [
                node("Identity", ["go"], ["go_on"]),
                node("Relu", ["a"], ["a2"]),
                node("Concat", ["b", "b"], ["b2"], [int("axis", 0)]),
                node("Neg", ["a"], ["each"]),
              ],
              output: [output("go_on"), output("a2"), output("b2"), output("each")],
            }),
          ],
        ),
      ],
      output: [output("kept_end"), output("grown_end"), output("stacked")],
    });
    assert.equal(types["kept_end"], "float32 3×4, inferred");
    assert.equal(types["b"], "float32 ?×4, inferred");
    assert.equal(types["grown_end"], "float32 ?×4, inferred");
    assert.equal(types["stacked"], "float32 ?×3×4, inferred");
    assert.equal(types["i"], "int64 , inferred");
  });

  it("take the turn of a loop for a scalar, or for a list of one where its body does", async () => {
    const { types } = await typed({
      input: [valueInfo("x", [3])],
      initializer: [int64s("turns", [], [5]), bools("on", [], [1])],
      node: [
        node(
          "Loop",
          ["turns", "on", "x"],
          ["end"],
          [
            graph("body", {
              name: "body",
              input: [valueInfo("i", [1], DATA_TYPES.int64), valueInfo("go", [], DATA_TYPES.bool), output("a")],
              node: [node("Identity", ["go"], ["go_on"]), node("Relu", ["a"], ["b"])],
              output: [output("go_on"), output("b")],
            }),
          ],
        ),
      ],
      output: [output("end")],
    });
    assert.deepEqual(contradictionTexts(types), []);
  });

  it("are those the file states where operators make others, and that is told", async () => {
    const { model: opened, types } = await typed({
      input: [valueInfo("x", ["n", 4])],
      valueInfo: [valueInfo("y", ["n", 5]), valueInfo("z", ["n", "m"])],
      node: [node("Relu", ["x"], ["y"]), node("Relu", ["y"], ["z"])],
      output: [output("z")],
    });
    const rows = Object.fromEntries(valueRows(opened, types).map((row) => [row.name, row]));
    assert.deepEqual([rows["y"]!.shape, rows["y"]!.source], [["n", 5], "stated"]);
    assert.deepEqual([rows["z"]!.shape, rows["z"]!.source], [["n", 5], "inferred"]);
    assert.deepEqual(contradictionTexts(types), ['Value "y" is stated as float32 n×5, but Relu makes float32 n×4.']);
  });

  it("stay unknown behind nodes that are not as their operator demands, and behind unknown operators", async () => {
    const types = await typesOf({
      input: [valueInfo("x", [2, 3]), valueInfo("y", [4, 5])],
      node: [
        node("Add", ["x", "y"], ["sum"]),
        node("Relu", ["sum"], ["after"]),
        node("Transpose", ["x"], ["twice"], [ints("perm", [0, 0])]),
        node("Squeeze", ["nothing"], ["squeezed"]),
        node("Concat", [], ["empty"], [int("axis", 0)]),
        node("constructor", ["x"], ["unknown"]),
        node("Pad", ["x"], ["padded"]),
        node("Slice", ["x"], ["sliced"]),
        node("Reshape", ["x"], ["reshaped"]),
        node("Split", ["x"], ["part"], [int("axis", 9)]),
        node("Conv", ["x", "x"], ["conv"], [ints("strides", [0, 0])]),
        node("LSTM", [], ["lstm"]),
        node("Loop", ["x"], ["loop"]),
      ],
      output: [output("after")],
    });
    for (const name of ["sum", "after", "twice", "unknown", "empty", "loop", "part"]) {
      assert.equal(types[name], "null unknown, inferred", name);
    }
  });

  it("are found in time that grows with the model, however bodies are nested", async () => {
    let inner: GraphProto = {
      name: "innermost",
      input: [output("i"), output("go"), output("state")],
      node: [node("Identity", ["go"], ["on"]), node("Concat", ["state", "state"], ["next"], [int("axis", 0)])],
      output: [output("on"), output("next")],
    };
    for (let depth = 0; depth < 60; depth++) {
      inner = {
        name: `depth ${depth}`,
        input: [output("i"), output("go"), output("state")],
        node: [node("Identity", ["go"], ["on"]), node("Loop", ["i", "go", "state"], ["next"], [graph("body", inner)])],
        output: [output("on"), output("next")],
      };
    }
    const started = performance.now();
    const { types, model: opened } = await typed({
      input: [valueInfo("state", [1])],
      node: [node("Loop", ["", "", "state"], ["end"], [graph("body", inner)])],
      output: [output("end")],
    });
    assert.ok(performance.now() - started < 5000);
    assert.equal(types.of(opened.graphs[0]!.outputs[0]!).dtype ?? "float32", "float32");
  });

  it("come from attributes where no input tells them", async () => {
    const types = await typesOf({
      input: [valueInfo("x", [4, 4])],
      node: [
        node("RandomNormal", [], ["noise"], [ints("shape", [2, 3]), int("dtype", DATA_TYPES.float16)]),
        node("Constant", [], ["constant"], [tensor("value", int64s("", [2], [1, 2]))]),
        node("ArgMax", ["x"], ["largest"], [int("axis", 1), int("keepdims", 0)]),
        node("Einsum", ["x", "x"], ["product"], [string("equation", "ij,jk->ik")]),
        node("Einsum", ["x"], ["trace"], [string("equation", "ii")]),
      ],
      output: [output("noise")],
    });
    assert.equal(types["noise"], "float16 2×3, inferred");
    assert.equal(types["constant"], "int64 2, stated");
    assert.equal(types["largest"], "int64 4, inferred");
    assert.equal(types["product"], "float32 4×4, inferred");
    assert.equal(types["trace"], "float32 , inferred");
  });

  it("of functions do not wait for numbers that a caller gives, which say nothing of lengths; elements do", async () => {
    const given = (name: string, type: number) => [{ name, type, refAttrName: "given" }];
    const [FLOAT, INT] = [1, 2];
    const body = {
      name: "f",
      domain: "local",
      input: ["x"],
      output: ["y", "z", "joined", "large"],
      attribute: ["given"],
      opsetImport: [{ domain: "", version: 8 }],
      node: [
        node("LeakyRelu", ["x"], ["y"], given("alpha", FLOAT)),
        node("Constant", [], ["two"], [tensor("value", floats("", [2], Float32Array.of(2, 3)))]),
        node("LeakyRelu", ["two"], ["lengths"], given("alpha", FLOAT)),
        node("Cast", ["lengths"], ["whole"], [int("to", DATA_TYPES.int64)]),
        node("Reshape", ["x", "whole"], ["z"]),
        node("Concat", ["x", "x"], ["joined"], given("axis", INT)),
        node("Upsample", ["x"], ["large"], [...given("width_scale", FLOAT), ...given("height_scale", FLOAT)]),
      ],
    };
    const proto = {
      ...model({
        input: [valueInfo("a", [3, 2])],
        node: [{ ...node("f", ["a"], ["y", "z", "joined", "large"]), domain: "local" }],
        output: [output("y"), output("z"), output("joined"), output("large")],
      }),
      opsetImport: [
        { domain: "", version: 8 },
        { domain: "local", version: 1 },
      ],
      functions: [body],
    };
    const opened = await open("m.onnx", encode(proto));
    const types = await inferTypes(opened);
    const shapes = opened.graphs[0]!.outputs.map((value) => types.of(value).shape);
    assert.deepEqual(shapes[0], [3, 2]);
    assert.equal(shapes[1]?.length, 2);
    assert.ok(
      shapes[1].every((length) => typeof length !== "number"),
      String(shapes[1]),
    );
    assert.deepEqual(shapes.slice(2), [null, null]);
  });
});
