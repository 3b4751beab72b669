// Whatever is edited, who makes and who reads a value stays true.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Graph } from "../../../src/core/ir/graph";
import type { Node } from "../../../src/core/ir/node";
import type { Value } from "../../../src/core/ir/value";

const OP = { domain: "", name: "Op", version: null };

function check(graph: Graph): void {
  const readers = new Map<Value, Set<Node>>([...graph.values].map((value) => [value, new Set<Node>()]));
  for (const node of graph.nodes) {
    assert.equal(node.graph, graph);
    node.inputs.forEach((input) => input !== null && readers.get(input)!.add(node));
    node.outputs.forEach((output) => assert.equal(output!.producer, node));
  }
  for (const [value, expected] of readers) {
    assert.deepEqual([...value.uses].map(({ name }) => name).sort(), [...expected].map(({ name }) => name).sort());
  }
}

describe("a graph", () => {
  it("keeps producers and uses true through any edits", () => {
    const edit = fc.record({ kind: fc.integer({ min: 0, max: 3 }), a: fc.nat(50), b: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), (edits) => {
        const graph = new Graph("g");
        graph.addValue("x", null);
        edits.forEach(({ kind, a, b }, index) => {
          const values = [...graph.values];
          const nodes = graph.nodes;
          const value = (at: number) => values[at % values.length]!;
          if (kind === 0 || nodes.length === 0) {
            const output = graph.addValue(`v${index}`, null);
            graph.insert({ name: `n${index}`, op: OP, inputs: [value(a), value(b)], outputs: [output] });
          } else if (kind === 1) {
            graph.setInput(nodes[a % nodes.length]!, b % 2, b % 5 === 0 ? null : value(b));
          } else if (kind === 2) {
            graph.replaceUses(value(a), value(b));
          } else {
            const node = nodes[a % nodes.length]!;
            if (node.outputs.every((output) => output!.uses.size === 0)) {
              graph.remove(node);
            } else {
              assert.throws(() => graph.remove(node), /is in use/);
            }
          }
          check(graph);
        });
      }),
    );
  });

  it("does not let go of what is in use", () => {
    const graph = new Graph("g");
    const x = graph.addValue("x", null);
    const y = graph.addValue("y", null);
    const node = graph.insert({ name: "n", op: OP, inputs: [x], outputs: [y] });
    graph.outputs = [y];
    assert.throws(() => graph.remove(node), /is in use/);
    assert.throws(() => graph.removeValue(x), /still in use/);
    graph.outputs = [];
    graph.remove(node);
    graph.removeValue(x);
    assert.equal(graph.values.size, 0);
  });

  it("keeps control edges on both ends", () => {
    const graph = new Graph("g");
    const [a, b] = ["a", "b"].map((name) => graph.insert({ name, op: OP, inputs: [], outputs: [] })) as [Node, Node];
    graph.setControlInputs(b, [a]);
    assert.deepEqual([[...a.controlUses], b.controlInputs], [[b], [a]]);
    graph.remove(a);
    assert.deepEqual(b.controlInputs, []);
  });
});
