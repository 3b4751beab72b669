import assert from "node:assert/strict";
import { shortShape } from "../../src/drawing/shapes";

describe("shapes where there is little room", () => {
  it("are whole where they fit", () => {
    for (const text of ["1×224×224×3", "unk__123×768", "scalar", "", "float32 ?×?×4", "(floor(floor(h/2)/2))×3"]) {
      assert.equal(shortShape(text, 30), text);
    }
  });

  it("keep their numbers, and lose the middle of the longest names first", () => {
    assert.equal(shortShape("batch_size×sequence_length×768", 30), "batch_size×sequence_length×768");
    assert.equal(shortShape("batch_size×sequence_length×768", 26), "batch_size×seque…ength×768");
    assert.equal(shortShape("batch_size×12×past_sequence_length×64", 24), "batc…ize×12×past…gth×64");
    assert.equal(shortShape("float32 batch×decoder_sequence_length×768", 30), "float32 batch×decode…ength×768");
  });

  it("keep brackets around what is worked out of others", () => {
    const text = "1×(floor(floor(height/2 - 1/2)/2 - 1/2) + 1)×64";
    assert.equal(shortShape(text, 24), "1×(floor(fl…1/2) + 1)×64");
    assert.equal(shortShape(`int64 ${text}`, 30), `int64 ${shortShape(text, 24)}`);
  });

  it("are no shorter than can be told apart, however many lengths there are", () => {
    const text = Array.from({ length: 8 }, (_, axis) => `dimension_${axis}`).join("×");
    assert.equal(shortShape(text, 10), Array.from({ length: 8 }, (_, axis) => `dim…n_${axis}`).join("×"));
  });

  it("take time for what they are, however long a name is", () => {
    const name = "a".repeat(1e6);
    assert.equal(shortShape(`float32 ${name}×3`, 30), "float32 aaaaaaaaaa…aaaaaaaaa×3");
    assert.equal(shortShape("(".repeat(1e6), 9), "((((…((((");
  });
});
