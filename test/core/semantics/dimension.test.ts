import assert from "node:assert/strict";
import {
  add,
  divide,
  factorsOfProduct,
  isSame,
  multiply,
  namesIn,
  product,
  replaced,
  subtract,
} from "../../../src/core/semantics/dimension";

describe("lengths that are numbers or names", () => {
  it("are added and multiplied to sums that read the same however they came about", () => {
    assert.equal(add(multiply("seq", 2), 1), "2·seq+1");
    assert.equal(add(1, add("seq", "seq")), "2·seq+1");
    assert.equal(multiply("seq", "batch"), "batch·seq");
    assert.equal(subtract("seq", 1), "seq−1");
    assert.equal(subtract(add("past", "seq"), "past"), "seq");
    assert.equal(subtract("seq", "seq"), 0);
  });

  it("read sums that a file names", () => {
    assert.equal(subtract("past_length + sequence_length", "past_length"), "sequence_length");
    assert.ok(isSame("b + a", add("a", "b")));
    assert.equal(subtract("floor(height/2)", 0), null);
    assert.equal(add("my name", 1), "(my name)+1");
    assert.equal(subtract(add("my name", 1), 1), "my name");
  });

  it("are divided where that comes out even", () => {
    assert.equal(divide(product(["batch", "seq", 768]), product(["batch", "seq", 12])), 64);
    assert.equal(divide(multiply("seq", 4), 2), "2·seq");
    assert.equal(divide("seq", 2), null);
    assert.equal(divide(6, 4), null);
    assert.equal(divide(6, 0), null);
  });

  it("are told apart into names and factors, and worked out where names are known", () => {
    assert.deepEqual(namesIn(add(product(["seq", "batch", 2]), "seq")), ["batch", "seq"]);
    assert.deepEqual(namesIn(7), []);
    assert.deepEqual(factorsOfProduct(product(["seq", 2, "seq"])), { count: 2, names: ["seq", "seq"] });
    assert.deepEqual(factorsOfProduct(5), { count: 5, names: [] });
    assert.equal(factorsOfProduct(add("seq", 1)), null);
    assert.equal(factorsOfProduct(null), null);
    const lengths: Record<string, number> = { seq: 3, batch: 2 };
    assert.equal(
      replaced(add(product(["batch", "seq", 4]), 1), (name) => lengths[name] ?? null),
      25,
    );
    assert.equal(
      replaced(add("other", "seq"), (name) => lengths[name] ?? name),
      "other+3",
    );
    assert.equal(
      replaced(multiply("other", 2), (name) => lengths[name] ?? null),
      null,
    );
  });

  it("are unknown where they get long, or one of them is", () => {
    assert.equal(add(null, 1), null);
    assert.equal(multiply(null, 0), 0);
    assert.equal(["a", "b", "c", "d", "e"].reduce<ReturnType<typeof add>>(add, 0), null);
    assert.equal(add("x".repeat(100), 1), null);
    assert.equal(multiply(2 ** 52, 4), null);
  });
});
