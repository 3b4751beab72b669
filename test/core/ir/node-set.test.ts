// A set of nodes does what a Set does, whatever its size.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Node } from "../../../src/core/ir/node";
import { NodeSet } from "../../../src/core/ir/node-set";

describe("a set of nodes", () => {
  const nodes = Array.from(
    { length: 16 },
    (_, index) => new Node(index, `${index}`, { domain: "", name: "Relu", version: null }, new Map(), [], []),
  );
  const steps = fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...nodes)), { maxLength: 60 });

  it("has each node once, in the order in which they came", () => {
    fc.assert(
      fc.property(steps, (edits) => {
        const ours = new NodeSet(nodes[0]!);
        const plain = new Set([nodes[0]!]);
        for (const [isAdded, node] of edits) {
          [ours, plain].forEach((each) => (isAdded ? each.add(node) : each.delete(node)));
          const visited: Node[] = [];
          ours.forEach((each) => visited.push(each));
          assert.deepEqual([...ours], [...plain]);
          assert.deepEqual(visited, [...plain]);
          assert.equal(ours.size, plain.size);
          assert.ok(nodes.every((each) => ours.has(each) === plain.has(each)));
        }
      }),
    );
  });

  it("may be emptied by whoever goes through it", () => {
    for (const count of [1, 3, nodes.length]) {
      const set = nodes.slice(1, count).reduce((all, node) => all.add(node), new NodeSet(nodes[0]!));
      for (const node of set) {
        set.delete(node);
      }
      assert.equal(set.size, 0);
    }
  });
});
