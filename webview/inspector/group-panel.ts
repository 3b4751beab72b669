// What a group holds and costs, and the operators in it.
import { bytesText, counted, exactCount, shareText } from "../../src/protocol/numbers";
import type { GroupTree } from "../../src/drawing/groups/group-tree";
import { element } from "../look/elements";
import { link, list, row } from "./rows";

/** Rows of a list; what is more is counted. */
const MOST_ROWS = 40;

export interface GroupPanelActions {
  goToGroup(group: number): void;
  /** Opens a closed group, and closes an open one. */
  toggleGroup(group: number): void;
}

export function groupPanel(tree: GroupTree, group: number, isOpen: boolean, actions: GroupPanelActions): HTMLElement[] {
  const around = tree.upFrom(tree.parents[group]!).reverse();
  const toggle = element("button", { type: "button", class: "secondary" }, isOpen ? "Collapse" : "Expand");
  toggle.addEventListener("click", () => actions.toggleGroup(group));
  const groupLink = (each: number) => link(tree.title(each), tree.title(each), () => actions.goToGroup(each));
  const path = around.flatMap((each, index) => [index === 0 ? ", in " : " › ", groupLink(each)]);
  const alike = tree.alike[group]!;
  return [
    element("h2", {}, tree.title(group)),
    element("p", { class: "dim" }, `Group of ${counted(tree.nodeCounts[group]!, "node")}`, ...path),
    ...(alike > 1
      ? [element("p", {}, `It is one of ${exactCount(alike)} with the same operators in the same order.`)]
      : []),
    element("p", {}, toggle),
    ...list("Cost", costRows(tree, group), 0),
    ...limited("Operators", operatorRows(tree, group)),
    ...limited(
      "Groups",
      tree.inside(group).map((each) => {
        const { nodes, parameters } = tree.sums(each);
        const held = parameters === 0 ? "" : `, ${counted(parameters, "parameter")}`;
        return row(groupLink(each), `${counted(nodes, "node")}${held}`);
      }),
    ),
  ];
}

function costRows(tree: GroupTree, group: number): HTMLElement[] {
  const { parameters, bytes, share, macs, unknownMacs, activationBytes, unknownActivations } = tree.sums(group);
  const known = (amount: number, text: string, unknown: number) =>
    unknown === 0 ? text : amount === 0 ? "unknown" : `at least ${text}`;
  return [
    row("multiply-accumulates", known(macs, exactCount(macs), unknownMacs)),
    row("activations", known(activationBytes, bytesText(activationBytes), unknownActivations)),
    ...(parameters === 0
      ? []
      : [row("parameters", `${exactCount(parameters)}, ${bytesText(bytes)}`, `${shareText(share)} of all`)]),
  ];
}

/** The most frequent ones first. */
function operatorRows(tree: GroupTree, group: number): HTMLElement[] {
  const operators = new Map<string, { nodes: number; parameters: number }>();
  for (const node of tree.nodesIn(group)) {
    const { operator, parameters } = tree.graph.nodes[node]!;
    const known = operators.get(operator) ?? { nodes: 0, parameters: 0 };
    operators.set(operator, { nodes: known.nodes + 1, parameters: known.parameters + parameters });
  }
  return [...operators]
    .sort(([a, one], [b, other]) => other.nodes - one.nodes || (a < b ? -1 : 1))
    .map(([operator, { nodes, parameters }]) => {
      const held = parameters === 0 ? "" : `, ${counted(parameters, "parameter")}`;
      return row(operator, `${exactCount(nodes)}${held}`);
    });
}

function limited(title: string, rows: readonly HTMLElement[]): HTMLElement[] {
  return list(title, rows.slice(0, MOST_ROWS), Math.max(0, rows.length - MOST_ROWS));
}
