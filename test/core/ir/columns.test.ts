import assert from "node:assert/strict";
import { Column, Marks, NumberColumn } from "../../../src/core/ir/columns";

const [first, last] = [{ id: 0 }, { id: 3 }];

describe("notes by number", () => {
  it("say nothing of what nothing was noted of", () => {
    assert.equal(new Column(4).get(last), undefined);
    assert.equal(new NumberColumn(4).get(last), 0);
    assert.equal(new Marks(4).has(last), false);
  });

  it("keep what was noted, each by itself", () => {
    const column = new Column<{ id: number }, string>(4);
    const numbers = new NumberColumn(4);
    const marks = new Marks(4);
    column.set(last, "kept");
    numbers.set(last, NaN);
    marks.add(last);
    assert.deepEqual([column.get(first), column.get(last)], [undefined, "kept"]);
    assert.deepEqual([numbers.get(first), numbers.get(last)], [0, NaN]);
    assert.deepEqual([marks.has(first), marks.has(last)], [false, true]);
  });

  it("lose nothing where a number was given later: they refuse it, or have room", () => {
    const later = { id: 4 };
    const column = new Column<{ id: number }, string>(4);
    column.set(later, "kept");
    assert.equal(column.get(later), "kept");
    assert.throws(() => new NumberColumn(4).set(later, 1), /room for 4 numbers/);
    assert.throws(() => new Marks(4).add(later), /room for 4 numbers/);
  });
});
