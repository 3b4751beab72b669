// Which places of If, Loop and Scan and of the graphs inside them have one type.
import type { BodyOutput, Tie } from "../../../ir/half-precision";
import type { Graph } from "../../../ir/graph";
import { numberAttribute, type Node } from "../../../ir/node";
import { own } from "../../../ir/own";

const WIRINGS: Readonly<Record<string, (node: Node) => Tie[] | null>> = { If: ifTies, Loop: loopTies, Scan: scanTies };

/** Null for other nodes. */
export function bodyTies(node: Node): readonly Tie[] | string | null {
  const wiring = node.op.domain === "" ? own(WIRINGS, node.op.name) : undefined;
  return wiring === undefined ? null : (wiring(node) ?? "its inputs and outputs do not fit the graphs inside");
}

function ifTies(node: Node): Tie[] | null {
  const [then, otherwise] = [body(node, "then_branch"), body(node, "else_branch")];
  const count = node.outputs.length;
  if (then?.outputs.length !== count || otherwise?.outputs.length !== count) {
    return null;
  }
  return range(count).map((index) => tie({ outputs: [index], bodyOutputs: [at(then, index), at(otherwise, index)] }));
}

/** Inputs: how often, while what, what is carried. The body is given the turn in place of the first. */
function loopTies(node: Node): Tie[] | null {
  const graph = body(node, "body");
  const carried = node.inputs.length - 2;
  const collected = node.outputs.length - carried;
  if (graph?.inputs.length !== carried + 2 || graph.outputs.length !== 1 + carried + collected || collected < 0) {
    return null;
  }
  return [
    ...range(carried).map((index) =>
      tie({
        inputs: [index + 2],
        bodyInputs: [graph.inputs[index + 2]!],
        bodyOutputs: [at(graph, index + 1)],
        outputs: [index],
      }),
    ),
    ...range(collected).map((index) =>
      tie({ outputs: [carried + index], bodyOutputs: [at(graph, 1 + carried + index)] }),
    ),
  ];
}

/** What is carried, then what is scanned; until opset 9 the lengths of sequences stood before. */
function scanTies(node: Node): Tie[] | null {
  const graph = body(node, "body");
  const first = (node.op.version ?? 0) < 9 ? 1 : 0;
  const given = node.inputs.length - first;
  const carried = given - numberAttribute(node, "num_scan_inputs", 0);
  const count = node.outputs.length;
  if (graph?.inputs.length !== given || graph.outputs.length !== count || carried < 0 || carried > count) {
    return null;
  }
  return [
    ...range(given).map((index) =>
      tie({
        inputs: [first + index],
        bodyInputs: [graph.inputs[index]!],
        ...(index < carried ? { bodyOutputs: [at(graph, index)], outputs: [index] } : {}),
      }),
    ),
    ...range(count - carried).map((index) =>
      tie({ outputs: [carried + index], bodyOutputs: [at(graph, carried + index)] }),
    ),
  ];
}

export function tie(places: Partial<Tie>): Tie {
  return { inputs: [], outputs: [], bodyInputs: [], bodyOutputs: [], obstacle: null, ...places };
}

function at(graph: Graph, index: number): BodyOutput {
  return { graph, index };
}

function body(node: Node, name: string): Graph | null {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "graphs" && attribute.value.length === 1 ? attribute.value[0]! : null;
}

export function range(count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => index);
}
