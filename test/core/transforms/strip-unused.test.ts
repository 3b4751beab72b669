import assert from "node:assert/strict";
import * as graphdef from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { transform } from "../../support/open";
import { makeTflite, type GraphSpec } from "../../support/tflite";

const LIBRARY = ["called", "inner", "listed", "lost", "lost_too"];

describe("strip-unused", () => {
  it("removes functions that no node calls, names or hands on", async () => {
    const body = (name: string, calls: readonly string[] = []) => ({
      signature: { name, input_arg: [{ name: "x", type: 1 }], output_arg: [{ name: "y", type: 1 }] },
      node_def: [{ name: "n", op: "Neg", input: ["x"] }, ...calls.map((op) => ({ name: op, op, input: ["x"] }))],
      ret: { y: "n:y:0" },
    });
    const func = (name: string) => ({ name, attr: { f: { func: { name: "inner" } } } });
    const node = [
      graphdef.placeholder("x", [1]),
      { ...graphdef.op("y", "PartitionedCall", ["x"]), attr: { f: { func: func("called") } } },
      { ...graphdef.op("z", "TRTEngineOp", ["y"]), attr: { segment: { s: Buffer.from("listed") } } },
      graphdef.op("unread", "lost", ["x"]),
    ];
    const bytes = graphdef.encodeGraph({
      node,
      library: { function: LIBRARY.map((name) => body(name, name === "lost" ? ["lost_too"] : [])) },
    });
    const { written } = await transform("m.pb", bytes, "strip-unused", { outputs: ["z"] });
    const { library } = graphdef.decodeGraph(written);
    assert.deepEqual(
      library?.function.map(({ signature }) => (signature as { name: string }).name),
      ["called", "inner", "listed"],
    );
  });

  it("removes local functions that no node calls, and in the others what they do not return", async () => {
    const local = (name: string, calls: string) => ({
      name,
      domain: "here",
      input: ["a"],
      output: ["b"],
      opsetImport: [{ domain: "", version: 13 }],
      node: [onnx.node("Neg", ["a"], ["unread"]), { ...onnx.node(calls, ["a"], ["b"]), domain: "here" }],
    });
    const proto = onnx.model({
      name: "g",
      input: [onnx.valueInfo("x", [4])],
      output: [onnx.valueInfo("y", [4])],
      node: [{ ...onnx.node("outer", ["x"], ["y"]), domain: "here" }],
    });
    const bytes = onnx.encode({
      ...proto,
      functions: [local("outer", "inner"), local("inner", "x"), local("lost", "inner")],
    });
    const { written } = await transform("m.onnx", bytes, "strip-unused");
    const { functions } = onnx.decode(written);
    assert.deepEqual(
      functions.map(({ name, node }) => [name, node?.length]),
      [
        ["outer", 1],
        ["inner", 1],
      ],
    );
  });

  it("keeps the signatures asked for, and moves what names subgraphs by their position", async () => {
    const { written, after } = await transform("m.tflite", twoSignatures(), "strip-unused", { signatures: ["second"] });
    assert.deepEqual(
      after.signatures.map(({ key }) => key),
      ["second"],
    );
    assert.deepEqual(
      after.graphs.map(({ nodes }) => nodes.map(({ op }) => op.name)),
      [["ADD"], ["CALL_ONCE", "ADD"], ["MUL"]],
    );
    const call = after.graphs[1]!.nodes[0]!;
    assert.equal(call.attributes.get("init_subgraph_index")?.value, 2);
    assert.ok(after.graphs[1]!.values.has(after.signatures[0]!.outputs[0]!.value));
    const again = await transform("m.tflite", written, "strip-unused", { signatures: ["second"] });
    assert.deepEqual(Buffer.from(again.written), Buffer.from(written));
  });

  it("leaves of a model only what a signature runs, and has that run first", async () => {
    for (const key of ["second", "third"]) {
      const bytes = threeSignatures();
      const { after, written } = await transform("m.tflite", bytes, "strip-unused", { signatures: [key] });
      const [main, called] = after.graphs;
      const second = key === "second";
      assert.deepEqual(
        after.graphs.map(({ nodes }) => nodes.map(({ op }) => op.name)),
        second ? [["CALL_ONCE", "MUL"], ["ADD"]] : [["MUL"]],
      );
      assert.equal(after.signatures.length, 1);
      assert.equal(after.signatures[0]!.outputs[0]!.value.graph, main);
      if (second) {
        assert.equal(main!.nodes[0]!.attributes.get("init_subgraph_index")?.value, after.graphs.indexOf(called!));
      }
      const again = await transform("m.tflite", written, "strip-unused", { signatures: [key] });
      assert.equal(again.report.changes.length, 0);
    }
    const both = await transform("m.tflite", threeSignatures(), "strip-unused", { signatures: ["first", "second"] });
    assert.deepEqual(
      both.after.graphs.map(({ nodes }) => nodes.map(({ op }) => op.name)),
      [["ADD"], ["CALL_ONCE", "MUL"]],
    );
    const described = await transform("m.tflite", threeSignatures({ described: true }), "strip-unused", {
      signatures: ["third"],
    });
    assert.deepEqual(
      described.after.graphs.map(({ nodes }) => nodes.map(({ op }) => op.name)),
      [["ADD"], ["CALL_ONCE", "MUL"], ["MUL"]],
    );
    assert.ok(
      described.notes.some(({ reason }) => reason === "the model's metadata describes subgraphs by their position"),
    );
  });

  it("leaves subgraphs where a custom operator may call them, and where metadata counts on their order", async () => {
    for (const extra of [{ custom: true }, { described: true }]) {
      const { after, notes } = await transform("m.tflite", twoSignatures(extra), "strip-unused", {
        signatures: ["second"],
      });
      assert.equal(after.graphs.length, 5);
      assert.equal(notes.length, 2);
    }
  });

  it("says which signatures there are", async () => {
    await assert.rejects(
      transform("m.tflite", twoSignatures(), "strip-unused", { signatures: ["third"] }),
      /no signature "third"; it has first, second\./,
    );
  });
});

const [ADD, MUL, CALL_ONCE, CUSTOM] = [0, 1, 2, 3];
const CALL_ONCE_OPTIONS = 103;

/** first starts the main graph, which second calls too; third. */
function threeSignatures({ described = false } = {}): Uint8Array {
  const tensors = [
    { name: "x", shape: [4] },
    { name: "y", shape: [4] },
  ];
  const graph = (operators: GraphSpec["operators"]): GraphSpec => ({ tensors, operators, inputs: [0], outputs: [1] });
  const apply = (code: number) => ({ code, inputs: [0, 0], outputs: [1] });
  const callFirst = { code: CALL_ONCE, inputs: [], outputs: [], options: [CALL_ONCE_OPTIONS, [[0, 4, 0]]] as const };
  const signature = (key: string, position: number) => ({ key, graph: position, inputs: { a: 0 }, outputs: { b: 1 } });
  return makeTflite({
    codes: [
      [0, 1],
      [18, 1],
      [129, 1],
    ],
    buffers: [null, Buffer.from("described")],
    graphs: [graph([apply(ADD)]), graph([callFirst, apply(MUL)]), graph([apply(MUL)])],
    signatures: [signature("first", 0), signature("second", 1), signature("third", 2)],
    ...(described ? { metadata: { TFLITE_METADATA: 1 } } : {}),
  });
}

/** main; first → once (3); second → once (4). */
function twoSignatures({ custom = false, described = false } = {}): Uint8Array {
  const graph = (operators: GraphSpec["operators"]): GraphSpec => ({
    tensors: [
      { name: "x", shape: [4] },
      { name: "y", shape: [4] },
    ],
    operators,
    inputs: [0],
    outputs: [1],
  });
  const apply = (code: number) => ({ code, inputs: [0, 0], outputs: [1] });
  const callOnce = (position: number) => ({
    code: CALL_ONCE,
    inputs: [],
    outputs: [],
    options: [CALL_ONCE_OPTIONS, [[0, 4, position]]] as const,
  });
  const signature = (key: string, position: number) => ({ key, graph: position, inputs: { a: 0 }, outputs: { b: 1 } });
  return makeTflite({
    codes: [
      [0, 1],
      [18, 1],
      [129, 1],
      [32, 1, "Mine"],
    ],
    buffers: [null, Buffer.from("described")],
    graphs: [
      graph([apply(custom ? CUSTOM : ADD)]),
      graph([callOnce(3), apply(MUL)]),
      graph([callOnce(4), apply(ADD)]),
      graph([apply(ADD)]),
      graph([apply(MUL)]),
    ],
    signatures: [signature("first", 1), signature("second", 2)],
    ...(described ? { metadata: { TFLITE_METADATA: 1 } } : {}),
  });
}
