// Quantizing what is quantized.
import assert from "node:assert/strict";
import { encodeText } from "../support/model-text";
import { transform } from "../support/open";

const MODELS = {
  onnx: `onnx 13
input x float32[1,512]
constant w float32[512,4] = ramp
y = MatMul(x, w)
output y float32[1,4]`,
  tensorflow: `tensorflow
input x float32[1,512]
constant w float32[512,4] = ramp
y = MatMul(x, w)
output y float32[1,4]`,
  tflite: `tflite
input x float32[4,512]
constant w float32[4,512] = ramp
y = ADD(x, w)
output y float32[4,512]`,
};

describe("weights that are quantized", () => {
  for (const [format, text] of Object.entries(MODELS)) {
    it(`are not quantized again, ${format} (T29, O30, ort/qdq-quantized-before, ai-edge/untouched)`, async () => {
      const { name, bytes } = encodeText(text);
      for (const first of ["quantize-weights", "quantize-float16"]) {
        const once = await transform(name, bytes, first);
        assert.ok(once.report.changes.length > 0, first);
        for (const second of ["quantize-weights", "quantize-float16"]) {
          const twice = await transform(name, once.written, second, { minimumElements: 1 });
          assert.deepEqual(twice.report.changes, [], `${first}, ${second}`);
          assert.deepEqual(Buffer.from(twice.written), Buffer.from(once.written), `${first}, ${second}`);
        }
      }
    });

    it(`keep the zeros that pruning left, ${format} (P24)`, async () => {
      const { name, bytes } = encodeText(text.replace("ADD(x, w)", "FULLY_CONNECTED(x, w, -)"));
      const pruned = await transform(name, bytes, "prune-weights", { sparsity: 0.5 });
      const quantized = await transform(name, pruned.written, "quantize-weights");
      const w = [...quantized.after.graphs[0]!.values].find(
        ({ constant }) => constant?.dtype === "int8" || constant?.dtype === "quint8",
      )!;
      const stored = await w.constant!.storage.read();
      // TensorFlow reads 127 as zero where eight unsigned bits hold the range from -1 to 1.
      const zero = w.constant!.dtype === "int8" ? 0 : 127;
      assert.equal(stored.filter((each) => each === zero).length, 1024);
    });
  }
});
