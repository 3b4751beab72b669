import assert from "node:assert/strict";
import type { Found, QueryText } from "../../src/protocol/messages";
import { matchesIn, matchFrom, placeOf, Search, step } from "../../webview/find/search";

/** Graph 0 has two matches, graph 1 none, graph 2 one. */
const found: Found = {
  nodes: Int32Array.of(3, 7, 2),
  starts: Int32Array.of(0, 2, 2, 3),
  layers: new Int32Array(),
};
const nothing: Found = { nodes: new Int32Array(), starts: Int32Array.of(0, 0), layers: new Int32Array() };

describe("what was found", () => {
  it("lies in graphs, some of which have nothing", () => {
    assert.deepEqual(
      [0, 1, 2].map((match) => placeOf(found, match)),
      [
        { graph: 0, node: 3 },
        { graph: 0, node: 7 },
        { graph: 2, node: 2 },
      ],
    );
    assert.deepEqual(
      [0, 1, 2, 3].map((graph) => [...matchesIn(found, graph)]),
      [[3, 7], [], [2], []],
    );
  });

  it("begins where one is, and behind the last match from the first", () => {
    const from = (graph: number, node: number) => matchFrom(found, { graph, node });
    assert.deepEqual([from(0, 0), from(0, 3), from(0, 4), from(0, 8), from(1, 0), from(2, 3)], [0, 0, 1, 2, 2, 0]);
    assert.equal(matchFrom(nothing, { graph: 0, node: 5 }), -1);
  });

  it("is gone through in both directions and around", () => {
    const steps = (current: number) => [1, -1].map((by) => step({ ...found, current }, by));
    assert.deepEqual(
      [steps(0), steps(2), steps(-1)],
      [
        [1, 2],
        [0, 1],
        [0, 2],
      ],
    );
    assert.equal(step({ ...nothing, current: -1 }, 1), -1);
  });
});

describe("a search", () => {
  const query = (text: string): QueryText => ({ text, isPattern: false });

  it("gives up what was asked before, whose answer is not told", async () => {
    const signals: AbortSignal[] = [];
    const answers: ((answer: Found) => void)[] = [];
    const search = new Search((_, signal) => {
      signals.push(signal);
      return new Promise((resolve) => answers.push(resolve));
    });
    const first = search.find(query("a"));
    const second = search.find(query("ab"));
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, false],
    );
    answers[0]!(nothing);
    answers[1]!(found);
    assert.equal(await first, null);
    assert.equal(await second, found);
  });

  it("tells what is wrong with a query, except with one that was given up", async () => {
    const fail: ((error: Error) => void)[] = [];
    const search = new Search(() => new Promise((_, reject) => fail.push(reject)));
    const first = search.find(query("("));
    const second = search.find(query("(("));
    fail.forEach((each) => each(new Error("no expression")));
    assert.equal(await first, null);
    await assert.rejects(second, /no expression/);
  });
});
