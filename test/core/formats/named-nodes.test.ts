import assert from "node:assert/strict";
import { constant, encodeMessage, op, placeholder } from "../../support/graphdef";
import { ramp } from "../../support/onnx";
import { open, transform } from "../../support/open";

const names = ["captured", "free", "listed", "initial", "file", "restored", "started", "asset"];
const node = [placeholder("x", [1, 4]), ...names.map((name) => constant(name, [4, 512], ramp(2048)))];
const layers = ["captured", "free"].map((name) => op(`${name}_y`, "MatMul", ["x", name]));
const text = (name: string) => ({ name: `${name}:0`, dtype: 1 });
const body = {
  signature: { name: "f", output_arg: [{ name: "y", type: 1 }] },
  node_def: [constant("inner", [4, 512], ramp(2048)), constant("taken", [4], ramp(4)), { name: "effect", op: "NoOp" }],
  ret: { y: "inner:output:0" },
  control_ret: { effect: "effect" },
};

function file(objects: readonly object[]): Uint8Array {
  const variable = encodeMessage("VariableDef", { variable_name: "free", initial_value_name: "initial:0" });
  const metaGraph = {
    meta_info_def: { tags: ["serve"] },
    graph_def: { node: [...node, ...layers], library: { function: [body] } },
    saver_def: { filename_tensor_name: "file:0", restore_op_name: "restored" },
    collection_def: {
      train_op: { node_list: { value: ["listed"] } },
      variables: { bytes_list: { value: [variable, Uint8Array.of(255, 255)] } },
    },
    signature_def: {
      serve: { inputs: { x: text("x") }, outputs: { y: text("captured_y"), z: text("free_y") } },
      __saved_model_init_op: { outputs: { op: { name: "started" } } },
    },
    asset_file_def: [{ tensor_info: { name: "asset:0" }, filename: "words" }],
    object_graph_def: { nodes: objects },
  };
  return encodeMessage("SavedModel", { saved_model_schema_version: 1, meta_graphs: [metaGraph] });
}

const objects = [
  {},
  { constant: { operation: "captured" } },
  { captured_tensor: { name: "taken:0", concrete_function: "f" } },
];

describe("nodes that a SavedModel names besides reading them", () => {
  it("are known from its objects, signatures, collections, saver, assets and functions", async () => {
    const model = await open("m.pb", file(objects));
    const pinned = [...model.dialect.pinned(model)].flatMap(([part, reason]) =>
      "op" in part ? [[part.name, reason]] : [],
    );
    assert.deepEqual(Object.fromEntries(pinned), {
      x: "the signature serve names it",
      captured_y: "the signature serve names it",
      free_y: "the signature serve names it",
      captured: "the objects of the SavedModel take it from its node, which has to be a constant",
      free: "the collection variables names it",
      initial: "the collection variables names it",
      listed: "the collection train_op names it",
      file: "the saver names it",
      restored: "the saver names it",
      started: "the signature __saved_model_init_op names it",
      asset: "it holds the name of an asset",
      effect: "its function runs it for its effect",
      taken: "an object of the SavedModel takes its result",
    });
  });

  it("stay constants where its objects take them from their nodes, in whatever form weights are stored", async () => {
    const steps = [
      ["quantize-weights", {}],
      ["quantize-float16", {}],
      ["cluster-weights", { codebook: true }],
    ] as const;
    for (const [id, parameters] of steps) {
      const made = async (list: readonly object[]) => {
        const { after, notes } = await transform("m.pb", file(list), id, parameters);
        const nodes = new Map(after.graphs[0]!.nodes.map((each) => [each.name, each]));
        return { operators: [nodes.get("captured")!.op.name, nodes.get("free")!.op.name], notes };
      };
      const { operators, notes } = await made(objects);
      assert.equal(operators[0], "Const", id);
      assert.notEqual(operators[1], "Const", id);
      const reason = "the objects of the SavedModel take it from its node, which has to be a constant";
      assert.deepEqual(
        notes.filter(({ subject }) => subject === "captured"),
        [{ subject: "captured", reason }],
      );
      assert.notEqual((await made([])).operators[0], "Const", id);
    }
  });

  it("keep their elements where a table of them is asked for and cannot be", async () => {
    const { before, after } = await transform("m.pb", file(objects), "cluster-weights", { codebook: true });
    const [one, other] = [before, after].map(({ graphs }) =>
      [...graphs[0]!.values].find(({ name }) => name === "captured"),
    );
    assert.deepEqual(await one!.constant!.storage.read(), await other!.constant!.storage.read());
  });
});
