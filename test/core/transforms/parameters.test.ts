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
    ["mnist-mlp.pb", "tfliteRuntime", "2.17", "Oldest TFLite runtime", "TFLite models"],
    ["mnist-mlp.onnx", "tfliteRuntime", "2.17", "Oldest TFLite runtime", "TFLite models"],
    ["mnist-mlp.tflite", "contribOperators", true, "Operators of onnxruntime", "ONNX models"],
    ["mnist-mlp.pb", "bits", "int4", "Bits", "TFLite and ONNX models"],
  ] as const;
  for (const [sample, name, value, title, models] of cases) {
    it(`${name} given to ${sample} is not passed over in silence`, async () => {
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

  it("at their defaults are no matter", async () => {
    const { report } = await transform("a.pb", readFileSync("samples/mnist-mlp.pb"), "quantize-weights", {
      tfliteRuntime: "2.4",
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

  it("say so in the help", async () => {
    const { stdout } = await bonsai("quantize-weights", "--help");
    assert.match(stdout, /--tflite-runtime 2\.4\|2\.17\n.*Only for TFLite models\.\n/);
    assert.match(stdout, /--minimum-elements NUMBER\n.*Default: 1024\.\n/);
  });
});
