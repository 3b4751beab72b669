// Inputs and outputs of a graph that declares none: where data comes in, and what nothing consumes, without what is
// only there for training, saving or checking.
import { Marks } from "../../ir/columns";
import type { Endpoint, Endpoints } from "../../ir/dialect";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { ancestorsOf } from "../../ir/walk";
import { allOutputs } from "./outputs";
import { purposeOf, rowOf } from "./operators";
import { Savers } from "./savers";

export function inferEndpoints(model: Model): Endpoints {
  const graph = model.graphs[0]!;
  const { nodes } = model.lineage;
  const savers = new Savers(model, graph);
  const leftOut: { name: string; reason: string }[] = [];
  const candidates = graph.nodes.filter((node) => {
    if (usesOf(node) > 0) {
      return false;
    }
    const reason = savers.isEnd(node) ? "saves or restores variables" : whyNoOutput(node);
    if (reason !== null) {
      leftOut.push({ name: node.name, reason });
    }
    return reason === null;
  });
  const fileNames = savers.fileNames(candidates);
  const sources = graph.nodes.filter((node) => isSource(node) && !fileNames.has(node));
  // Of one there is nothing to choose, and these look at the whole graph.
  const results =
    candidates.length < 2
      ? candidates
      : withoutWaitedFor(withoutLeftovers(candidates, sources, leftOut, nodes), leftOut, nodes);
  const outputs = results.flatMap((node) => resultsOf(model, node));
  const needed = ancestorsOf(
    outputs.map(({ value }) => value),
    new Marks<Node>(nodes),
  );
  const inputs: Endpoint[] = [];
  for (const node of sources) {
    if (outputs.length > 0 && !needed.has(node)) {
      leftOut.push({
        name: node.name,
        reason: node.controlUses.size + usesOf(node) === 0 ? "nothing reads it" : "no output needs it",
      });
    } else {
      sourceEndpoints(node).forEach((each) => inputs.push(each));
    }
  }
  for (const node of fileNames) {
    if (isSource(node)) {
      leftOut.push({ name: node.name, reason: "names a file that variables are saved in" });
    }
  }
  graph.values.forEach((value) => {
    if (value.producer === null && value.readers !== null && value.uses.size > 0) {
      inputs.push(endpoint(value, value.name, "read by the graph, but no node makes it"));
    }
  });
  return { inputs, outputs, leftOut };
}

type LeftOut = { readonly name: string; readonly reason: string }[];

/**
 * A result that no data leads to is a leftover, unless the graph has no other kind.
 * @param nodes How many numbers of nodes there are; below too.
 */
function withoutLeftovers(
  candidates: readonly Node[],
  sources: readonly Node[],
  leftOut: LeftOut,
  nodes: number,
): readonly Node[] {
  const fed = reachableFrom(sources, nodes);
  const led = candidates.filter((node) => fed.has(node));
  if (led.length === 0) {
    return candidates;
  }
  candidates.forEach((node) => !fed.has(node) && leftOut.push({ name: node.name, reason: "no input leads to it" }));
  return led;
}

/** Nodes that only others wait for are no results, unless those others lead to none. */
function withoutWaitedFor(candidates: readonly Node[], leftOut: LeftOut, nodes: number): readonly Node[] {
  const before = ancestorsOf(
    candidates.flatMap(({ inputs, controlInputs }) => [
      ...inputs.filter((value) => value !== null),
      ...[...controlInputs].flatMap(({ outputs: [first] }) => first ?? []),
    ]),
    new Marks<Node>(nodes),
  );
  const results = candidates.filter((node) => !before.has(node));
  if (results.length === 0) {
    return candidates;
  }
  candidates.forEach(
    (node) => before.has(node) && leftOut.push({ name: node.name, reason: "others only wait for it" }),
  );
  return results;
}

/** Of a normalization the result alone: the statistics beside it are for training. */
function resultsOf(model: Model, node: Node): Endpoint[] {
  const results = rowOf(node).role === "normalization" ? [node.outputs[0]!] : allOutputs(model, node);
  return node.op.name === "_Retval"
    ? results.map((value) => endpoint(value, node.inputs[0]?.name ?? node.name, "returned by the function"))
    : results.map((value) => endpoint(value, value.name, "nothing consumes it"));
}

function isSource(node: Node): boolean {
  return rowOf(node).role === "input" || node.op.name === "PlaceholderWithDefault";
}

function sourceEndpoints(node: Node): Endpoint[] {
  const reason = node.op.name.startsWith("Placeholder")
    ? node.op.name === "PlaceholderWithDefault"
      ? "a placeholder with a default"
      : "a placeholder"
    : `a source of data (${node.op.name})`;
  return node.outputs
    .filter((output) => output !== null)
    .filter((output, index) => index === 0 || output.uses.size > 0)
    .map((output) => endpoint(output, output.name, reason));
}

/** Why a node that nothing consumes is still no result of the model; null where it is one. */
function whyNoOutput(node: Node): string | null {
  const { role } = rowOf(node);
  if (role === "constant") {
    return "a constant";
  }
  if (role === "variable") {
    return "a variable";
  }
  if (role === "sideEffect") {
    return purposeOf(node.op.name);
  }
  if (isSource(node)) {
    return "nothing reads it";
  }
  if (isGradient(node)) {
    return "a gradient: left over from training";
  }
  if (readsVariableOnly(node)) {
    return "only reads a variable";
  }
  if (/^(Switch|_SwitchN|Enter|LoopCond)$/.test(node.op.name)) {
    return "a branch that is not taken up";
  }
  return null;
}

/** TensorFlow's automatic differentiation puts everything it makes under this scope. */
function isGradient(node: Node): boolean {
  return /(^|\/)gradients(_\d+)?\//.test(node.name);
}

function readsVariableOnly(node: Node): boolean {
  const { role } = rowOf(node);
  const from = node.inputs[0]?.producer;
  return role === "identity" && node.inputs.length === 1 && from != null && rowOf(from).role === "variable";
}

function usesOf(node: Node): number {
  return node.outputs.reduce((sum, output) => sum + (output?.uses.size ?? 0), 0);
}

function reachableFrom(start: readonly Node[], nodes: number): Pick<Marks<Node>, "has"> {
  const seen = new Marks<Node>(nodes);
  const pending: Node[] = [];
  const add = (node: Node) => {
    if (!seen.has(node)) {
      seen.add(node);
      pending.push(node);
    }
  };
  start.forEach(add);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    node.outputs.forEach((output) => output?.uses.forEach(add));
    node.controlUses.forEach(add);
  }
  return seen;
}

function endpoint(value: Value, name: string, reason: string): Endpoint {
  return { value, name, type: value.type, reason, signature: null, graph: null };
}
