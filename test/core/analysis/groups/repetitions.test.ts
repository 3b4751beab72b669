import assert from "node:assert/strict";
import { repetitionsIn, type Repetition } from "../../../../src/core/analysis/groups/repetitions";

/** By definition: as far as each period goes, and of those for the same part the shortest. */
function byDefinition(items: Int32Array): Repetition[] {
  const found: Repetition[] = [];
  for (let period = 1; period * 2 <= items.length; period++) {
    for (let start = 0; start + 2 * period <= items.length;) {
      let end = start + period;
      while (end < items.length && items[end] === items[end - period]) {
        end++;
      }
      const isKnown = found.some((each) => each.start === start && each.end === end && period % each.period === 0);
      if (end - start >= 2 * period && !isKnown) {
        found.push({ start, end, period });
      }
      start = Math.max(start + 1, end - period + 1);
    }
  }
  return found;
}

const sorted = (found: readonly Repetition[]) =>
  found
    .map(({ start, end, period }) => [start, end, period])
    .sort(([a, b, c], [d, e, f]) => a! - d! || b! - e! || c! - f!);

/** Numbers below `most`, the same for the same seed. */
function random(seed: number, length: number, most: number): Int32Array {
  let state = seed * 2 + 1;
  return Int32Array.from({ length }, () => {
    state = Math.imul(state, 1664525) + 1013904223;
    return (state >>> 16) % most;
  });
}

function fibonacci(length: number): Int32Array {
  let [word, before] = ["0", "1"];
  while (word.length < length) {
    [word, before] = [word + before, word];
  }
  return Int32Array.from(word.slice(0, length), Number);
}

describe("Repetitions in a list", () => {
  it("are those that there are by definition", () => {
    for (let seed = 0; seed < 400; seed++) {
      const items = random(seed, 1 + (seed % 60), 1 + (seed % 4));
      assert.deepEqual(sorted(repetitionsIn(items)), sorted(byDefinition(items)), `${seed}: ${items.join("")}`);
    }
    for (const length of [1, 2, 21, 89, 200]) {
      assert.deepEqual(sorted(repetitionsIn(fibonacci(length))), sorted(byDefinition(fibonacci(length))));
    }
  });

  it("are none in an empty list, and one in a list of one item many times", () => {
    assert.deepEqual(repetitionsIn(new Int32Array(0)), []);
    assert.deepEqual(repetitionsIn(new Int32Array(5000)), [{ start: 0, end: 5000, period: 1 }]);
  });

  it("may be long, and in others", () => {
    const block = [...random(7, 700, 50), ...Array.from({ length: 5 }, () => [60, 61, 62]).flat()];
    const items = Int32Array.from([90, ...block, ...block, ...block, 91]);
    const found = repetitionsIn(items);
    const has = (start: number, end: number, period: number) =>
      found.some((each) => each.start === start && each.end === end && each.period === period);
    assert.ok(has(1, 1 + 3 * 715, 715));
    for (const start of [701, 701 + 715, 701 + 2 * 715]) {
      assert.ok(has(start, start + 15, 3));
    }
  });
});
