import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { formats, planStep, transforms } from "../../../src/core";
import { bonsai } from "../../support/command";
import { open, transform } from "../../support/open";

const ids = formats.map(({ id }) => id);

describe("Parameters of one format", () => {
  it("name formats that there are, and not all of them", () => {
    for (const { id, parameters } of transforms) {
      for (const [name, { formats: only }] of Object.entries(parameters)) {
        const known = only === undefined || (only.length > 0 && only.length < ids.length);
        assert.ok(known && only?.every((each) => ids.includes(each)) !== false, `${name} of ${id}`);
      }
    }
  });

  const cases = [
    ["mnist-mlp.pb", "target", ["tflite-2.17"], "Target", "TFLite and ONNX models"],
    ["mnist-mlp.onnx", "target", ["tflite-2.17"], "Target tflite-2.17", "TFLite models"],
    ["mnist-mlp.tflite", "target", ["onnxruntime"], "Target onnxruntime", "ONNX models"],
    ["mnist-mlp.pb", "bits", "int4", "Bits", "TFLite and ONNX models"],
  ] as const;
  for (const [sample, name, value, title, models] of cases) {
    it(`${name} ${value.toString()} given to ${sample} is not passed over in silence`, async () => {
      const bytes = readFileSync(`samples/${sample}`);
      const { report } = await transform(sample, bytes, "quantize-weights", { [name]: value });
      const notes = report.notes.filter(({ subject }) => subject === title);
      assert.deepEqual(notes, [{ subject: title, reason: `only for ${models}` }]);
      const model = await open(sample, bytes);
      await assert.rejects(planStep(model, { id: "quantize-weights", parameters: { [name]: value } }), {
        message: `"${title}" of quantize-weights is only for ${models}, and this is not.`,
      });
    });
  }

  it("are no matter beside those for this one", async () => {
    const target = ["tflite-2.17", "onnxruntime"];
    const { report } = await transform("a.onnx", readFileSync("samples/mnist-mlp.onnx"), "quantize-weights", {
      target,
    });
    assert.ok(report.notes.every(({ reason }) => !reason.startsWith("only for")));
  });

  it("at their defaults are no matter", async () => {
    const { report } = await transform("a.pb", readFileSync("samples/mnist-mlp.pb"), "quantize-weights", {
      tfliteRuntime: "2.4",
      target: [],
      bits: "int8",
    });
    assert.ok(report.notes.every(({ reason }) => !reason.startsWith("only for")));
  });

  it("are taken under the names they had before, on the command line too", async () => {
    const { code, stdout, stderr } = await bonsai(
      ...["quantize-dynamic", "samples/mnist-mlp.onnx", "--plan", "--json", "--reduce-range", "true"],
    );
    assert.deepEqual([code, stderr], [0, ""]);
    const model = await open("mnist-mlp.onnx", readFileSync("samples/mnist-mlp.onnx"));
    const plan = await planStep(model, { id: "quantize-dynamic", parameters: { reducedRange: true } });
    assert.deepEqual(JSON.parse(stdout), plan);
  });

  it("are taken for what they became, on the command line too", async () => {
    const made = await Promise.all(
      [
        ["--target", "tflite-2.17"],
        ["--tflite-runtime", "2.17", "--contrib-operators", "false"],
        ["--contrib-operators=true"],
        [],
      ].map((flags) => bonsai("quantize-weights", "samples/mnist-mlp.tflite", "--plan", "--json", ...flags)),
    );
    assert.ok(made.every(({ code }, index) => code === (index === 2 ? 1 : 0)));
    assert.match(made[2]!.stderr, /"Target onnxruntime" of quantize-weights is only for ONNX models/);
    assert.match(made[0]!.stdout, /per channel/);
    assert.equal(made[1]!.stdout, made[0]!.stdout);
    assert.notEqual(made[3]!.stdout, made[0]!.stdout);
    const wrong = await bonsai("quantize-weights", "samples/mnist-mlp.tflite", "--plan", "--tflite-runtime", "2.16");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--tflite-runtime of quantize-weights has to be one of 2\.4, 2\.17, not "2\.16"/);
  });

  it("say so in the help", async () => {
    const { stdout } = await bonsai("quantize-weights", "--help");
    assert.match(stdout, /--target tflite-2\.17\|tflite-2\.18\|onnxruntime\n.*Only for TFLite and ONNX models\.\n/);
    assert.match(stdout, /--minimum-elements NUMBER\n.*Default: 1024\.\n/);
  });
});
