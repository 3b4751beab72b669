import assert from "node:assert/strict";
import type { Found, QueryText } from "../../src/protocol/messages";
import { readStyles, settingOf, type Style } from "../../src/protocol/styles";
import { colorings } from "../../webview/graph/coloring/colorings";
import type { ViewState } from "../../webview/store";
import { Styles, type StyleMatches } from "../../webview/styles/styles";

const style = (name: string, text: string, color: Style["color"] = "red"): Style => ({
  ...{ name, color },
  query: { text, isPattern: false },
});
const found = (...nodes: number[]): Found => ({
  ...{ nodes: Int32Array.from(nodes), layers: new Int32Array() },
  starts: Int32Array.of(0, nodes.length),
});

describe("Styles", () => {
  it("are read from settings, and what is none is named", () => {
    const { styles, problems } = readStyles([
      { name: "float", query: "dtype:float32", color: "red" },
      { name: "names", query: "/^a.*/", color: "blue" },
      { name: "float", query: "x", color: "red" },
      { name: " ", query: "x", color: "red" },
      { name: "none", query: "", color: "red" },
      { name: "color", query: "x", color: "#ff0000" },
      null,
      7,
    ]);
    assert.deepEqual(styles, [
      style("float", "dtype:float32"),
      { name: "names", query: { text: "^a.*", isPattern: true }, color: "blue" },
    ]);
    assert.deepEqual(problems, [
      'Entry 3 has the name "float" of an earlier one.',
      "Entry 4 needs a name of at most 80 characters.",
      "Entry 5 needs a query of at most 1000 characters.",
      "Entry 6 needs one of the colors red, orange, yellow, green, blue, purple.",
      "Entry 7 needs a name of at most 80 characters.",
      "Entry 8 needs a name of at most 80 characters.",
    ]);
    assert.deepEqual(readStyles("all").problems, ["It is no list."]);
    assert.deepEqual(readStyles(undefined), { styles: [], problems: [] });
    const many = Array.from({ length: 25 }, (_, at) => ({ name: `${at}`, query: "x", color: "red" }));
    assert.equal(readStyles(many).styles.length, 20);
    assert.match(readStyles(many).problems[0]!, /25 entries, of which the first 20/);
  });

  it("are written as they are read", () => {
    const all: Style[] = [style("a", "op:Conv"), { ...style("b", "^x|y$"), query: { text: "^x|y$", isPattern: true } }];
    assert.deepEqual(readStyles(all.map(settingOf)).styles, all);
  });

  it("ask for what they find as long as they are on, and say which are no queries", async () => {
    const asked: string[] = [];
    let told: readonly StyleMatches[] = [];
    let off: readonly string[] = [];
    const styles = new Styles(
      {
        ask: ({ text }: QueryText) => {
          asked.push(text);
          return text === "(" ? Promise.reject(new Error("no query")) : Promise.resolve(found(1));
        },
        tell: (matches) => (told = matches),
        remember: (names) => (off = names),
      },
      ["b"],
    );
    const [a, b, c] = [style("a", "one"), style("b", "two"), style("c", "(")];
    await styles.show([a, b, c]);
    assert.deepEqual(asked, ["one", "("]);
    assert.deepEqual(
      told.map(({ found: nodes }) => nodes?.nodes.length ?? null),
      [1, null],
    );
    assert.deepEqual([styles.problemOf(a), styles.problemOf(c)], [null, "no query"]);
    await styles.turn(c, false);
    await styles.turn(b, true);
    assert.deepEqual(off, ["c"]);
    assert.deepEqual(
      told.map((each) => each.style.name),
      ["a", "b"],
    );
  });

  it("give up what they asked where something else is asked meanwhile", async () => {
    const told: number[] = [];
    let go: (() => void)[] = [];
    const ask = () => new Promise<Found>((resolve) => go.push(() => resolve(found(1))));
    const styles = new Styles({ ask, tell: (matches) => void told.push(matches.length), remember: () => {} }, []);
    const first = styles.show([style("a", "x"), style("b", "y")]);
    const second = styles.show([]);
    go.forEach((each) => each());
    go = [];
    await Promise.all([first, second]);
    assert.deepEqual(told, [0]);
  });

  it("colour what they find, the last one where there are several", () => {
    const state = {
      ...{ graph: { nodes: [{}, {}, {}] }, graphIndex: 0, document: { layers: [] }, cost: null },
      ...{ verification: null, comparison: null, profile: null },
      styles: [
        { style: style("a", "x", "green"), found: found(0, 1) },
        { style: style("bad", "("), found: null },
        { style: style("b", "y", "orange"), found: found(1, 9) },
      ],
    } as unknown as ViewState;
    const { levelOf, levels, text } = colorings(state).find(({ id }) => id === "styles")!;
    assert.deepEqual([...levelOf], [1, 2, 0]);
    assert.deepEqual(levels, [
      { color: "green", title: "a" },
      { color: "orange", title: "b" },
    ]);
    assert.deepEqual([text(1), text(2)], ["a, b", ""]);
  });
});
