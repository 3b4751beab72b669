import assert from "node:assert/strict";
import type { Value } from "../../../src/core";
import { Selector } from "../../../src/core/transforms/weights/selection";

describe("the selection of weights", () => {
  it("knows a layer without a name by what it is called everywhere: its result", () => {
    const node = { name: "", op: { name: "MatMul" }, outputs: [{ name: "y" }] };
    const readings = [{ node }] as unknown as Parameters<Selector["obstacle"]>[1];
    const obstacle = (exclude: string) =>
      new Selector({ include: [], exclude: [exclude], includeOperators: [], excludeOperators: [] }).obstacle(
        { name: "w" } as unknown as Value,
        readings,
      );
    assert.equal(obstacle("y"), "excluded by y");
    assert.equal(obstacle("z"), null);
  });
});
