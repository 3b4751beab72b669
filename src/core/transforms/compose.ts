// Two nodes in a row of which one can do what both do, such as transposes and slices.
import type { Graph } from "../ir/graph";
import type { EditableModel } from "../ir/model";
import { nameOf, type Node } from "../ir/node";
import type { Value } from "../ir/value";
import { FixedParts } from "./fixed-parts";
import { Facts } from "./fold/facts";
import { removeOrphans } from "./fold/orphans";
import type { Change } from "./transform";

/** @param operators Those that may go; none: all. */
export async function composeAll(
  model: EditableModel,
  graphs: readonly Graph[],
  operators: readonly string[],
  changes: Change[],
): Promise<void> {
  const { compose } = model.dialect;
  if (compose === null) {
    return;
  }
  const { isOutput, isFixed } = new Facts(model);
  const { pinned, ambiguous } = new FixedParts(model);
  const isNamed = (part: Node | Value | null) => part !== null && (pinned.has(part) || ambiguous.has(part.name));
  for (const graph of graphs) {
    for (const second of graph.nodes) {
      const between = second.inputs[0] ?? null;
      const first = between?.producer ?? null;
      if (
        between === null ||
        second.graph !== graph ||
        first?.graph !== graph ||
        first === second ||
        first.inputs[0] == null ||
        between.uses.size > 1 ||
        second.inputs.includes(between, 1) ||
        first.outputs.some(
          (other) => other !== null && other !== between && (other.uses.size > 0 || isOutput(other)),
        ) ||
        isOutput(between) ||
        [first, second, between, ...second.outputs].some(isNamed) ||
        (operators.length > 0 && !operators.includes(first.op.name))
      ) {
        continue;
      }
      const settings = [first, second].flatMap(({ inputs }) => inputs.slice(1).filter((input) => input !== null));
      if (settings.every(isFixed) && (await compose(model, graph, first, second))) {
        changes.push({ kind: "removed", subject: nameOf(first), bytesBefore: 0, bytesAfter: 0 });
        graph.passOn(first, second);
        graph.remove(first);
        const unread = settings.filter(({ uses }) => uses.size === 0);
        removeOrphans(model, unread, isOutput, changes);
      }
    }
  }
}
