// Models that are run for the editor, by the worker and the real engines.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { encode } from "fast-png";
import type { EngineHost } from "../../src/engines";
import { nodeHost } from "../../src/engines/node-host";
import type { Recipe, VerificationState } from "../../src/protocol/messages";
import { countedEngines, eventually } from "../support/counted-engines";
import { digitAt } from "../support/digits";
import { encodeText } from "../support/model-text";
import { servedModel } from "../support/served-model";

async function verified(
  { name, bytes }: { name: string; bytes: Uint8Array },
  recipe: Recipe,
  engines: EngineHost | null,
  beside?: Readonly<Record<string, Uint8Array>>,
): Promise<VerificationState> {
  const { models, close } = await servedModel(name, bytes, engines, beside);
  try {
    return await models.call("verify", ["d", recipe]);
  } finally {
    close();
  }
}

const step = (id: string, parameters = {}) => ({ id, parameters });

describe("verification in the worker", function () {
  this.timeout(60_000);
  let engines: ReturnType<typeof countedEngines>;
  beforeEach(() => (engines = countedEngines()));

  for (const format of ["onnx", "tflite", "pb"]) {
    const sample = { name: `m.${format}`, bytes: readFileSync(`samples/mnist-cnn.${format}`) };

    it(`tells how far a .${format} is off, and each of its nodes`, async () => {
      const recipe = [step("fold-batchnorm"), step("quantize-weights")];
      const { verdict, sqnr, outputs, noise, faulty, isPartial } = await verified(sample, recipe, engines);
      assert.equal(verdict, "close");
      assert.ok(sqnr !== null && sqnr > 20 && sqnr === outputs[0]!.sqnr);
      assert.equal(faulty, null);
      assert.equal(isPartial, false);
      const compared = [...noise!.decibels].filter((decibels) => !Number.isNaN(decibels));
      assert.equal(noise!.graph, 0);
      assert.ok(compared.length > 3 && compared.length < noise!.decibels.length, compared.join(" "));
      assert.ok(Math.abs(Math.min(...compared) - sqnr) < 40, compared.join(" "));
    });

    it(`ends the workers that ran a .${format}`, async () => {
      for (let count = 0; count < 3; count++) {
        await verified(sample, [step("fold-batchnorm")], engines);
      }
      await eventually(() => engines.running === 0);
      assert.ok(engines.started >= 3);
    });
  }

  it("names the step that promises to change no numbers and does", async () => {
    // What is lost where a large number is added to a small one comes back once both additions are one.
    const model = encodeText(
      `onnx 13
      input x float32[1,8]
      constant w float32[8,8] = ramp
      constant b float32[8] = ${Array(8).fill(1e9).join(" ")}
      constant c float32[8] = ${Array(8).fill(-1e9).join(" ")}
      h = MatMul(x, w)
      i = Add(h, b)
      y = Add(i, c)
      output y float32[1,8]`.replace(/^ +/gm, ""),
    );
    const { verdict, faulty } = await verified(model, [step("strip-unused"), step("fuse-bias")], engines);
    assert.equal(verdict, "different");
    assert.equal(faulty?.title, "Fuse Bias and Padding");
    assert.equal(faulty.step, 1);
    const lossy = await verified(model, [step("round-weights", { steps: 4 })], engines);
    assert.equal(lossy.faulty, null);
  });

  it("feeds what model.inputs.json names, as it is now", async () => {
    const sample = { name: "m.tflite", bytes: readFileSync("samples/mnist-cnn.tflite") };
    const digits = Array.from({ length: 10 }, (_, position) => {
      const { pixels, label } = digitAt(position);
      return [`digits/${label}/${position}.png`, encode({ width: 28, height: 28, data: pixels, channels: 1 })] as const;
    });
    const choice = Buffer.from('{"inputs": "digits", "labels": "folders"}');
    const beside = { "m.inputs.json": choice, ...Object.fromEntries(digits) };
    const { accuracy, samples } = await verified(sample, [step("quantize-weights")], engines, beside);
    assert.equal(samples, 10);
    assert.deepEqual(accuracy, { before: 1, after: 1, labels: 10 });
    const wrong = { "m.inputs.json": Buffer.from('{"inputs": "nowhere"}') };
    await assert.rejects(verified(sample, [step("quantize-weights")], engines, wrong), {
      message: 'There is no "nowhere" beside the model.',
    });
  });

  it("says what cannot be run, and where models do not run at all", async () => {
    const texts = encodeText("onnx 13\ninput x string[2]\ny = Identity(x)\noutput y string[2]");
    await assert.rejects(verified(texts, [step("strip-metadata")], engines), {
      code: "unsupported",
      message: /^Cannot verify: .*\.$/,
    });
    assert.equal(engines.started, 0);
    await assert.rejects(verified(texts, [step("strip-metadata")], null), {
      message: "Cannot verify: nothing here runs models.",
    });
  });

  it("stops at once when it is cancelled", async () => {
    const sample = { name: "m.onnx", bytes: readFileSync("samples/mnist-cnn.onnx") };
    // An engine that loads and then never answers.
    const host = nodeHost("dist/engines");
    let stopped = 0;
    const deaf: EngineHost = {
      wasm: (kind) => host.wasm(kind),
      start: () => {
        let reply: (message: unknown) => void = () => {};
        return {
          post: (message) =>
            (message as { call: string }).call !== "run" && setImmediate(() => reply({ result: null })),
          onMessage: (listener) => (reply = listener),
          onExit: () => {},
          stop: () => stopped++,
        };
      },
    };
    const { models, close } = await servedModel(sample.name, sample.bytes, deaf);
    const controller = new AbortController();
    const call = models.call("verify", ["d", [step("fold-batchnorm")]], { signal: controller.signal });
    setTimeout(() => controller.abort(), 200);
    await assert.rejects(call, { code: "cancelled" });
    assert.equal(stopped, 1);
    close();
  });
});
