import assert from "node:assert/strict";
import { regrouped } from "../../../src/core/transforms/weights/regrouped";

describe("axes through a reshape", () => {
  const cases: [string, number[], number[], (number | null)[] | null][] = [
    ["that changes nothing", [3, 4], [3, 4], [0, 1]],
    ["that splits one", [12, 5], [3, 4, 5], [0, 0, 1]],
    ["that merges two go with the longer", [3, 4, 5], [12, 5], [1, 2]],
    ["past axes of length 1", [1, 12, 1, 5], [12, 5, 1], [1, 3, null]],
    ["that mixes two", [4, 6], [6, 4], [null, null]],
    ["of other elements", [4, 6], [5, 5], null],
    ["to a scalar", [1, 1], [], []],
  ];
  for (const [what, before, after, axes] of cases) {
    it(what, () => assert.deepEqual(regrouped(before, after), axes));
  }
});
