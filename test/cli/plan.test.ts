import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import type { PlannedTensor, StepReport } from "../../src/core";
import { bonsai, temporaryFolder } from "../support/command";

const SAMPLES = ["tflite", "onnx", "pb"].map((extension) => `samples/mnist-mlp.${extension}`);

async function json<T>(...words: string[]): Promise<T> {
  const { code, stdout, stderr } = await bonsai(...words, "--json");
  assert.deepEqual([code, stderr], [0, ""], words.join(" "));
  return JSON.parse(stdout) as T;
}

describe("model-bonsai TRANSFORM --plan", () => {
  const folder = temporaryFolder();

  for (const sample of SAMPLES) {
    for (const id of ["quantize-weights", "quantize-float16"]) {
      it(`${id} says of ${sample} what it then does, and writes nothing`, async () => {
        const before = readdirSync("samples").length;
        const plan = await json<PlannedTensor[]>(id, sample, "--plan");
        assert.equal(readdirSync("samples").length, before);
        const done = await json<{ steps: StepReport[] }>(id, sample, "-o", folder.file("out"));
        const [step] = done.steps;
        assert.deepEqual(
          plan
            .filter(({ what }) => what !== null)
            .map(({ tensor, bytesBefore, bytesAfter }) => [tensor, bytesBefore, bytesAfter]),
          step!.changes.map(({ subject, bytesBefore, bytesAfter }) => [subject, bytesBefore, bytesAfter]),
        );
        assert.deepEqual(
          new Set(plan.filter(({ what }) => what === null).map(({ tensor, reason }) => `${tensor}: ${reason}`)),
          new Set(step!.notes.map(({ subject, reason }) => `${subject}: ${reason}`)),
        );
      });
    }
  }

  it("is a table for people", async () => {
    const [sample] = SAMPLES;
    const { code, stdout } = await bonsai("quantize-weights", sample!, "--plan", "--bits", "int4");
    assert.equal(code, 0);
    const [head, ...rows] = stdout.split("\n");
    assert.match(head!, /^Tensor +Shape +Read by +Becomes +Bytes +After +Why$/);
    assert.ok(
      rows.some((row) => /hidden1\/MatMul +128×784 +FULLY_CONNECTED .* int4, per channel, read by the/.test(row)),
    );
    assert.ok(rows.some((row) => /10×32 .* left .* under 1,024 elements$/.test(row)));
    assert.match(stdout, /Tensors: 410 KB → .* KB \(−8.* %\)\. Nothing was written\.\n$/);
  });

  it("is refused in a sentence where there is none, or with wrong parameters", async () => {
    const [sample] = SAMPLES;
    const bytes = readFileSync(sample!);
    const refusals: readonly [string[], RegExp][] = [
      [["strip-unused", sample!, "--plan"], /^strip-unused has no plan to show/],
      [
        ["quantize-weights", sample!, "--plan", "--block-size", "20"],
        /has to be one of 16, 32, 64, 128, 256, not 20\./,
      ],
      [
        ["quantize-weights", sample!, "--plan", "--bits", "int4", "--reduced-range", "true"],
        /is for int8, not for int4/,
      ],
    ];
    for (const [words, message] of refusals) {
      const { code, stdout, stderr } = await bonsai(...words);
      assert.notEqual(code, 0);
      assert.equal(stdout, "");
      assert.match(stderr, message);
    }
    assert.deepEqual(readFileSync(sample!), bytes);
  });
});
