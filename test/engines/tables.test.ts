import assert from "node:assert/strict";
import { readCsv, readNumbers } from "../../src/engines/inputs/csv";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("tables of text", () => {
  const numbers = (text: string) => {
    const { rows, numbers } = readNumbers(bytes(text), "t.csv");
    return [rows, ...numbers];
  };

  it("hold numbers between commas, semicolons or tabs, below titles or without", () => {
    for (const text of [
      "1,-2.5\n3e2,4\n",
      "a,b\r\n1,-2.5\r\n3e2,4",
      "1;-2.5\n3e2;4",
      "x y;z\n1;-2.5\n3e2;4",
      "1\t-2.5\n3e2\t4",
    ]) {
      assert.deepEqual(numbers(text), [2, 1, -2.5, 300, 4], text);
    }
  });

  it("hold numbers as spreadsheets write them where a comma stands for the point", () => {
    assert.deepEqual(numbers("0,5;1\n-2,25;3e2"), [2, 0.5, 1, -2.25, 300]);
    assert.deepEqual(numbers("a;b\n0,5;1"), [1, 0.5, 1]);
    assert.deepEqual(numbers("0,5\t1,5"), [1, 0.5, 1.5]);
    assert.deepEqual(numbers("1,5"), [1, 1, 5], "else a comma stands between two");
    assert.throws(() => numbers("a;b\n1,000,000;2"), /t\.csv is no table of numbers: see its row 2\./);
  });

  it("say which row is none, as an editor counts", () => {
    assert.throws(() => numbers("1,2\n3"), /see its row 2\./);
    assert.throws(() => numbers("a,b\n1,2\n3,x"), /see its row 3\./);
  });

  it("keep texts as they are", () => {
    assert.deepEqual(readCsv(bytes('a.png,"x;y"\n"b ""c"".png",1,5')), [
      ["a.png", "x;y"],
      ['b "c".png', "1", "5"],
    ]);
  });
});
