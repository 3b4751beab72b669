import assert from "node:assert/strict";
import { textsIn } from "../../../src/core/formats/tflite/texts";

const buffer = (numbers: readonly number[], text = "") =>
  Uint8Array.of(...new Uint8Array(Uint32Array.from(numbers).buffer), ...new TextEncoder().encode(text));
const texts = (bytes: Uint8Array, most = 2 ** 31) => textsIn(bytes, most).map((each) => new TextDecoder().decode(each));

describe("texts in a TFLite buffer", () => {
  it("are as many as it says, or as are asked for", () => {
    const bytes = buffer([2, 16, 18, 21], "abcde");
    assert.deepEqual(texts(bytes), ["ab", "cde"]);
    assert.deepEqual(texts(bytes, 1), ["ab"]);
  });

  it("are no more than it has places for, whatever it says", () => {
    assert.deepEqual(texts(buffer([2 ** 32 - 1, 16, 18, 21], "abcde")), ["ab", "cde"]);
    assert.deepEqual(texts(buffer([2 ** 32 - 1, 0, 0])), [""]);
    assert.deepEqual(texts(buffer([2 ** 32 - 1])), []);
    assert.deepEqual(texts(new Uint8Array(3)), []);
  });
});
