import assert from "node:assert/strict";
import { firstGraph } from "../../../src/core/view/first-graph";

describe("The graph that is shown first", () => {
  it("is the main one, or that where the parameters are if it has no layer", () => {
    const layer = (graph: number | null, parameters: number) => ({
      parameters,
      place: graph === null ? null : { graph, node: 0 },
    });
    assert.equal(firstGraph([]), 0);
    assert.equal(firstGraph([layer(2, 100), layer(0, 1)]), 0);
    assert.equal(firstGraph([layer(null, 500), layer(3, 60), layer(2, 50), layer(2, 50), layer(4, 100)]), 2);
  });
});
