import assert from "node:assert/strict";
import { commonBeginning, shortened, tellingNames } from "../../src/drawing/names";

describe("names of layers", () => {
  it("are what tells them from each other", () => {
    assert.deepEqual(
      tellingNames([
        "net/stem/Conv2D",
        "net/block_1/expand/Conv2D",
        "net/block_1/project/Conv2D",
        "net/block_10/expand/Conv2D",
        "net/block_1",
      ]),
      ["stem", "block_1/expand", "block_1/project", "block_10", "block_1"],
    );
  });

  it("stay apart, whatever characters they have", () => {
    for (const names of [
      ["a", "a-b", "a/b", "a/b/c", "a/b-c", "a0"],
      ["a/a", "a/a/a", "a"],
      ["", "/", "//", "x/"],
      ["constructor", "__proto__"],
    ]) {
      assert.equal(new Set(tellingNames(names)).size, names.length, names.join(" "));
    }
  });

  it("are whole where there is one, and the same where several are", () => {
    assert.deepEqual(tellingNames(["net/stem/Conv2D"]), ["net/stem/Conv2D"]);
    assert.deepEqual(tellingNames(["net/a/b", "net/a/b", "net/c/b"]), ["a", "a", "c"]);
    assert.deepEqual(tellingNames([]), []);
  });

  it("lose what most begin with, and then their middle, where there is no room", () => {
    const names = ["expanded_conv_12/expand", "expanded_conv_13/expand", "expanded_conv_12/depthwise", "Logits"];
    const beginning = commonBeginning(names);
    assert.equal(beginning, "expanded_conv_");
    assert.deepEqual(
      names.map((name) => shortened(name, 14, beginning)),
      ["…12/expand", "…13/expand", "…12/depthwise", "Logits"],
    );
    assert.equal(shortened("expanded_conv_12/expand", 15, beginning), "…conv_12/expand");
    assert.deepEqual(
      names.map((name) => shortened(name, 10, beginning)),
      ["…12/expand", "…13/expand", "…12…thwise", "Logits"],
    );
    assert.equal(shortened("features", 30, ""), "features");
    assert.equal(commonBeginning(["one", "two"]), "");
  });

  it("take time for what they are", () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `net/layer_${index}/part/Conv2D`);
    assert.equal(new Set(tellingNames(names)).size, names.length);
    const deep = Array.from({ length: 300 }, (_, index) => "a/".repeat(1000) + index);
    assert.deepEqual(tellingNames(deep).slice(0, 2), ["0", "1"]);
  });
});
