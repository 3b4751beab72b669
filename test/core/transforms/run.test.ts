// What the engine around the transforms promises: order, sizes, and that a recipe goes on past what its check refuses.
import assert from "node:assert/strict";
import { quietContext, runRecipe, runStep, transformOf, verify, type Change, type Transform } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import { open, transform, write } from "../../support/open";

const CHAIN = `onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
a = Identity(x)
b = MatMul(a, w)
c = Relu(b)
output c float32[1,4]`;

/** Runs with a transform that does something else, as one with a mistake would. */
async function withApply<T>(id: string, apply: Transform["apply"], run: () => Promise<T>): Promise<T> {
  const replaced = transformOf(id);
  const original = replaced.apply.bind(replaced);
  replaced.apply = apply;
  try {
    return await run();
  } finally {
    replaced.apply = original;
  }
}

const breaking: Transform["apply"] = (model) => {
  const [graph] = model.graphs;
  graph!.setOutputs([graph!.addValue("nowhere", null)]);
  return Promise.resolve([{ kind: "rewritten", subject: "nowhere", bytesBefore: 0, bytesAfter: 0 } satisfies Change]);
};

describe("a step", () => {
  it("is left out of a recipe where its own check refuses it, and says so", async () => {
    const { name, bytes } = encodeText(CHAIN);
    const model = await open(name, bytes);
    const recipe = ["fuse-bias", "remove-nodes"].map((id) => ({ id, parameters: {} }));
    const result = await withApply("fuse-bias", breaking, () => runRecipe(model, recipe, quietContext()));
    const [refused, done] = result.reports;
    assert.match(refused!.refusal!, /would have broken "nowhere" \(graph outputs exist\), so nothing was changed/);
    assert.match(refused!.notes.at(-1)!.reason, /so it was left out; please report this/);
    assert.deepEqual([refused!.changes.length, done!.changes.length, done!.refusal], [0, 1, null]);
    assert.deepEqual(verify(result.model), []);
  });

  it("puts in order what it leaves out of it", async () => {
    const { name, bytes } = encodeText(CHAIN);
    const model = await open(name, bytes);
    const reversing: Transform["apply"] = (fork) => {
      fork.graphs[0]!.reorder([...fork.graphs[0]!.nodes].reverse());
      return Promise.resolve([{ kind: "rewritten", subject: "order", bytesBefore: 0, bytesAfter: 0 }]);
    };
    const step = { id: "fuse-bias", parameters: {} };
    const { model: result, report } = await withApply(step.id, reversing, () => runStep(model, step, quietContext()));
    assert.equal(report.refusal, null);
    assert.deepEqual(
      result.graphs[0]!.nodes.map(({ op }) => op.name),
      ["Identity", "MatMul", "Relu"],
    );
  });

  it("does not stumble over nodes that stand before what they read in the file", async () => {
    const { name, bytes } = encodeText(`onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
b = Identity(a)
c = Relu(b)
a = MatMul(x, w)
output b float32[1,4]
output c float32[1,4]`);
    const { report, after } = await transform(name, bytes, "remove-nodes");
    assert.deepEqual([report.refusal, report.changes.length], [null, 1]);
    assert.deepEqual(
      after.graphs[0]!.nodes.map(({ op }) => op.name),
      ["MatMul", "Relu"],
    );
  });

  it("does not blame itself for nodes that wait for each other in the file", async () => {
    const { name, bytes } = encodeText(`onnx 13
input x float32[1,4]
c = Add(x, b)
b = Identity(a)
a = Relu(c)
output b float32[1,4]`);
    const { report } = await transform(name, bytes, "remove-nodes");
    assert.deepEqual([report.refusal, report.changes.length], [null, 1]);
  });

  it("that changes nothing leaves the file as it is, and its size", async () => {
    for (const format of ["onnx 13", "tflite", "tensorflow"]) {
      const [matMul, relu] = format === "tflite" ? ["FULLY_CONNECTED", "RELU"] : ["MatMul", "Relu"];
      const { name, bytes } = encodeText(`${format}
input x float32[1,4]
constant w float32[4,4] = ramp
value b float32[1,4]
b = ${matMul}(x, w)
c = ${relu}(b)
output c float32[1,4]`);
      const { report, written } = await transform(name, bytes, "strip-unused");
      assert.deepEqual([report.changes.length, report.bytesBefore, report.bytesAfter], [0, bytes.length, bytes.length]);
      assert.deepEqual(Buffer.from(written), Buffer.from(bytes));
    }
  });

  it("promises to shrink what would be written, not what the file lays out in fewer bytes", async () => {
    const node = (name: string, op: string, input: string) =>
      `node { name: "${name}" op: "${op}" ${input === "" ? "" : `input: "${input}"`} attr { key: "T" value { type: DT_FLOAT } } }`;
    const text = [
      'node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } }',
      ...Array.from({ length: 20 }, (_, i) => node(`n${i}`, "Relu", i === 0 ? "x" : `n${i - 1}`)),
      node("same", "Identity", "n19"),
      node("y", "Sigmoid", "same"),
    ].join(" ");
    const model = await open("graph.pbtxt", new TextEncoder().encode(text));
    const step = { id: "remove-nodes", parameters: {} };
    const { report, model: result } = await runStep(model, step, quietContext());
    assert.deepEqual([report.changes.length, report.notes], [1, []]);
    assert.ok(report.bytesAfter > report.bytesBefore, "one line is shorter than many");
    assert.ok(!new TextDecoder().decode(await write(result)).includes("Identity"));
  });

  it("may make larger what it was asked to", async () => {
    const { name, bytes } = encodeText(CHAIN);
    const { report, after } = await transform(name, bytes, "strip-unused", { outputs: ["c", "b"] });
    assert.deepEqual([report.bytesAfter > report.bytesBefore, after.graphs[0]!.outputs.length], [true, 2]);
  });
});
