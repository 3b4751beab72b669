import assert from "node:assert/strict";
import fc from "fast-check";
import type { Frames } from "../../src/drawing/layout/frames";
import { layOut, type Layout } from "../../src/drawing/layout/layout";

const WIDTH = 100;
const HEIGHT = 40;
const TITLE = 150;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function draw(
  edges: readonly (readonly [number, number])[],
  of: readonly number[],
  parents: readonly number[],
): Layout {
  const frames: Frames = {
    of: Int32Array.from(of),
    parents: Int32Array.from(parents),
    widths: new Float32Array(parents.length).fill(TITLE),
  };
  return layOut({
    widths: new Float32Array(of.length).fill(WIDTH),
    heights: new Float32Array(of.length).fill(HEIGHT),
    edges: Int32Array.from(edges.flat()),
    frames,
  });
}

function nodeBox({ x, y }: Layout, node: number): Box {
  const [left, top] = [x[node]! - WIDTH / 2, y[node]! - HEIGHT / 2];
  return { left, top, right: left + WIDTH, bottom: top + HEIGHT };
}

function frameBox({ frames }: Layout, frame: number): Box {
  const [left, top, width, height] = frames.subarray(frame * 4, frame * 4 + 4) as unknown as number[];
  return { left: left!, top: top!, right: left! + width!, bottom: top! + height! };
}

const SLACK = 0.5;
function holds(outer: Box, inner: Box): boolean {
  return (
    outer.left < inner.left + SLACK &&
    outer.top < inner.top + SLACK &&
    outer.right > inner.right - SLACK &&
    outer.bottom > inner.bottom - SLACK
  );
}

function meet(one: Box, other: Box): boolean {
  return (
    one.left < other.right - SLACK &&
    other.left < one.right - SLACK &&
    one.top < other.bottom - SLACK &&
    other.top < one.bottom - SLACK
  );
}

/** Every node and frame lies in the frames around it, and in no other one; what lies beside each other does not overlap. */
function check(layout: Layout, of: readonly number[], parents: readonly number[]): void {
  const around = (frame: number): number[] => (frame < 0 ? [] : [frame, ...around(parents[frame]!)]);
  const used = new Set(of.flatMap(around));
  of.forEach((own, node) => {
    for (const frame of used) {
      const box = frameBox(layout, frame);
      if (around(own).includes(frame)) {
        assert.ok(holds(box, nodeBox(layout, node)), `node ${node} is not in frame ${frame}`);
      } else {
        assert.ok(!meet(box, nodeBox(layout, node)), `node ${node} is in frame ${frame}`);
      }
    }
  });
  for (const frame of used) {
    const box = frameBox(layout, frame);
    assert.ok(box.right - box.left >= TITLE - SLACK);
    assert.ok(box.left >= -SLACK && box.right <= layout.width + SLACK && box.top >= -SLACK);
    assert.ok(box.bottom <= layout.height + SLACK);
    for (const other of used) {
      if (around(frame).slice(1).includes(other)) {
        assert.ok(holds(frameBox(layout, other), box), `frame ${frame} is not in ${other}`);
      } else if (other < frame && !around(other).includes(frame)) {
        assert.ok(!meet(frameBox(layout, other), box), `frames ${frame} and ${other} overlap`);
      }
    }
  }
}

const framed = fc.integer({ min: 2, max: 40 }).chain((count) =>
  fc.integer({ min: 1, max: Math.min(8, count) }).chain((frames) =>
    fc.record({
      edges: fc.array(
        fc
          .tuple(fc.integer({ min: 0, max: count - 1 }), fc.integer({ min: 0, max: count - 1 }))
          .filter(([from, to]) => from !== to),
        { maxLength: 80 },
      ),
      of: fc
        .array(fc.integer({ min: -1, max: frames - 1 }), { minLength: count, maxLength: count })
        .map((of) => of.map((frame, node) => (node < frames ? node : frame))),
      parents: fc.tuple(...Array.from({ length: frames }, (_, frame) => fc.integer({ min: -1, max: frame - 1 }))),
    }),
  ),
);

describe("frames in the layout", () => {
  it("are around what is in them, and around nothing else, whatever the graph", () => {
    fc.assert(
      fc.property(framed, ({ edges, of, parents }) => check(draw(edges, of, parents), of, parents)),
      { numRuns: 1000 },
    );
  });

  it("lie one in another, and beside each other", () => {
    const edges = [
      [0, 1],
      [1, 2],
      [2, 3],
      [0, 4],
      [4, 5],
      [5, 6],
      [6, 3],
      [0, 6],
    ] as const;
    const of = [-1, 0, 0, -1, 2, 2, 1];
    const layout = draw(edges, of, [-1, -1, 1]);
    check(layout, of, [-1, -1, 1]);
    const [one, other] = [frameBox(layout, 0), frameBox(layout, 1)];
    assert.ok(one.right < other.left || other.right < one.left);
  });

  it("leave a straight path straight where nothing stands beside it", () => {
    const chain = Array.from({ length: 11 }, (_, node) => [node, node + 1] as const);
    const of = [-1, 0, 0, 0, -1, 1, 1, 2, 2, 2, -1, -1];
    const layout = draw(chain, of, [-1, -1, 1]);
    check(layout, of, [-1, -1, 1]);
    assert.ok(layout.x.every((x) => x === layout.x[0]));
  });

  it("keep a connection around what it skips inside the frame that both its ends are in", () => {
    const edges = [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [1, 4],
      [4, 5],
    ] as const;
    const layout = draw(edges, [-1, 0, 0, 0, 0, -1], [-1]);
    const { left, right } = frameBox(layout, 0);
    assert.ok(layout.bendX.length > 0);
    layout.bendX.forEach((x) => assert.ok(x > left && x < right));
  });
});
