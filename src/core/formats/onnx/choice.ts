// If: the graphs it chooses between are nested in it and read what is around them, so that the nodes of one can stand
// where the node stood.
import type { Choice } from "../../ir/folding";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { repeatedNames, uniqueName } from "../../ir/names";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { allGraphs, withNested } from "../../ir/walk";
import { pinned } from "./pinned";

export function choiceOf(model: Model, graph: Graph, node: Node): Choice | null {
  const [condition] = node.inputs;
  const [yes, no] = [branchOf(node, "then_branch"), branchOf(node, "else_branch")];
  if (node.op.domain !== "" || node.op.name !== "If" || condition == null || yes === null || no === null) {
    return null;
  }
  return {
    condition,
    take(isTrue) {
      const [taken, left] = isTrue ? [yes, no] : [no, yes];
      const obstacle = obstacleTo(model, node, taken, left);
      if (obstacle === null) {
        inline(model, graph, node, taken, left);
      }
      return obstacle;
    },
  };
}

function branchOf(node: Node, name: string): Graph | null {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "graphs" && attribute.value.length === 1 ? attribute.value[0]! : null;
}

function obstacleTo(model: Model, node: Node, taken: Graph, left: Graph): string | null {
  if (taken.inputs.length > 0 || taken.outputs.length !== node.outputs.length) {
    return "its branch does not make what it makes";
  }
  if (repeatedNames(taken).size > 0) {
    return "a name in its branch stands for two values";
  }
  const named = pinned(model);
  const fixed = [...taken.values].find((value) => named.has(value));
  if (fixed !== undefined) {
    return `of "${fixed.name}" in its branch ${named.get(fixed)}`;
  }
  const names = namesAround(model, taken, left);
  const stuck = [...taken.values].find((value) => names.has(value.name) && !model.dialect.isPlainConstant(value));
  return stuck === undefined ? null : `the name "${stuck.name}" is another value's around it`;
}

/** What other values of the model are called, those of the graph that goes left out. */
function namesAround(model: Model, taken: Graph, left: Graph): ReadonlySet<string> {
  const gone = new Set(withNested(left));
  const others = [...allGraphs(model)].filter((graph) => graph !== taken && !gone.has(graph));
  return new Set(others.flatMap((graph) => [...graph.values].map(({ name }) => name)));
}

function inline(model: Model, graph: Graph, node: Node, taken: Graph, left: Graph): void {
  const names = namesAround(model, taken, left);
  for (const value of taken.values) {
    if (names.has(value.name)) {
      value.name = uniqueName(model, value.name);
    }
  }
  if (model.dialect.constantsAreInputs && graph === model.graphs[0]) {
    graph.inputs.push(...[...taken.values].filter(({ constant, producer }) => constant !== null && producer === null));
  }
  const own = new Set(taken.values);
  const results = taken.outputs.splice(0);
  graph.absorb(taken, node);
  for (const [index, output] of node.outputs.entries()) {
    const result = results[index]!;
    if (output === null) {
      continue;
    }
    if (own.has(result) && result.producer !== null && !isReturned(graph, result)) {
      own.delete(result); // a second time it has the other name already, and is copied
      graph.addOutput(result.producer, result.producer.outputs.indexOf(result), output);
      graph.replaceUses(result, output);
      graph.values.delete(result);
      results.forEach((each, other) => each === result && (results[other] = output));
    } else {
      graph.insert({ name: "", op: { ...node.op, name: "Identity" }, inputs: [result], outputs: [output] }, node);
    }
    output.type ??= result.type;
  }
  graph.detach(node);
}

/** Whether a graph nested in this one returns a value of it as it is. */
function isReturned(graph: Graph, value: Value): boolean {
  return [...withNested(graph)].some(({ outputs }) => outputs.includes(value));
}
