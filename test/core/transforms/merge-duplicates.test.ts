import assert from "node:assert/strict";
import { open, transform, write } from "../../support/open";
import { equalConstants } from "../../../src/core/transforms/equal-constants";
import { memoryTensor } from "../../../src/core/ir/tensor";
import { Value } from "../../../src/core/ir/value";
import { quietContext } from "../../../src/core";
import * as onnx from "../../support/onnx";

function constant(name: string, bytes: readonly number[]): Value {
  const value = new Value(0, name, null);
  value.constant = memoryTensor("uint8", [bytes.length], Uint8Array.from(bytes));
  return value;
}

describe("merge-duplicates", () => {
  it("believes bytes only, and reads none that stand alone", async () => {
    const values = [constant("a", [1, 2, 3]), constant("b", [1, 2, 4]), constant("c", [1, 2, 3])];
    const alone = constant("d", [1, 2]);
    (alone.constant!.storage as { read: unknown }).read = () => assert.fail("it was read");
    const candidates = [...values, alone].map((value) => ({ value, kind: "" }));
    const groups = await equalConstants(candidates, quietContext());
    assert.deepEqual(
      groups.map((group) => group.map(({ name }) => name)),
      [["a", "c"]],
    );
    const kinds = values.map((value, index) => ({ value, kind: `${index}` }));
    assert.deepEqual(await equalConstants(kinds, quietContext()), []);
  });

  it("stops when it is cancelled", async () => {
    const values = [constant("a", [1]), constant("b", [1])].map((value) => ({ value, kind: "" }));
    await assert.rejects(equalConstants(values, quietContext(AbortSignal.abort())), { code: "cancelled" });
  });

  it("leaves defaults that callers may override, and takes inputs that only old files list (O02)", async () => {
    for (const [irVersion, left] of [
      [3, ["v"]],
      [4, ["v", "w"]],
    ] as const) {
      const bytes = onnx.encode(
        onnx.model(
          {
            name: "g",
            input: ["x", "v", "w"].map((name) => onnx.valueInfo(name, [2])),
            output: [onnx.valueInfo("y", [2])],
            initializer: [onnx.floats("v", [2], [1, 2]), onnx.floats("w", [2], [1, 2])],
            node: [onnx.node("Sum", ["x", "v", "w"], ["y"])],
          },
          8,
          irVersion,
        ),
      );
      const { written } = await transform("m.onnx", bytes, "merge-duplicates");
      const { graph } = onnx.decode(written);
      assert.deepEqual(
        graph!.initializer!.map(({ name }) => name),
        left,
      );
      assert.deepEqual(
        graph!.input!.map(({ name }) => name),
        ["x", ...left],
      );
      assert.deepEqual(Buffer.from(await write(await open("m.onnx", written))), Buffer.from(written));
    }
  });
});
