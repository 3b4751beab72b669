import assert from "node:assert/strict";
import { VisitedPlaces } from "../../../src/core/wire/visited-places";

describe("VisitedPlaces", () => {
  it("knows each place as each kind, wherever it is", () => {
    const visited = new VisitedPlaces<number>();
    const known = new Set<string>();
    let seed = 1;
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let each = 0; each < 20_000; each++) {
      const place = [next(4_000) * 4, next(4_000), 2 ** 33 + next(4_000)][next(3)]!;
      const kind = next(3) === 0 ? next(600) : next(3);
      const key = `${place} ${kind}`;
      assert.equal(visited.add(place, kind), !known.has(key), key);
      known.add(key);
    }
    assert.ok(known.size > 10_000 && known.size < 19_000, `${known.size} of them are new`);
  });
});
