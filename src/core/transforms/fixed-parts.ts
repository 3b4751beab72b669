// What other parts of a file name, so that it has to keep its name and its maker.
import type { EditableModel } from "../ir/model";
import type { Node } from "../ir/node";
import type { Value } from "../ir/value";
import { allGraphs, withNested } from "../ir/walk";

export class FixedParts {
  readonly declared: ReadonlySet<Value>;
  readonly attached: ReadonlySet<Value>;
  readonly ambiguous: ReadonlySet<string>;
  /** With the reasons. */
  readonly pinned: ReadonlyMap<Node | Value, string>;

  constructor(model: EditableModel) {
    this.declared = interfaceValues(model);
    this.attached = attachedValues(model);
    this.ambiguous = ambiguousNames(model);
    this.pinned = model.dialect.pinned(model);
  }
}

/** The inputs and outputs of the model, its signatures and all its graphs. */
function interfaceValues(model: EditableModel): Set<Value> {
  const { inputs, outputs } = model.dialect.endpoints(model);
  const found = new Set([...inputs, ...outputs].map(({ value }) => value));
  for (const signature of model.signatures) {
    [...signature.inputs, ...signature.outputs].forEach(({ value }) => found.add(value));
  }
  for (const graph of allGraphs(model)) {
    graph.outputs.forEach((value) => found.add(value));
    graph.inputs
      .filter(({ constant }) => constant === null || !model.dialect.constantsAreInputs)
      .forEach((value) => found.add(value));
  }
  return found;
}

/** Values that describe others without being read by a node. */
function attachedValues(model: EditableModel): Set<Value> {
  const found = new Set<Value>();
  for (const graph of allGraphs(model)) {
    graph.values.forEach((value) => value.attached.forEach((each) => found.add(each)));
    graph.nodes.forEach((node) => node.attached.forEach((each) => found.add(each)));
  }
  return found;
}

/** Names that several values have, of one graph or of different ones: where nodes name what they read, they may mean either. */
function ambiguousNames(model: EditableModel): Set<string> {
  const names = new Set<string>();
  const repeated = new Set<string>();
  if (model.dialect.uniqueNames) {
    for (const graph of model.graphs.flatMap((each) => [...withNested(each)])) {
      for (const { name } of graph.values) {
        (names.has(name) ? repeated : names).add(name);
      }
    }
  }
  return repeated;
}
