// Takes out the nodes of a graph that what is wanted of it does not need, and the values that go with them.
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { allNodes } from "../../ir/walk";
import type { Change } from "../transform";

export function sweep(model: EditableModel, graph: Graph, wanted: ReadonlySet<Value>, changes: Change[]): void {
  const { dialect } = model;
  const kept = new Set<Node>();
  const pending: Node[] = [];
  const keep = (node: Node | null | undefined) => {
    if (node != null && !kept.has(node)) {
      kept.add(node);
      pending.push(node);
    }
  };
  for (const value of graph.values) {
    if (wanted.has(value)) {
      keep(value.producer);
    }
  }
  if (dialect.ordered) {
    // In these formats a node runs even if nothing reads its result: it may be there for its effect.
    graph.nodes.filter((node) => dialect.role(node) === "sideEffect" || node.outputs.length === 0).forEach(keep);
  }
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    node.inputs.forEach((input) => keep(input?.producer));
    node.controlInputs.forEach(keep);
    for (const inner of node.nested.flatMap((nested) => [...allNodes(nested)])) {
      inner.inputs.forEach((input) => input?.producer?.graph === graph && keep(input.producer));
    }
    node.nested.forEach((nested) =>
      nested.outputs.forEach((value) => value.producer?.graph === graph && keep(value.producer)),
    );
  }
  const removed = graph.nodes.filter((node) => !kept.has(node));
  for (const node of removed) {
    const bytes = node.outputs.reduce((sum, output) => sum + (output?.constant?.storage.storedBytes ?? 0), 0);
    changes.push({ kind: "removed", subject: node.name, bytesBefore: bytes, bytesAfter: 0 });
    graph.detach(node);
  }
  removeUnusedValues(model, graph, removed, wanted, changes);
}

/** Values nobody makes, reads or declares any more. */
function removeUnusedValues(
  model: EditableModel,
  graph: Graph,
  removed: readonly Node[],
  wanted: ReadonlySet<Value>,
  changes: Change[],
): void {
  const made = new Set(removed.flatMap((node) => node.outputs));
  if (model.dialect.constantsAreInputs) {
    graph.setInputs(
      graph.inputs.filter((value) => value.constant === null || value.uses.size > 0 || graph.isOutput(value)),
    );
  }
  const mentioned = new Set<Value>([...graph.inputs, ...graph.outputs]);
  graph.nodes.forEach((node) => node.attached.forEach((value) => mentioned.add(value)));
  const isUnused = (value: Value) =>
    value.producer === null && value.uses.size === 0 && !wanted.has(value) && !mentioned.has(value);
  for (const value of graph.values) {
    if (!isUnused(value)) {
      value.attached.forEach((each) => mentioned.add(each));
    }
  }
  for (const value of [...graph.values].filter(isUnused)) {
    if (!made.has(value)) {
      const bytes = value.constant?.storage.storedBytes ?? 0;
      changes.push({ kind: "removed", subject: value.name, bytesBefore: bytes, bytesAfter: 0 });
    }
    graph.removeValue(value);
  }
}
