import assert from "node:assert/strict";
import { ModelError, summarize, verify } from "../../../src/core";
import { tensorBytes } from "../../../src/core/ir/tensor";
import {
  constant,
  decodeGraph,
  encodeGraph,
  encodeMessage,
  op,
  placeholder,
  shapeOf,
  TYPE,
  typeAttr,
  type GraphDef,
  type NodeDef,
} from "../../support/graphdef";
import { ramp } from "../../support/onnx";
import { open, transform, write } from "../../support/open";

const weight = constant("w", [4, 512], ramp(2048));
const WEIGHT_BYTES = new Uint8Array(ramp(2048).buffer);
const dense = op("y", "MatMul", ["x", "w"]);
const GRAPH: GraphDef = {
  node: [placeholder("x", [-1, 4]), weight, dense],
  versions: { producer: 27, min_consumer: 12 },
};

const byName = (graph: GraphDef) => new Map(graph.node.map((node) => [node.name, node]));
const names = (graph: GraphDef) => graph.node.map(({ name }) => name);
const tensorOf = (node: NodeDef) =>
  node.attr!["value"]!["tensor"] as { dtype: number; tensor_content?: number[]; float_val?: number[] };

async function elements(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const model = await open("m.pb", bytes);
  const value = [...model.graphs[0]!.values].find((each) => each.name === name)!;
  return (await tensorBytes(value.constant!, name)).slice();
}

describe("TensorFlow", () => {
  it("stores weights as quint8 behind Dequantize MIN_FIRST under the old name (G01)", async () => {
    const { written, report } = await transform("m.pb", encodeGraph(GRAPH), "quantize-weights");
    const graph = decodeGraph(written);
    const nodes = byName(graph);
    assert.deepEqual(
      new Set(names(graph)),
      new Set(["x", "y", "w", "w_quantized_const", "w_quantized_min", "w_quantized_max"]),
    );
    const w = nodes.get("w")!;
    assert.deepEqual([w.op, w.input], ["Dequantize", ["w_quantized_const", "w_quantized_min", "w_quantized_max"]]);
    assert.equal(Buffer.from(w.attr!["mode"]!["s"] as number[]).toString(), "MIN_FIRST");
    assert.equal(w.attr!["T"]!["type"], TYPE.quint8);
    const { dtype, tensor_content: content } = tensorOf(nodes.get("w_quantized_const")!);
    assert.deepEqual([dtype, content!.length, content![0], content!.at(-1)], [TYPE.quint8, 2048, 0, 255]);
    assert.deepEqual(graph.versions, GRAPH.versions);
    assert.ok(report.bytesAfter < report.bytesBefore / 3);
  });

  it("stores weights as half behind Cast", async () => {
    const { written } = await transform("m.pb", encodeGraph(GRAPH), "quantize-float16");
    const nodes = byName(decodeGraph(written));
    assert.deepEqual([nodes.get("w")!.op, nodes.get("w")!.input], ["Cast", ["w_float16"]]);
    assert.equal(tensorOf(nodes.get("w_float16")!).dtype, TYPE.float16);
  });

  it("keeps control inputs on the new constant, control outputs on the name, and the device (G25)", async () => {
    const graph: GraphDef = {
      node: [
        placeholder("x"),
        op("before", "NoOp", []),
        { ...weight, input: ["^before"], device: "/cpu:0" },
        dense,
        op("after", "Identity", ["y", "^w"]),
      ],
    };
    const nodes = byName(decodeGraph((await transform("m.pb", encodeGraph(graph), "quantize-weights")).written));
    assert.deepEqual(nodes.get("w_quantized_const")!.input, ["^before"]);
    assert.deepEqual(nodes.get("after")!.input, ["y", "^w"]);
    assert.equal(nodes.get("w")!.device, "/cpu:0");
  });

  it("gives new constants names that are free (G18)", async () => {
    const taken = op("w_quantized_const", "Relu", ["y"]);
    const { written } = await transform("m.pb", encodeGraph({ node: [...GRAPH.node, taken] }), "quantize-weights");
    assert.deepEqual(byName(decodeGraph(written)).get("w")!.input![0], "w_quantized_const_1");
  });

  it("treats 1,024 elements as large and 1,023 as small, zeros readably, splats as they are (G19, G21, G22)", async () => {
    const large = (name: string, count: number, values = ramp(count)) => [
      constant(name, [32, count / 32], values),
      op(`${name}_y`, "MatMul", ["x", name]),
    ];
    const splat: NodeDef = {
      name: "splat",
      op: "Const",
      attr: { dtype: typeAttr(1), value: { tensor: { dtype: 1, tensor_shape: shapeOf([64, 64]), float_val: [2.5] } } },
    };
    const graph: GraphDef = {
      node: [
        placeholder("x"),
        ...large("enough", 1024),
        constant("few", [1023], ramp(1023)),
        op("few_y", "Add", ["x", "few"]),
        ...large("zeros", 2048, new Float32Array(2048)),
        splat,
        op("splat_y", "MatMul", ["x", "splat"]),
      ],
    };
    const { written, notes } = await transform("m.pb", encodeGraph(graph), "quantize-weights");
    const nodes = byName(decodeGraph(written));
    assert.equal(nodes.get("enough")!.op, "Dequantize");
    assert.equal(nodes.get("few")!.op, "Const");
    assert.deepEqual(tensorOf(nodes.get("zeros_quantized_max")!).tensor_content, [0, 0, 128, 63]);
    assert.ok(tensorOf(nodes.get("zeros_quantized_const")!).tensor_content!.every((q) => q === 0));
    assert.deepEqual(tensorOf(nodes.get("splat")!).float_val, [2.5]);
    assert.deepEqual(
      notes.map(({ subject, reason }) => [subject, reason]),
      [
        ["few", "under 1,024 elements"],
        ["splat", "it would not get smaller"],
      ],
    );
  });

  it("leaves the statistics of a batch normalization in floats (G26)", async () => {
    const vectors = ["gamma", "beta", "mean", "variance"].map((name) => constant(name, [2048], ramp(2048)));
    const graph: GraphDef = {
      node: [placeholder("x"), ...vectors, op("bn", "FusedBatchNorm", ["x", "gamma", "beta", "mean", "variance"])],
    };
    const { notes, report } = await transform("m.pb", encodeGraph(graph), "quantize-weights");
    assert.equal(report.changes.length, 0);
    assert.ok(notes.every(({ reason }) => reason.includes("statistics of FusedBatchNorm")));
  });

  it("expands value lists that are shorter than the shape (G22, G35)", async () => {
    const tensors: readonly [string, object, number[]][] = [
      ["splat", { dtype: 1, float_val: [7] }, [7, 7, 7, 7]],
      ["tail", { dtype: 1, float_val: [1, 2] }, [1, 2, 2, 2]],
      ["zeros", { dtype: 1 }, [0, 0, 0, 0]],
    ];
    for (const [name, tensor, expected] of tensors) {
      const node: NodeDef = {
        name,
        op: "Const",
        attr: { dtype: typeAttr(1), value: { tensor: { ...tensor, tensor_shape: shapeOf([4]) } } },
      };
      const bytes = await elements(encodeGraph({ node: [node, op("y", "Neg", [name])] }), name);
      assert.deepEqual([...new Float32Array(bytes.buffer)], expected);
    }
    const half: NodeDef = {
      name: "h",
      op: "Const",
      attr: { value: { tensor: { dtype: 19, tensor_shape: shapeOf([3]), half_val: [0x3c00, 0xc000] } } },
    };
    assert.deepEqual(
      [...new Uint16Array((await elements(encodeGraph({ node: [half, op("y", "Neg", ["h"])] }), "h")).buffer)],
      [0x3c00, 0xc000, 0xc000],
    );
    const huge: NodeDef = {
      name: "huge",
      op: "Const",
      attr: { value: { tensor: { dtype: 1, tensor_shape: shapeOf([1e6, 1e6]), float_val: [1] } } },
    };
    await assert.rejects(
      elements(encodeGraph({ node: [huge, op("y", "Neg", ["huge"])] }), "huge"),
      (error: unknown) => error instanceof ModelError && error.code === "limit",
    );
  });

  it("infers inputs and outputs and says why", async () => {
    const graph: GraphDef = {
      node: [
        placeholder("x", [1, 4]),
        placeholder("labels"),
        weight,
        dense,
        op("probabilities", "Softmax", ["y"]),
        op("save", "SaveV2", ["w"]),
        op("summary", "ScalarSummary", ["y"]),
        op("check", "Assert", ["y"]),
        op("update", "ApplyGradientDescent", ["w", "y"]),
        op("gradients/y_grad/MatMul", "MatMul", ["y", "w"]),
        op("init", "NoOp", ["^update"]),
        op("shape_of_w", "Shape", ["w"]),
      ],
    };
    const { inputs, outputs, leftOut } = await summarize(await open("m.pb", encodeGraph(graph)));
    assert.deepEqual(
      inputs.map(({ name, dtype, shape, reason }) => [name, dtype, shape, reason]),
      [["x", "float32", [1, 4], "a placeholder"]],
    );
    assert.deepEqual(
      outputs.map(({ name, reason }) => [name, reason]),
      [["probabilities", "nothing consumes it"]],
    );
    assert.deepEqual(Object.fromEntries(leftOut.map(({ name, reason }) => [name, reason])), {
      save: "saves or restores variables",
      summary: "writes a summary for training",
      check: "checks or prints",
      update: "assigns a variable",
      "gradients/y_grad/MatMul": "a gradient: left over from training",
      init: "is there for its effect and makes no result",
      shape_of_w: "no input leads to it",
      labels: "nothing reads it",
    });
  });

  it("takes inputs and outputs of a SavedModel from its signatures", async () => {
    const info = (name: string, dims: readonly number[]) => ({ name, dtype: 1, tensor_shape: shapeOf(dims) });
    const saved = {
      saved_model_schema_version: 1,
      meta_graphs: [
        {
          meta_info_def: { tags: ["serve"], tensorflow_version: "2.16.0" },
          graph_def: { ...GRAPH, node: [...GRAPH.node, op("extra", "Relu", ["y"])] },
          signature_def: {
            serving_default: {
              inputs: { image: info("x:0", [-1, 4]) },
              outputs: { scores: info("y:0", [-1, 512]) },
              method_name: "predict",
            },
          },
        },
      ],
    };
    const bytes = encodeMessage("SavedModel", saved);
    const model = await open("saved_model.pb", bytes);
    assert.equal(model.title, "TensorFlow SavedModel");
    const { inputs, outputs } = await summarize(model);
    assert.deepEqual(
      inputs.map(({ name, signature, shape }) => [name, signature?.alias, shape]),
      [["x", "image", [null, 4]]],
    );
    assert.deepEqual(
      outputs.map(({ name, signature, shape }) => [name, signature?.alias, shape]),
      [["y", "scores", [null, 512]]],
    );
    assert.deepEqual(await write(model), new Uint8Array(bytes));
    const { report, notes } = await transform("saved_model.pb", bytes, "strip-unused");
    assert.equal(report.changes.length, 0);
    assert.match(notes[0]!.reason, /freeze it/);
  });

  it("leaves a constant that is an output (G24)", async () => {
    const info = (name: string, dims: readonly number[]) => ({ name, dtype: 1, tensor_shape: shapeOf(dims) });
    const other = { ...weight, name: "v" };
    const saved = {
      saved_model_schema_version: 1,
      meta_graphs: [
        {
          meta_info_def: { tags: ["serve"] },
          graph_def: {
            node: [placeholder("x"), weight, other, op("h", "MatMul", ["x", "w"]), op("y", "MatMul", ["x", "v"])],
          },
          signature_def: {
            serving_default: {
              inputs: { image: info("x:0", [-1, 4]) },
              outputs: { scores: info("h:0", [-1, 512]), more: info("y:0", [-1, 512]), weights: info("w:0", [4, 512]) },
              method_name: "predict",
            },
          },
        },
      ],
    };
    const bytes = encodeMessage("SavedModel", saved);
    const { notes, after } = await transform("saved_model.pb", bytes, "quantize-weights");
    const makers = new Map(after.graphs[0]!.nodes.map((node) => [node.name, node]));
    assert.equal(makers.get("v")!.op.name, "Dequantize");
    assert.equal(makers.get("w")!.op.name, "Const");
    assert.deepEqual((await tensorBytes(makers.get("w")!.outputs[0]!.constant!, "w")).slice(), WEIGHT_BYTES);
    assert.deepEqual(
      notes.filter(({ subject }) => subject === "w"),
      [{ subject: "w", reason: "a graph output" }],
    );
  });

  it("descends into functions (G28)", async () => {
    const body = {
      signature: { name: "f", input_arg: [{ name: "a", type: 1 }], output_arg: [{ name: "r", type: 1 }] },
      node_def: [weight, { name: "m", op: "MatMul", input: ["a", "w:output:0"], attr: { T: typeAttr(1) } }],
      ret: { r: "m:product:0" },
    };
    const graph: GraphDef = {
      node: [placeholder("x"), op("y", "PartitionedCall", ["x"])],
      library: { function: [body] },
    };
    const { written } = await transform("m.pb", encodeGraph(graph), "quantize-weights");
    const nodes = new Map(
      (decodeGraph(written).library!.function[0] as { node_def: NodeDef[] }).node_def.map((node) => [node.name, node]),
    );
    assert.deepEqual(nodes.get("w")!.input, [
      "w_quantized_const:output:0",
      "w_quantized_min:output:0",
      "w_quantized_max:output:0",
    ]);
    assert.deepEqual(nodes.get("m")!.input, ["a", "w:output:0"]);
    const half = await transform("m.pb", encodeGraph(graph), "quantize-float16");
    const cast = new Map(
      (decodeGraph(half.written).library!.function[0] as { node_def: NodeDef[] }).node_def.map((node) => [
        node.name,
        node,
      ]),
    );
    assert.deepEqual(cast.get("m")!.input, ["a", "w:y:0"]);
  });

  it("strips from chosen outputs and inputs as strip_unused_nodes does (G31, G32, strip_unused_nodes/PlaceholderDefaultArgs)", async () => {
    const graph: GraphDef = {
      node: [
        placeholder("x"),
        op("a", "Relu", ["x"]),
        op("b", "Split", ["a", "^side"]),
        op("side", "NoOp", []),
        op("c", "Neg", ["b:1"]),
        op("d", "Abs", ["c"]),
      ],
      versions: { producer: 1 },
    };
    const run = async (parameters: Record<string, string | string[]>) =>
      decodeGraph((await transform("m.pb", encodeGraph(graph), "strip-unused", parameters)).written);
    assert.deepEqual(names(await run({})), ["x", "a", "b", "side", "c", "d"]);
    assert.deepEqual(names(await run({ outputs: ["c"] })), ["x", "a", "b", "side", "c"]);
    const cut = await run({ outputs: ["d"], inputs: ["c"], types: ["float32"], shapes: "1,224,224,3" });
    assert.deepEqual(names(cut), ["c", "d"]);
    const c = byName(cut).get("c")!;
    assert.deepEqual([c.op, c.attr!["dtype"]!["type"]], ["Placeholder", 1]);
    assert.deepEqual(c.attr!["shape"]!["shape"], shapeOf([1, 224, 224, 3]));
    assert.deepEqual(cut.versions, { producer: 1 });
    await assert.rejects(
      run({ inputs: ["c", "a"], types: ["float32", "int32", "bool"] }),
      /types has 3 entries for 2 inputs/,
    );
  });

  it("reads text graphs, writes them as text again, and as binary where the name asks for it (G36)", async () => {
    const text = `# a comment
node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } }
node {
  name: "w" op: 'Const'
  attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 2 } } tensor_content: "\\000\\000\\200?\\x00\\000\\000@" } } }
}
node { name: "y" op: "Mul" input: "x" input: "w" }
node { name: "unused" op: "Neg" input: "x" device: "${"d".repeat(500)}" }
versions { producer: 27 } # {{odd }
`;
    const bytes = Buffer.from(text);
    const model = await open("m.pbtxt", bytes);
    assert.equal(model.title, "TensorFlow graph, text");
    assert.deepEqual(Buffer.from(await write(model, "m.pbtxt")), bytes);
    assert.deepEqual([...new Float32Array((await elements(await write(model, "m.pb"), "w")).buffer)], [1, 2]);
    const { written } = await transform("m.pbtxt", bytes, "strip-unused", { outputs: ["y"] });
    const printed = Buffer.from(written).toString();
    assert.match(printed, /^node \{\n {2}name: "x"/);
    assert.ok(!printed.includes("unused"));
    assert.deepEqual([...new Float32Array((await elements(written, "w")).buffer)], [1, 2]);
    await assert.rejects(
      open("m.pbtxt", Buffer.from("node { name: 5 }")),
      /a string was expected \(line 1, column 14\)/,
    );
    await assert.rejects(open("m.pbtxt", Buffer.from("node { nome: 'x' }")), /NodeDef has no field "nome"/);
  });

  it("tells references to nothing, and keeps them (transform_utils/FindInvalidInputs)", async () => {
    const node = [
      placeholder("x", [-1, 4]),
      op("a", "Relu", ["nowhere"]),
      op("b", "Relu", ["a", "^gone"]),
      op("y", "AddV2", ["b:1", "x"]),
    ];
    const model = await open("m.pb", encodeGraph({ node }));
    assert.deepEqual(model.warnings, [
      'A node reads "nowhere", which nothing makes; TensorFlow will refuse the graph.',
      '"b" waits for "gone", which is not there; TensorFlow will refuse the graph.',
    ]);
    const invariant = "every value read is made, given or constant";
    assert.deepEqual(verify(model), [{ invariant, subject: "nowhere" }]);
    assert.deepEqual(Buffer.from(await write(model)), Buffer.from(encodeGraph({ node })), "nothing is lost");
    const { written } = await transform("m.pb", encodeGraph({ node }), "sort-nodes");
    assert.deepEqual(
      decodeGraph(written).node.map((each) => [each.name, each.input]),
      [
        ["x", undefined],
        ["a", ["nowhere"]],
        ["b", ["a", "^gone"]],
        ["y", ["b:1", "x"]],
      ],
    );
  });

  it("keeps references spelled as they were (transform_utils/NodeNamePartsFromInput)", async () => {
    const graph = {
      node: [
        placeholder("x"),
        op("a", "Relu", ["x:0"]),
        op("b", "Neg", ["a"]),
        op("junk", "Abs", ["^gone", "a"].reverse()),
      ],
    };
    const bytes = encodeGraph(graph);
    assert.deepEqual(await write(await open("m.pb", bytes)), new Uint8Array(bytes));
    const { written } = await transform("m.pb", bytes, "strip-unused", { outputs: ["b", "junk"] });
    assert.deepEqual(byName(decodeGraph(written)).get("a")!.input, ["x:0"]);
    assert.deepEqual(byName(decodeGraph(written)).get("junk")!.input, ["a", "^gone"]);
  });

  it("keeps what it does not change in the order of the file, and functions that it has twice", async () => {
    const body = {
      signature: { name: "f", input_arg: [{ name: "a", type: 1 }], output_arg: [{ name: "b", type: 1 }] },
      node_def: [op("r", "Relu", ["a"])],
      ret: { b: "r:activations:0" },
    };
    const bytes = encodeGraph({
      node: [placeholder("x"), op("a", "Relu", ["x"]), op("y", "Add", ["^a", "x", "^a", "a"]), op("z", "f", ["y"])],
      library: { function: [body, { ...body, ret: { b: "a" } }] },
    });
    const read = await open("m.pb", bytes);
    assert.equal(read.functions.size, 2);
    assert.deepEqual(Buffer.from(await write(read)).toString("hex"), Buffer.from(bytes).toString("hex"));
  });

  it("carries attributes that a node has twice, and takes the last one", async () => {
    const attribute = (value: number) => [42, 7, 10, 1, 105, 18, 2, 24, value];
    const empty = [42, 3, 10, 1, 105];
    const node = [10, 1, 120, 18, 1, 70, ...attribute(1), ...attribute(2), ...empty];
    const bytes = Uint8Array.from([10, node.length, ...node]);
    const read = await open("m.pb", bytes);
    assert.equal(read.graphs[0]!.nodes[0]!.attributes.get("i")!.value, 2);
    assert.deepEqual(Buffer.from(await write(read)).toString("hex"), Buffer.from(bytes).toString("hex"));
  });

  it("does nothing the second time", async () => {
    for (const id of ["quantize-weights", "quantize-float16", "strip-unused"]) {
      const once = await transform("m.pb", encodeGraph(GRAPH), id);
      const twice = await transform("m.pb", once.written, id);
      assert.equal(twice.report.changes.length, 0, id);
      assert.deepEqual(twice.written, once.written, id);
    }
  });
});
