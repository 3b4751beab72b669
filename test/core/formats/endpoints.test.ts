import assert from "node:assert/strict";
import { summarize } from "../../../src/core";
import { encodeGraph, op, placeholder, type NodeDef } from "../../support/graphdef";
import { open } from "../../support/open";

const text = (name: string): NodeDef => ({ name, op: "Placeholder", attr: { dtype: { type: 7 } } });
const plain = (name: string, operator: string, input: string[] = []): NodeDef => ({ name, op: operator, input });

/** A variable, and what saves and restores it, whatever it is called. */
function saver(scope: string, file: NodeDef): NodeDef[] {
  const at = (name: string) => `${scope}/${name}`;
  return [
    file,
    plain(at("tensors"), "Const"),
    plain(at("store"), "SaveV2", [file.name, at("tensors"), at("tensors"), "read"]),
    plain(at("stored"), "Identity", [file.name, `^${at("store")}`]),
    plain(at("load"), "RestoreV2", [file.name, at("tensors"), at("tensors")]),
    plain(at("loaded"), "Identity", [at("load")]),
    plain(at("assign"), "AssignVariableOp", ["v", at("loaded")]),
    plain(at("all"), "NoOp", [`^${at("assign")}`]),
  ];
}

const dense = [
  placeholder("x", [1, 4]),
  plain("v", "VarHandleOp"),
  plain("read", "ReadVariableOp", ["v"]),
  op("y", "MatMul", ["x", "read"]),
];

async function ends(node: readonly NodeDef[]) {
  const { inputs, outputs, leftOut } = await summarize(await open("m.pb", encodeGraph({ node })));
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
  return {
    inputs: names(inputs),
    outputs: names(outputs),
    leftOut: new Map(leftOut.map(({ name, reason }) => [name, reason])),
  };
}

describe("endpoints of a TensorFlow graph", () => {
  it("are not those of what saves and restores variables, whatever its nodes are called", async () => {
    for (const scope of ["save", "mine/checkpoints_2"]) {
      const withDefault = {
        ...plain(`${scope}/prefix`, "PlaceholderWithDefault", [`${scope}/default`]),
        attr: { dtype: { type: 7 } },
      };
      for (const file of [text(`${scope}/file`), withDefault]) {
        const { inputs, outputs, leftOut } = await ends([
          ...dense,
          plain(`${scope}/default`, "Const"),
          ...saver(scope, file),
        ]);
        assert.deepEqual([inputs, outputs], [["x"], ["y"]]);
        assert.equal(leftOut.get(`${scope}/stored`), "saves or restores variables");
        assert.equal(leftOut.get(file.name), "names a file that variables are saved in");
      }
    }
  });

  it("are not those of sharded savers, nor of restored values that nothing takes", async () => {
    const shards = [
      text("prefix"),
      plain("shard", "ShardedFilename", ["prefix", "zero", "one"]),
      plain("zero", "Const"),
      plain("one", "Const"),
      plain("write", "SaveV2", ["shard", "zero", "zero", "read"]),
      plain("written", "Identity", ["shard", "^write"]),
      plain("parts", "Pack", ["written", "^written"]),
      plain("merge", "MergeV2Checkpoints", ["parts", "prefix"]),
      plain("done", "Identity", ["prefix", "^merge", "^written"]),
      plain("lost", "RestoreV2", ["prefix", "zero", "zero"]),
      plain("taken", "Identity", ["lost"]),
    ];
    const { inputs, outputs } = await ends([...dense, ...shards]);
    assert.deepEqual([inputs, outputs], [["x"], ["y"]]);
  });

  it("stay where results are computed from what also names a file, or wait for a saving", async () => {
    const image = [plain("bytes", "ReadFile", ["path"]), plain("image", "DecodePng", ["bytes"])];
    const shared = await ends([...dense, ...saver("save", text("path")), ...image]);
    assert.deepEqual(
      [shared.inputs, shared.outputs],
      [
        ["x", "path"],
        ["y", "image"],
      ],
    );
    const [x, v, read, y] = dense;
    const late = await ends([
      x!,
      v!,
      read!,
      { ...y!, input: ["x", "read", "^save/store"] },
      ...saver("save", text("path")),
    ]);
    assert.deepEqual([late.inputs, late.outputs], [["x", "path"], ["y"]]);
  });

  it("are no nodes that only others wait for, where those lead to a result", async () => {
    const pivot = [plain("p", "Identity", ["x"]), plain("c", "Const", ["^p"]), op("y", "Mul", ["x", "c"])];
    const { outputs, leftOut } = await ends([placeholder("x", [1]), ...pivot]);
    assert.deepEqual(outputs, ["y"]);
    assert.equal(leftOut.get("p"), "others only wait for it");
  });

  it("are results that a group waits for, and each result where two wait for each other's like", async () => {
    const grouped = await ends([
      placeholder("x", [1]),
      op("a", "Neg", ["x"]),
      op("b", "Abs", ["x"]),
      plain("group", "NoOp", ["^a", "^b"]),
    ]);
    assert.deepEqual(grouped.outputs, ["a", "b"]);
    const around = await ends([placeholder("x", [1]), op("a", "Neg", ["x", "^b"]), op("b", "Abs", ["x", "^a"])]);
    assert.deepEqual(around.outputs, ["a", "b"]);
  });
});
