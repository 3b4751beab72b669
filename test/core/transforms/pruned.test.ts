import assert from "node:assert/strict";
import fc from "fast-check";
import { prunedGroups, prunedTo, survivors } from "../../../src/core/transforms/weights/pruned";
import { encode, floats as tensor, model, node, valueInfo } from "../../support/onnx";
import { transform } from "../../support/open";

const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 300 });
const zerosIn = (elements: ArrayLike<number>) => Array.from(elements).filter((x) => x === 0).length;

describe("pruning", () => {
  it("keeps as many as TensorFlow's model optimization (tfmot/density)", () => {
    assert.deepEqual(
      [survivors(1000, 0.9), survivors(5, 0.5), survivors(7, 0.5), survivors(10, 1), survivors(10, 0)],
      [100, 2, 4, 1, 10],
    );
  });

  it("sets exactly so many to zero, the smallest", () => {
    fc.assert(
      fc.property(floats, fc.double({ min: 0, max: 1, noNaN: true }), (values, sparsity) => {
        const elements = Float32Array.from(values);
        const keep = survivors(elements.length, sparsity);
        const pruned = prunedTo(elements, keep);
        assert.equal(zerosIn(pruned), Math.max(zerosIn(elements), elements.length - keep));
        const gone = elements.filter((_, i) => pruned[i] === 0).map(Math.abs);
        const stayed = pruned.filter((x) => x !== 0);
        assert.ok(Math.max(0, ...gone) <= Math.min(Infinity, ...stayed.map(Math.abs)));
        stayed.forEach((x) => assert.ok(elements.includes(x)));
        assert.deepEqual(prunedTo(pruned, keep), pruned);
      }),
    );
  });

  it("finds thresholds among subnormal and huge magnitudes", () => {
    const elements = Float32Array.of(1e-45, -3e-45, 3e38, -2e38, 1e-38, 0);
    assert.deepEqual([...prunedTo(elements, 4)], [0, Math.fround(-3e-45), 3e38, -2e38, 1e-38, 0].map(Math.fround));
  });

  it("keeps N of M along any axis, the largest (tfmot/m-by-n)", () => {
    const groups = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3 })),
        groups,
        fc.integer({ min: 0, max: 2 }),
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 81, maxLength: 81 }),
        (shape, [keep, more], axis, values) => {
          const of = keep + more;
          const elements = Float32Array.from(values.slice(0, shape[0] * shape[1] * shape[2]));
          const pruned = prunedGroups(elements, shape, axis, { keep, of });
          const members = new Map<string, number[]>();
          elements.forEach((_, i) => {
            const place = [Math.floor(i / shape[2] / shape[1]), Math.floor(i / shape[2]) % shape[1], i % shape[2]];
            place[axis] = Math.floor(place[axis]! / of);
            members.set(place.join(), [...(members.get(place.join()) ?? []), i]);
          });
          for (const group of members.values()) {
            const sorted = group.map((i) => Math.abs(elements[i]!)).sort((a, b) => b - a);
            const left = group.map((i) => Math.abs(pruned[i]!)).sort((a, b) => b - a);
            assert.deepEqual(
              left,
              sorted.map((each, i) => (i < keep ? each : 0)),
            );
          }
          assert.deepEqual(prunedGroups(pruned, shape, axis, { keep, of }), pruned);
        },
      ),
    );
  });

  it("refuses what is no pattern", async () => {
    const weight = tensor("w", [2, 2], Float32Array.of(1, 2, 3, 4));
    const graph = {
      name: "g",
      input: [valueInfo("x", [1, 2])],
      output: [valueInfo("y", [1, 2])],
      initializer: [weight],
      node: [node("MatMul", ["x", "w"], ["y"])],
    };
    for (const pattern of ["4:2", "2:2", "0:4", "2:4:8", "2", "x", "-1:2", "2:999"]) {
      await assert.rejects(
        transform("m.onnx", encode(model(graph)), "prune-weights", { pattern }),
        /pattern of prune-w/,
      );
    }
  });

  it("leaves a share of all weights of a model, ties included (P17, tfmot/ties)", async () => {
    const values = Array.from({ length: 60 }, (_, i) => ((i * 7) % 5) - 2);
    const weights = [0, 1, 2, 3].map((i) =>
      tensor(`w${i}`, [3, 5], Float32Array.from(values.slice(15 * i, 15 * i + 15))),
    );
    const graph = {
      name: "g",
      input: [valueInfo("x", [1, 3])],
      output: [valueInfo("y4", [1, 5])],
      initializer: [
        ...weights,
        tensor(
          "last",
          [5, 5],
          Float32Array.from({ length: 25 }, () => 0.5),
        ),
      ],
      node: [
        ...weights.map(({ name }, i) => node("MatMul", ["x", name!], [`y${i}`])),
        node("MatMul", ["y3", "last"], ["y4"]),
        node("Sum", ["y0", "y1", "y2", "y4"], ["y"]),
      ],
    };
    graph.output = [valueInfo("y", [1, 5])];
    const parameters = { scope: "model", sparsity: 0.45, minimumElements: 2 };
    const { after } = await transform("m.onnx", encode(model(graph)), "prune-weights", parameters);
    let zeros = 0;
    for (const value of after.graphs[0]!.values) {
      if (value.name.startsWith("w")) {
        zeros += zerosIn(new Float32Array((await value.constant!.storage.read()).slice().buffer));
      }
    }
    assert.equal(zeros, 60 - 33);
  });
});
