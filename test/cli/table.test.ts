import assert from "node:assert/strict";
import { aligned, rowsOf } from "../../src/cli/table";

describe("tables", () => {
  it("have no line for no items, with a head or without", () => {
    const cellsOf = ({ name }: { name: string }) => [name];
    assert.deepEqual([...aligned(rowsOf([], cellsOf))], []);
    assert.deepEqual([...aligned(rowsOf([], cellsOf, ["Name"]))], ["Name"]);
  });

  it("have numbers to the right, below a head of any kind", () => {
    const rows = rowsOf([1, 1234], (each) => [`n${each}`, `${each}`, each > 1 ? "" : "?"], ["Name", "Number", ""]);
    assert.deepEqual([...aligned(rows)], ["Name   Number", "n1          1  ?", "n1234    1234"]);
  });

  it("write out what cannot be seen, and cut long names at their beginning", () => {
    const [line] = aligned([["\u001b[31m", "a\nb", "x".repeat(70)]]);
    assert.equal(line, `\\u001b[31m  a\\nb  ${"x".repeat(70)}`);
    const [long] = aligned([["y".repeat(70), ""]]);
    assert.equal(long, `…${"y".repeat(59)}`);
  });
});
