import assert from "node:assert/strict";
import { quietContext, runStep } from "../../../src/core";
import { float32Elements } from "../../../src/core/ir/tensor";
import { encodeText } from "../../support/model-text";
import { transform, write } from "../../support/open";

const text = (head: string, operator: string) => `${head}
input x float32[1,64]
constant w float32[64,64] = ramp
y = ${operator}(x, w)
output y float32[1,64]`;

const FORMS = [
  // 819 of 4,096 weights stay: four bytes for each, and its index in eight
  { head: "onnx 13", operator: "MatMul", storedBytes: 819 * 12 },
  // or in one, and for 64 rows and the end how many came before in two
  { head: "tflite", operator: "FULLY_CONNECTED", storedBytes: 819 * 5 + 65 * 2 },
];

describe("weights stored sparsely", () => {
  for (const { head, operator, storedBytes } of FORMS) {
    const { name, bytes } = encodeText(text(head, operator));
    const weights = async (sparse: boolean) => {
      const { after } = await transform(name, bytes, "prune-weights", { sparsity: 0.8, sparse });
      return after;
    };
    const constantOf = (model: Awaited<ReturnType<typeof weights>>) =>
      [...model.graphs[0]!.values].find((value) => value.name === "w")!.constant!;

    it(`are counted as they are stored, and are the pruned ones when read (T-30, O-39) [${name}]`, async () => {
      const sparse = constantOf(await weights(true));
      assert.equal(sparse.storage.storedBytes, storedBytes);
      assert.deepEqual(
        await float32Elements(sparse, "w"),
        await float32Elements(constantOf(await weights(false)), "w"),
      );
    });

    it(`stay as they are under other transforms (T-30) [${name}]`, async () => {
      const model = await weights(true);
      const before = Buffer.from(await write(model));
      for (const id of ["prune-weights", "cluster-weights", "round-weights", "fold-batchnorm", "merge-duplicates"]) {
        const { model: same } = await runStep(model, { id, parameters: {} }, quietContext());
        assert.deepEqual(Buffer.from(await write(same)), before, id);
      }
    });
  }
});
