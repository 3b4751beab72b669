// What is told of a node that only the model has that this one is compared with.
import type { Ghosts, ViewGraph } from "../../src/protocol/messages";
import { bytesText, exactCount } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { list, row } from "./rows";

/**
 * @param node Its position in the graph, which has them behind its own nodes. @param other What that model is called.
 * @param link To a node of the graph.
 */
export function removedPanel(
  ghosts: Ghosts,
  node: number,
  graph: ViewGraph,
  other: string,
  link: (to: number) => HTMLElement,
): HTMLElement[] {
  const { name, operator, parameters, bytes } = ghosts.nodes[node - ghosts.among]!;
  const rows = (title: string, nodes: readonly number[]) =>
    list(
      title,
      nodes.map((each) => row(graph.nodes[each]!.operator || graph.nodes[each]!.kind, link(each))),
      0,
    );
  const held = parameters === 0 ? [] : [row("parameters", `${exactCount(parameters)}, ${bytesText(bytes)}`)];
  return [
    element("h2", {}, name),
    element("p", { class: "dim" }, operator),
    element("p", {}, `Removed: only ${other} has it.`),
    ...list("Cost", held, 0),
    ...rows("Inputs", endsOf(ghosts, node, 1)),
    ...rows("Outputs", endsOf(ghosts, node, 0)),
  ];
}

/** The other ends of edges. @param side Which end of them the node is. */
function endsOf({ edges }: Ghosts, node: number, side: 0 | 1): number[] {
  const ends: number[] = [];
  for (let edge = 0; edge < edges.length; edge += 2) {
    if (edges[edge + side] === node) {
      ends.push(edges[edge + 1 - side]!);
    }
  }
  return ends;
}
