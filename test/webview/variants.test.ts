import assert from "node:assert/strict";
import type { ShownVariant, VerdictWord } from "../../src/protocol/messages";
import { variantColumns } from "../../src/protocol/variants";
import { ariaSort, nextSort, type Sort } from "../../webview/look/sort";
import { variantOrder } from "../../webview/variants/variant-order";

function row(title: string, bytes: number, sqnr: number | null | undefined, verdict: VerdictWord): ShownVariant {
  const results = { verdict, sqnr: sqnr ?? null, top1: 1, accuracy: null, samples: 1, inputs: [], isTelling: true };
  return {
    ...{ title, bytes, gzipBytes: bytes, parameters: 1, macs: null, latency: null, recipe: [], isNow: false },
    steps: sqnr === undefined ? [] : ["quantize-weights"],
    results: sqnr === undefined ? null : results,
    problem: bytes === 0 ? "cannot be made" : null,
  };
}

describe("the order of variants", () => {
  const rows = [
    row("Original", 100, undefined, "equal"),
    row("int8", 25, 41, "close"),
    row("Half 10", 50, null, "identical"),
    row("Half 9", 50, null, "equal"),
    row("Never", 0, undefined, "equal"),
  ];
  const titles = (sort: Sort | null) => variantOrder(rows, variantColumns(rows), sort).map((each) => rows[each]!.title);

  it("is that in which they were made, until a column is chosen", () => {
    assert.deepEqual(titles(null), ["Original", "int8", "Half 10", "Half 9", "Never"]);
    assert.deepEqual(titles({ column: "right", descending: true }), titles(null), "of a column that is not there, too");
  });

  it("has last what is not known, either way, and keeps the order of what is alike", () => {
    const bytes = (descending: boolean) => titles({ column: "bytes", descending });
    assert.deepEqual(bytes(true), ["Original", "Half 10", "Half 9", "int8", "Never"]);
    assert.deepEqual(bytes(false), ["int8", "Half 10", "Half 9", "Original", "Never"]);
    const noise = (descending: boolean) => titles({ column: "sqnr", descending });
    assert.deepEqual(noise(true), ["Half 10", "Half 9", "int8", "Original", "Never"], "no noise is the most signal");
    assert.deepEqual(noise(false), ["int8", "Half 10", "Half 9", "Original", "Never"]);
  });

  it("knows numbers in titles", () => {
    assert.deepEqual(titles({ column: "variant", descending: false }), [
      ...["Half 9", "Half 10", "int8", "Never", "Original"],
    ]);
  });
});

describe("a click on a column's title", () => {
  it("sorts, the other way round, and no more", () => {
    const numbers = nextSort(null, "bytes", false);
    assert.deepEqual(numbers, { column: "bytes", descending: true });
    assert.deepEqual(nextSort(numbers, "bytes", false), { column: "bytes", descending: false });
    assert.equal(nextSort({ column: "bytes", descending: false }, "bytes", false), null);
    assert.deepEqual(nextSort(numbers, "variant", true), { column: "variant", descending: false });
    assert.deepEqual(
      ["bytes", "variant"].map((column) => ariaSort(numbers, column)),
      ["descending", "none"],
    );
  });
});
