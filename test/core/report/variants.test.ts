import assert from "node:assert/strict";
import { variantTable, type VariantResults, type VariantRow } from "../../../src/core";
import { variantColumns } from "../../../src/core/report/variants";

const SIZES = { bytes: 1000, gzipBytes: 500, parameters: 10, macs: null, problem: null };
const RESULTS: VariantResults = {
  ...{ verdict: "close", sqnr: 40, top1: 1, accuracy: { before: 0.5, after: 0.25 } },
  ...{ samples: 2, inputs: [{ name: "x", source: "a|b.csv" }], isTelling: false },
};
const ORIGINAL: VariantRow = {
  ...{ ...SIZES, title: "Original", steps: [], results: null },
  latency: { median: 2, ratio: 1 },
};
const HALF: VariantRow = {
  ...{ ...SIZES, title: "Half", steps: ["a"], bytes: 500, results: RESULTS },
  latency: { median: 1, ratio: 0.5 },
};
const NONE: VariantRow = {
  ...{ title: "None", bytes: 0, gzipBytes: 0, parameters: 0, macs: null, steps: [], results: null, latency: null },
  problem: "no | such thing",
};

describe("the table of variants", () => {
  const cells = (line: string) => line.split(/(?<!\\)\|/).map((cell) => cell.trim());

  it("says what figures are of, and where they tell little", () => {
    const lines = variantTable([ORIGINAL, HALF]);
    assert.deepEqual(cells(lines[0]!).slice(7, 12), ["Time", "SQNR", "Top 1", "Right", ""]);
    assert.deepEqual(cells(lines[2]!).slice(7, 12), ["2 ms", "", "", "50 %", ""]);
    assert.deepEqual(cells(lines[3]!).slice(7, 12), ["1 ms (0.50 ×)", "40.0 dB", "100 %", "25 %", "close"]);
    assert.equal(lines[5], "Results are of 2 samples. x: a|b.csv.");
    assert.match(lines[7]!, /^The original makes the same of every sample/);
    assert.match(lines[9]!, /^Times are of a run in WebAssembly on this computer/);
  });

  it("tells shares of the original wherever that stands, and of what there is none nothing but why", () => {
    const lines = variantTable([NONE, HALF, ORIGINAL]);
    assert.deepEqual(cells(lines[2]!).slice(1, -1), ["None", ...Array<string>(9).fill(""), "no \\| such thing"]);
    assert.equal(cells(lines[3]!)[3], "50.0 %");
    assert.equal(cells(lines[4]!)[3], "100.0 %");
  });

  it("is nothing but text, whatever names of files hold", () => {
    const inputs = [{ name: "<b>`x`", source: "a" }];
    const lines = variantTable([ORIGINAL, { ...HALF, title: "a\\|<i>`b`", results: { ...RESULTS, inputs } }]);
    assert.equal(cells(lines[3]!.replaceAll("\\\\", "//"))[1], "a//\\|\\<i>\\`b\\`");
    assert.match(lines[5]!, / \\<b>\\`x\\`: a\.$/);
  });

  it("has columns for what is known alone, and nothing to say of what was not run", () => {
    const ids = (rows: readonly VariantRow[]) => variantColumns(rows).map(({ id }) => id);
    assert.ok(ids([ORIGINAL, HALF]).includes("right"));
    const unlabelled = { ...HALF, results: { ...RESULTS, accuracy: null } };
    assert.ok(!ids([ORIGINAL, unlabelled]).includes("right"));
    assert.equal(variantTable([{ ...ORIGINAL, latency: null }]).length, 3);
  });
});
