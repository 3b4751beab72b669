// The invariants of a graph. A reader may find files that break some; a transform may not break any more.
import type { Meaning } from "./dialect";
import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Node } from "./node";
import { scaleShape } from "./quantization";
import { denseBytes, elementCount } from "./dtype";
import { rootGraphs } from "./model";
import { contains } from "./positions";
import { isSparse } from "./sparse";
import type { Value } from "./value";

export type Invariant =
  | "every value read is made, given or constant"
  | "every value is made once"
  | "uses and producers agree with the nodes"
  | "nodes stand after what they read"
  | "names are unique"
  | "graph outputs exist"
  | "constants have the bytes their shape needs"
  | "scales match the quantized axis";

export interface Violation {
  readonly invariant: Invariant;
  readonly subject: string;
}

export function verify(model: Model): Violation[] {
  const violations: Violation[] = [];
  for (const graph of rootGraphs(model)) {
    verifyGraph(graph, new Set(), model.dialect, violations);
  }
  return violations;
}

/** What the second model breaks that the first did not. */
export function newViolations(before: Model, after: Model): Violation[] {
  const found = verify(after);
  if (found.length === 0) {
    return found;
  }
  const known = new Set(verify(before).map(keyOf));
  return found.filter((violation) => !known.has(keyOf(violation)));
}

function keyOf(violation: Violation): string {
  return `${violation.invariant}\n${violation.subject}`;
}

/** @param visible What is made or given before the graph, which has all of its own values taken out again in the end. */
function verifyGraph(graph: Graph, visible: Set<Value>, dialect: Meaning, violations: Violation[]): void {
  const report = (invariant: Invariant, subject: string) => violations.push({ invariant, subject });
  const names = new Set<string>();
  for (const value of graph.values) {
    const given = value.producer === null;
    if (given && (value.constant !== null || graph.isInput(value))) {
      visible.add(value);
    }
    if (dialect.uniqueNames && value.name !== "" && names.has(value.name)) {
      report("names are unique", value.name);
    }
    names.add(value.name);
    verifyConstant(value, report);
  }
  if (!dialect.ordered) {
    graph.nodes.forEach((node) => node.outputs.forEach((output) => output !== null && visible.add(output)));
  }
  const made = new Set<Value>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      if (input === null) {
        continue;
      }
      if (!visible.has(input)) {
        const later = input.producer?.graph === graph;
        report(later ? "nodes stand after what they read" : "every value read is made, given or constant", input.name);
      }
      if (!input.uses.has(node)) {
        report("uses and producers agree with the nodes", input.name);
      }
    }
    for (const nested of node.nested) {
      verifyGraph(nested, visible, dialect, violations);
    }
    for (const output of node.outputs) {
      if (output === null) {
        continue;
      }
      if (made.has(output)) {
        report("every value is made once", output.name);
      }
      if (output.producer !== node || output.graph !== graph) {
        report("uses and producers agree with the nodes", output.name);
      }
      made.add(output);
      visible.add(output);
    }
  }
  for (const value of graph.values) {
    for (const user of value.uses) {
      if (!isAlive(user) || !contains(user.inputs, value)) {
        report("uses and producers agree with the nodes", value.name);
      }
    }
  }
  for (const output of graph.outputs) {
    if (!visible.has(output)) {
      report("graph outputs exist", output.name);
    }
  }
  graph.values.forEach((value) => visible.delete(value));
}

function isAlive(node: Node): boolean {
  return node.graph !== null && node.graph.first !== null;
}

function verifyConstant(value: Value, report: (invariant: Invariant, subject: string) => void): void {
  const { constant, quantization } = value;
  if (constant !== null && constant.storage.location === "memory" && !isSparse(constant.storage)) {
    const expected = denseBytes(constant.dtype, elementCount(constant.shape));
    if (!Number.isNaN(expected) && constant.storage.storedBytes !== expected) {
      report("constants have the bytes their shape needs", value.name);
    }
  }
  if (quantization !== null && constant !== null && quantization.axis !== null && quantization.scale.length > 1) {
    if (elementCount(scaleShape(constant.shape, quantization)) !== quantization.scale.length) {
      report("scales match the quantized axis", value.name);
    }
  }
}
