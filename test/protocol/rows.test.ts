import assert from "node:assert/strict";
import { packRows, unpackRows } from "../../src/protocol/rows";

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly bytes: number;
  readonly before: number | null;
  readonly shared: boolean;
}
const FIELDS = ["name", "kind", "bytes", "before", "shared"] as const;

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({
    name: at % 7 === 0 ? "" : `größe/层_${at}`,
    kind: ["Conv", "Relu", ""][at % 3]!,
    bytes: at * 2 ** 33,
    before: at % 2 === 0 ? null : at,
    shared: at % 5 === 0,
  }));

describe("Rows as columns", () => {
  for (const count of [0, 1, 3, 500]) {
    it(`are the same rows again, ${count} of them`, () => {
      const packed = structuredClone(packRows(rows(count), FIELDS));
      assert.deepEqual(unpackRows(packed), rows(count));
      assert.deepEqual(unpackRows(packed), rows(count), "once more");
    });
  }

  it("tell words that come up often once, and names one after the other", () => {
    const { columns } = packRows(rows(500), FIELDS);
    assert.equal(columns.kind.kind, "words");
    assert.equal(columns.name.kind, "texts");
  });
});
