import assert from "node:assert/strict";
import { tellingNames, withoutMiddle } from "../../src/drawing/names";
import { ReadableNames } from "../../src/drawing/readable-names";

describe("names of layers", () => {
  it("are what tells them from each other", () => {
    assert.deepEqual(
      tellingNames([
        "net/stem/Conv2D",
        "net/block_1/expand/Conv2D",
        "net/block_1/project/Conv2D",
        "net/block_10/expand/Conv2D",
        "net/block_1",
      ]),
      ["stem", "block_1/expand", "block_1/project", "block_10", "block_1"],
    );
  });

  it("stay apart, whatever characters they have", () => {
    for (const names of [
      ["a", "a-b", "a/b", "a/b/c", "a/b-c", "a0"],
      ["a/a", "a/a/a", "a"],
      ["", "/", "//", "x/"],
      ["constructor", "__proto__"],
      ["a\0b", "a\0c/d", "e"],
    ]) {
      assert.equal(new Set(tellingNames(names)).size, names.length, names.join(" "));
    }
  });

  it("are whole where there is one, and the same where several are", () => {
    assert.deepEqual(tellingNames(["net/stem/Conv2D"]), ["net/stem/Conv2D"]);
    assert.deepEqual(tellingNames(["net/a/b", "net/a/b", "net/c/b"]), ["a", "a", "c"]);
    assert.deepEqual(tellingNames([]), []);
  });

  it("take time for what they are", () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `net/layer_${index}/part/Conv2D`);
    assert.equal(new Set(tellingNames(names)).size, names.length);
    const deep = Array.from({ length: 300 }, (_, index) => "a/".repeat(1000) + index);
    assert.deepEqual(tellingNames(deep).slice(0, 2), ["0", "1"]);
  });
});

describe("names of a list in little room", () => {
  const within = (room: number, ...names: string[]) => new ReadableNames(names).in(room);

  it("leave out what all begin with, which is told once", () => {
    const names = new ReadableNames(["net/model/Dense_0/einsum", "net/model/Dense_1", "net/model/Conv_0"]);
    assert.equal(names.common, "net/model/");
    assert.ok(names.isCommonTelling && !new ReadableNames(["/a", "/b"]).isCommonTelling);
    assert.deepEqual(names.in(20), ["Dense_0", "Dense_1", "Conv_0"]);
    assert.equal(new ReadableNames(["a.layers.0.w", "a.layers.1.w"]).common, "a.layers.");
    assert.equal(new ReadableNames(["net/stem", "net/stem"]).common, "");
  });

  it("lose parts that always follow the one before, then their beginning", () => {
    const cell = (at: number, what: string) => `rnn/while/multi_rnn_cell/cell_${at}/gru_cell/${what}`;
    const names = [cell(0, "MatMul"), cell(0, "BiasAdd"), cell(1, "MatMul"), cell(1, "BiasAdd"), "Conv2D"];
    const wide = ["rnn…cell_0…MatMul", "rnn…cell_0…BiasAdd", "rnn…cell_1…MatMul", "rnn…cell_1…BiasAdd", "Conv2D"];
    assert.deepEqual(within(20, ...names), wide);
    assert.deepEqual(within(15, ...names), [
      "…cell_0…MatMul",
      "…cell_0…BiasAdd",
      "…cell_1…MatMul",
      "…cell_1…BiasAdd",
      "Conv2D",
    ]);
  });

  it("show the word in which they differ where their ends are alike", () => {
    const branch = (name: string) =>
      ["encoder/0", "encoder/1", "decoder"].map((what) => `If_0_${name}_branch__Inline_0__/${what}`);
    assert.deepEqual(within(14, ...branch("then"), ...branch("else"), "x"), [
      ...["…then…ncoder/0", "…then…ncoder/1", "…then…/decoder"],
      ...["…else…ncoder/0", "…else…ncoder/1", "…else…/decoder"],
      "x",
    ]);
    assert.deepEqual(within(10, "hidden1_dense", "hidden2_dense"), ["…den1…ense", "…den2…ense"]);
    const deep = ["1/x_1", "1/x_2", "2/x_1"].map((name) => `${name}_a_rather_long_and_common_end`);
    assert.equal(new Set(within(14, ...deep, "y")).size, 4);
  });

  it("show several words where it takes these to tell them from each other", () => {
    const part = (what: string, layer: number) =>
      ["batchnorm", "conv"].map((last) => `head/bottleneck_${what}/layers.${layer}/downscale/${last}`);
    const all = ["detection", "segmentation"].flatMap((what) => [0, 1, 2, 3].flatMap((layer) => part(what, layer)));
    const shown = within(14, ...all, "model/conv");
    assert.equal(new Set(shown).size, 17);
    assert.deepEqual(shown.slice(0, 2), ["…dete…0…chnorm", "…dete…0…conv"]);
    assert.ok(shown.every((name) => !name.includes("……")));
  });

  it("stay apart in each room that is wide enough, and never take more", () => {
    const blocks = Array.from({ length: 24 }, (_, at) =>
      ["expand", "depthwise", "project"].map((part) => `net/block_${at}/${part}`),
    );
    const names = new ReadableNames([...blocks.flat(), "head/fc", "head/softmax"]);
    for (let room = 1; room < 30; room++) {
      assert.ok(
        names.in(room).every(({ length }) => length <= Math.max(4, room)),
        `${room}`,
      );
      assert.ok(room < 12 || new Set(names.in(room)).size === 74, `${room}`);
    }
  });

  it("take time for what they are", () => {
    const names = Array.from(
      { length: 20_000 },
      (_, at) => `net/stage_${at % 9}/layer_${at}/a_rather_long_part/Conv2D`,
    );
    const found = new ReadableNames([...names, "net/head"]).in(14);
    assert.ok(found.every(({ length }) => length <= 14));
    const deep = Array.from({ length: 300 }, (_, at) => "a/".repeat(1000) + at);
    assert.deepEqual(new ReadableNames(deep).in(14).slice(0, 2), ["0", "1"]);
    const [word, end] = ["a".repeat(3e5), "c".repeat(3e5)];
    const long = new ReadableNames([`${word}-1-${end}`, `${word}-2-${end}`, "b"]).in(14);
    assert.equal(new Set(long).size, 3);
    assert.equal(withoutMiddle("abcdefghij", 6), "ab…hij");
  });

  it("fit as they are measured, wide characters too", () => {
    const width = (text: string) =>
      [...text].reduce((sum, each) => sum + (each === "…" ? 12 : each === "i" ? 3 : 8), 0);
    const names = new ReadableNames(["hidden1_dense", "hidden2_dense", "iiiiiiiiiiiiiiiiiiii", "probabilities_dense"]);
    for (const room of [40, 70, 90, 110, 200]) {
      const shown = names.within(room, width);
      assert.ok(
        shown.every((name) => width(name) <= room),
        `${room}: ${shown.join(" ")}`,
      );
    }
    assert.deepEqual(names.within(200, width), names.whole);
    assert.deepEqual(new ReadableNames([]).within(50, width), []);
    assert.deepEqual(new ReadableNames([""]).within(0, width), [""]);
  });
});
