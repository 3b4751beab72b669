// Whatever is edited, who makes and who reads a value stays true.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Graph } from "../../../src/core/ir/graph";
import { Lineage } from "../../../src/core/ir/lineage";
import type { Node } from "../../../src/core/ir/node";
import { positionsOf } from "../../../src/core/ir/positions";
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
  it("has its values in the order in which they came, and no others, while they come and go", () => {
    const graph = new Graph("g", new Lineage());
    const values = Array.from({ length: 100 }, (_, index) => graph.addValue(`v${index}`, null));
    const passed: string[] = [];
    for (const value of graph.values) {
      passed.push(value.name);
      const next = values[values.indexOf(value) + 1];
      if (next !== undefined) {
        graph.removeValue(next);
        graph.removeValue(next);
      }
    }
    const even = values.filter((_, index) => index % 2 === 0);
    const names = even.map(({ name }) => name);
    assert.deepEqual(passed, names);
    values.slice(0, 80).forEach((value) => graph.removeValue(value));
    const last = graph.addValue("last", null);
    assert.deepEqual([...graph.values], [...even.slice(40), last]);
    assert.equal(graph.values.size, 11);
    assert.ok(graph.values.has(last) && !graph.values.has(values[0]!) && values[0]!.graph === null);
    const other = new Graph("other", new Lineage());
    const node = other.insert({ name: "n", op: OP, inputs: [], outputs: [] });
    other.absorb(graph, node);
    assert.deepEqual([graph.values.size, [...graph.values].length, other.values.size], [0, 0, 11]);
  });

  it("keeps producers and uses true through any edits", () => {
    const edit = fc.record({ kind: fc.integer({ min: 0, max: 3 }), a: fc.nat(50), b: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), (edits) => {
        const graph = new Graph("g", new Lineage());
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

  it("keeps the order of its nodes through any edits", () => {
    const edit = fc.record({ kind: fc.integer({ min: 0, max: 4 }), a: fc.nat(1000), b: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 200 }), (edits) => {
        const graph = new Graph("g", new Lineage());
        const expected: Node[] = [];
        const spec = (index: number) => ({ name: `n${index}`, op: OP, inputs: [], outputs: [] });
        edits.forEach(({ kind, a, b }, index) => {
          const at = a % (expected.length + 1);
          if (kind <= 1 || expected.length === 0) {
            // Mostly at the same place, where numbers between two others run out.
            const position = kind === 0 ? Math.min(1, expected.length) : at;
            expected.splice(position, 0, graph.insert(spec(index), expected[position]));
          } else if (kind === 2) {
            graph.remove(expected[at % expected.length]!);
            expected.splice(at % expected.length, 1);
          } else if (kind === 3) {
            expected[at % expected.length] = graph.replace(expected[at % expected.length]!, spec(index));
          } else {
            expected.reverse();
            graph.reorder(expected);
          }
          if (b % 3 === 0) {
            assert.deepEqual(graph.nodes, expected);
          }
          const some = expected.filter((_, position) => (position + b) % 3 === 0);
          assert.equal(graph.firstOf([...some].reverse()), some[0] ?? null);
          const middle = expected[b % (expected.length || 1)];
          assert.equal(middle?.next ?? null, expected[(b % (expected.length || 1)) + 1] ?? null);
        });
        assert.deepEqual(graph.nodes, expected);
      }),
    );
  });

  it("knows where a node with very many inputs reads a value", () => {
    const graph = new Graph("g", new Lineage());
    const values = Array.from({ length: 100 }, (_, index) => graph.addValue(`v${index}`, null));
    const [first, second] = values as [Value, Value];
    const node = graph.insert({ name: "n", op: OP, inputs: [...values, first], outputs: [] });
    assert.deepEqual(positionsOf(node.inputs, first), [0, 100]);
    graph.replaceUses(first, second);
    assert.deepEqual([positionsOf(node.inputs, first), positionsOf(node.inputs, second)], [[], [0, 1, 100]]);
    assert.deepEqual([first.uses.size, second.uses.size], [0, 1]);
    graph.setInput(node, 1, first);
    graph.setInput(node, 103, second);
    assert.deepEqual([positionsOf(node.inputs, first), positionsOf(node.inputs, second)], [[1], [0, 100, 103]]);
    assert.deepEqual(node.inputs.slice(101), [null, null, second]);
    check(graph);
  });

  it("knows its inputs and outputs", () => {
    const graph = new Graph("g", new Lineage());
    const [a, b, c] = ["a", "b", "c"].map((name) => graph.addValue(name, null)) as [Value, Value, Value];
    graph.setInputs([a, b, a]);
    assert.deepEqual([graph.isInput(a), graph.isInput(c)], [true, false]);
    graph.removeInput(a);
    assert.equal(graph.isInput(a), false);
    graph.addInput(a);
    graph.addInput(c);
    assert.deepEqual(graph.inputs, [b, a, c]);
    graph.setOutputs([a, b]);
    graph.replaceOutput(1, a);
    assert.deepEqual([graph.isOutput(b), graph.outputs], [false, [a, a]]);
    graph.replaceOutput(0, c);
    assert.deepEqual([graph.isOutput(a), graph.isOutput(c)], [true, true]);
  });

  it("counts a node of a nested graph as the one that holds it", () => {
    const graph = new Graph("outer", new Lineage());
    const nested = new Graph("inner", new Lineage());
    const x = graph.addValue("x", null);
    nested.insert({ name: "reader", op: OP, inputs: [x], outputs: [] });
    graph.insert({ name: "before", op: OP, inputs: [], outputs: [] });
    const attributes = new Map([["body", { kind: "graphs", value: [nested] } as const]]);
    const holder = graph.insert({ name: "holder", op: OP, inputs: [], outputs: [], attributes });
    graph.insert({ name: "behind", op: OP, inputs: [x], outputs: [] });
    assert.equal(graph.firstOf(x.uses), holder);
  });

  it("does not let go of what is in use", () => {
    const graph = new Graph("g", new Lineage());
    const x = graph.addValue("x", null);
    const y = graph.addValue("y", null);
    const node = graph.insert({ name: "n", op: OP, inputs: [x], outputs: [y] });
    graph.setOutputs([y]);
    assert.throws(() => graph.remove(node), /is in use/);
    assert.throws(() => graph.removeValue(x), /still in use/);
    graph.setOutputs([]);
    graph.remove(node);
    graph.removeValue(x);
    assert.equal(graph.values.size, 0);
  });

  it("has the maker of a value make another, which is read in its place", () => {
    const graph = new Graph("g", new Lineage());
    const [sum, output, other] = ["sum", "output", "other"].map((name) => graph.addValue(name, null)) as [
      Value,
      Value,
      Value,
    ];
    const maker = graph.insert({ name: "maker", op: OP, inputs: [], outputs: [other, sum] });
    const reader = graph.insert({ name: "reader", op: OP, inputs: [sum, sum], outputs: [] });
    graph.supplant(sum, output);
    assert.deepEqual([maker.outputs, reader.inputs, output.producer], [[other, output], [output, output], maker]);
    assert.deepEqual([[...graph.values], sum.graph, [...output.uses]], [[output, other], null, [reader]]);
  });

  it("lets go of a node and of what it made, but for what others are to make", () => {
    const graph = new Graph("g", new Lineage());
    const [x, kept, gone] = ["x", "kept", "gone"].map((name) => graph.addValue(name, null)) as [Value, Value, Value];
    graph.setInputs([x]);
    const node = graph.insert({ name: "n", op: OP, inputs: [x], outputs: [kept, gone] });
    const reader = graph.insert({ name: "reader", op: OP, inputs: [kept], outputs: [] });
    graph.release(node, new Set([kept]));
    assert.deepEqual([[...graph.values], kept.producer, [...kept.uses], x.uses.size], [[x, kept], null, [reader], 0]);
    assert.throws(() => graph.dropInput(kept), /still in use/);
    graph.dropInput(x);
    assert.deepEqual([graph.inputs, [...graph.values]], [[], [kept]]);
  });

  it("keeps control edges on both ends", () => {
    const graph = new Graph("g", new Lineage());
    const [a, b] = ["a", "b"].map((name) => graph.insert({ name, op: OP, inputs: [], outputs: [] })) as [Node, Node];
    graph.addControlInputs(b, [a]);
    assert.deepEqual([[...a.controlUses], [...b.controlInputs]], [[b], [a]]);
    graph.remove(a);
    assert.deepEqual([...b.controlInputs], []);
  });
});
