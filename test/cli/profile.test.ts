import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { bonsai, temporaryFolder } from "../support/command";

const MODEL = "samples/mnist-cnn.onnx";

describe("profile", () => {
  const folder = temporaryFolder();

  it("tells where the time goes, what fell back, and what is no node of the model", async () => {
    const event = (name: string, operator: string, ts: number, dur: number, provider: string) => ({
      ...{ cat: "Node", ph: "X", tid: 1, name: `${name}_kernel_time`, ts, dur },
      args: { op_name: operator, node_index: "90", provider },
    });
    const file = folder.file("profile.json");
    writeFileSync(
      file,
      JSON.stringify([
        event("stem_relu_nchwc", "Conv", 0, 800, "CUDAExecutionProvider"),
        event("ReorderOutput", "ReorderOutput", 810, 50, "CUDAExecutionProvider"),
        event("probabilities", "Softmax", 900, 150, "CPUExecutionProvider"),
      ]),
    );
    const { code, stdout, stderr } = await bonsai("profile", MODEL, file);
    assert.deepEqual([code, stderr], [0, ""]);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines[0], "onnxruntime, mean of 1 run: 1 ms, 95.0 % of it in 2 nodes of mnist-cnn.onnx");
    assert.equal(lines[1], "CUDAExecutionProvider 85.0 %, CPUExecutionProvider 15.0 %");
    assert.match(lines[4]!, /^stem +Conv +0\.8 ms +80\.0 % +CUDAExecutionProvider +with stem_relu, stem_norm$/);
    assert.match(lines[5]!, /^probabilities +Softmax +0\.15 ms +15\.0 % +fell back to CPUExecutionProvider$/);
    assert.equal(lines[7], "1 part of the profile is no node of the model, 5.0 %:");
    const json = JSON.parse((await bonsai("profile", MODEL, file, "--json")).stdout) as Record<string, unknown>;
    assert.equal((json["nodes"] as { name: string }[])[0]!.name, "stem");
    assert.equal((json["rest"] as unknown[]).length, 1);
  });

  it("ends with 1 for what is no profile, and with 2 without one", async () => {
    const file = folder.file("none.json");
    writeFileSync(file, "{}");
    const { code, stderr } = await bonsai("profile", MODEL, file);
    assert.equal(code, 1);
    assert.match(stderr, /none\.json is no profile that can be read/);
    assert.equal((await bonsai("profile", MODEL, folder.file("missing.json"))).code, 1);
    assert.equal((await bonsai("profile", MODEL)).code, 2);
  });
});
