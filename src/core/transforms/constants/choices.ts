// Nodes that choose between two graphs by a condition that is known: what they choose takes their place.
import { Refusal } from "../../ir/folding";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import { nameOf, type Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { withNested } from "../../ir/walk";
import { removeOrphans } from "../fold/orphans";
import type { Change } from "../transform";
import type { Evaluator } from "./evaluator";
import type { KnownValues } from "./known-values";

/** @returns why nodes whose condition is known stay all the same. */
export async function takeChoices(
  model: EditableModel,
  known: KnownValues,
  evaluator: Evaluator,
  changes: Change[],
): Promise<Map<Node, string>> {
  const left = new Map<Node, string>();
  const choices = model.dialect.folding.choices(model);
  for (const [index, node] of known.nodes.entries()) {
    await evaluator.context.progress(index, known.nodes.length);
    if (known.isExcluded(node)) {
      continue;
    }
    const graph = node.graph;
    const choice = graph === null ? null : choices.of(graph, node);
    const condition = choice === null ? null : known.of(choice.condition);
    if (condition?.dtype !== "bool") {
      continue;
    }
    try {
      const elements = await evaluator.elementsOf(condition);
      if (elements?.length === 1) {
        const read = [choice!.condition, ...captured(node)];
        const reason = isMadeBehind(graph!, node, read) ? MADE_BEHIND : choice!.take(elements[0] !== 0);
        if (reason === null) {
          changes.push({ kind: "removed", subject: nameOf(node), bytesBefore: 0, bytesAfter: 0 });
          const unread = read.filter(({ uses }) => uses.size === 0);
          removeOrphans(model, unread, known.facts.isOutput, changes);
        } else {
          left.set(node, reason);
        }
      }
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      left.set(node, error.message);
    }
  }
  return left;
}

const MADE_BEHIND = "its branches read what it or a node behind it makes";

/** Whether what a node and its branches read is made by itself, or behind it: then no branch can stand in its place. */
function isMadeBehind(graph: Graph, node: Node, read: readonly Value[]): boolean {
  return read.some(({ producer }) => {
    const maker = producer === null ? null : graph.holderOf(producer);
    return maker === node || (maker !== null && graph.firstOf([node, maker]) === node);
  });
}

/** What the graphs nested in a node read from around it. */
function captured(node: Node): Set<Value> {
  const nested = node.nested.flatMap((graph) => [...withNested(graph)]);
  const own = new Set(nested.flatMap(({ values }) => [...values]));
  const read = nested.flatMap(({ nodes }) => nodes.flatMap(({ inputs }) => inputs));
  return new Set(read.filter((value): value is Value => value !== null && !own.has(value)));
}
