// What a runtime would do with the model besides computing, by name and place; what is usual is folded away.
import type { EffectGroup } from "../../src/protocol/messages";
import { exactCount } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { shortName } from "../../src/drawing/names";

export type GoTo = (graph: number, node: number) => void;

export function effectElements(groups: readonly EffectGroup[], goTo: GoTo): HTMLElement[] {
  const usual = groups.filter(({ ordinary }) => ordinary);
  const others = groups.filter(({ ordinary }) => !ordinary).map((group) => effectElement(group, goTo));
  if (usual.length === 0) {
    return others;
  }
  const count = usual.reduce((sum, group) => sum + group.count, 0);
  const summary = `${exactCount(count)} ${count === 1 ? "node does" : "nodes do"} what is usual besides computing`;
  const list = usual.map((group) => effectElement(group, goTo));
  return [...others, element("details", {}, element("summary", {}, summary), ...list)];
}

/** `ReadFile reads files ("/etc/passwd"): read in main graph and 2 more` */
function effectElement({ text, names, count, first, ordinary }: EffectGroup, goTo: GoTo): HTMLElement {
  const named = names.length === 0 ? "" : ` (${names.map((name) => JSON.stringify(name)).join(", ")})`;
  const places = first.flatMap(({ node, place, at }, index) => {
    const shown = shortName(node);
    const button = element("button", { type: "button", class: "link", title: node }, shown);
    button.addEventListener("click", () => goTo(at!.graph, at!.node));
    const isLast = first[index + 1]?.place !== place;
    return [at === null ? shown : button, isLast ? ` in ${place}` : "", index < first.length - 1 ? ", " : ""];
  });
  const more = count > first.length ? ` and ${exactCount(count - first.length)} more` : "";
  return element("p", ordinary ? { class: "dim" } : {}, `${text}${named}: `, ...places, more);
}
