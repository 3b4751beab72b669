import assert from "node:assert/strict";
import { histogramText } from "../../src/cli/histogram-text";

describe("a histogram in a line", () => {
  it("has a block for each bin that is not empty", () => {
    const histogram = { from: -1, width: 1, counts: Float64Array.of(1, 0, 8, 4) };
    assert.equal(histogramText(histogram, 3), "-1 ▂ █▅ 3");
  });
});
