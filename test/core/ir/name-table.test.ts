import assert from "node:assert/strict";
import { NameTable } from "../../../src/core/ir/name-table";

describe("a table of names", () => {
  it("finds each of many names, and no other", () => {
    const table = new NameTable<{ name: string; index: number }>();
    const names = Array.from({ length: 10_000 }, (_, index) => `layer_${index % 100}/node_${index}`);
    names.forEach((name, index) => {
      assert.equal(table.get(name), undefined);
      table.add({ name, index });
    });
    assert.equal(table.size, names.length);
    names.forEach((name, index) => assert.equal(table.get(name)?.index, index));
    assert.equal(table.get("layer_0/node"), undefined);
    assert.equal(table.get(""), undefined);
  });

  it("finds names by their bytes where these are ASCII", () => {
    const table = new NameTable<{ name: string }>();
    const names = Array.from({ length: 1000 }, (_, index) => `node_${index}`);
    [...names, "", "é"].forEach((name) => table.add({ name }));
    const find = (text: string) => {
      const bytes = new TextEncoder().encode(`<${text}>`);
      return table.getAscii(bytes, 1, bytes.length - 1);
    };
    [...names, ""].forEach((name) => assert.equal(find(name)?.name, name));
    assert.equal(find("node_1000"), undefined);
    assert.equal(find("node_"), undefined);
    assert.equal(find("é"), null);
    assert.equal(table.getAscii(Uint8Array.of(0xe9), 0, 1), null);
  });

  it("takes names of any kind", () => {
    const table = new NameTable<{ name: string }>();
    const names = ["", "constructor", "__proto__", "\u0000", "\u{1f333}", "a".repeat(100_000)];
    names.forEach((name) => table.add({ name }));
    names.forEach((name) => assert.equal(table.get(name)?.name, name));
  });
});
