// Computes what does not depend on the model's inputs once and for all, and stores the result, as TensorFlow's
// fold_constants does. Whole parts of the graph are looked at, and only their ends are stored, where that pays.
import type { Context } from "../context";
import { Refusal } from "../ir/folding";
import { nameOf, type Node } from "../ir/node";
import type { Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";
import { takeChoices } from "./constants/choices";
import { Budget } from "./constants/budget";
import { Evaluator } from "./constants/evaluator";
import { KnownValues } from "./constants/known-values";
import { isRemovable } from "./constants/balance";
import type { Parts } from "./constants/parts";
import { select } from "./constants/selection";
import type { Selection } from "./constants/selector";
import { FixedParts } from "./fixed-parts";
import { Facts } from "./fold/facts";
import type { Change, Transform } from "./transform";

export interface FoldConstants {
  readonly [name: string]: number | readonly string[];
  readonly excludeOperators: readonly string[];
  readonly excludeNodes: readonly string[];
  readonly maximumBytes: number;
}

export const foldConstants: Transform<FoldConstants> = {
  id: "fold-constants",
  title: "Fold Constants",
  description:
    "Computes what does not depend on the inputs and stores the result, where that makes the model no larger; of If with a known condition one branch is left.",
  group: "nodes",
  lossy: false,
  suffix: null,
  parameters: {
    excludeOperators: {
      title: "Operators to leave",
      description: "Operators whose nodes stay as they are.",
      default: [],
    },
    excludeNodes: {
      title: "Nodes to leave",
      description: "Nodes that stay as they are, by name.",
      default: [],
    },
    maximumBytes: {
      title: "Largest constant",
      description: "Results that take more bytes are not stored.",
      default: 10_485_760,
      minimum: 0,
      whole: true,
    },
  },
  obstacle: (model) => model.dialect.stripObstacle(model),
  apply: async (model, { excludeOperators, excludeNodes, maximumBytes }, context) => {
    const changes: Change[] = [];
    const excluded = { operators: new Set(excludeOperators), nodes: new Set(excludeNodes) };
    const budget = new Budget();
    for (let round = 0; ; round++) {
      const before = changes.length;
      const facts = new Facts(model);
      const evaluator = new Evaluator(maximumBytes, budget, context);
      const known = new KnownValues(model, facts, evaluator, excluded);
      for (const graph of model.graphs) {
        await known.addGraph(graph, context);
      }
      const isLast = round === MOST_ROUNDS;
      const left = isLast ? new Map<Node, string>() : await takeChoices(model, known, evaluator, changes);
      if (before < changes.length) {
        continue; // what is known now is asked anew
      }
      const namedBy = model.dialect.folding.namedBy(model);
      const parts: Parts = { model, known, facts, fixed: new FixedParts(model), namedBy, maximumBytes };
      const selection = await fold(parts, evaluator, changes);
      if (before === changes.length || isLast) {
        left.forEach((reason, node) => context.note(nameOf(node), reason));
        noteLeft(parts, evaluator, selection, context);
        return changes;
      }
    }
  },
};

/** Each choice may tell what the next one is; the model is gone through each time. */
const MOST_ROUNDS = 64;

/** @returns what was chosen in the end: what cannot be computed after all is found out on the way. */
async function fold(parts: Parts, evaluator: Evaluator, changes: Change[]): Promise<Selection> {
  for (;;) {
    const selection = select(parts);
    const tensors = new Map<Value, Tensor>();
    let refused = false;
    for (const value of [...selection.replaced.values()].flat()) {
      try {
        tensors.set(value, await evaluator.tensorOf(parts.known.of(value)!));
      } catch (error) {
        if (!(error instanceof Refusal)) {
          throw error;
        }
        refused = true;
      }
    }
    if (!refused) {
      carryOut(parts, selection, tensors, changes);
      return selection;
    }
  }
}

function carryOut(
  parts: Parts,
  { replaced, gone }: Selection,
  tensors: ReadonlyMap<Value, Tensor>,
  changes: Change[],
): void {
  const { model } = parts;
  const read = new Set<Value>();
  const left = new Set([...replaced.keys(), ...gone]);
  const leaves = (node: Node) => left.has(node);
  for (const [node, values] of replaced) {
    node.inputs.forEach((input) => input !== null && read.add(input));
    const constants = values.map((value) => ({ value, tensor: tensors.get(value)! }));
    const bytesAfter = constants.reduce((sum, { tensor }) => sum + tensor.storage.storedBytes, 0);
    changes.push({ kind: "rewritten", subject: nameOf(node), bytesBefore: 0, bytesAfter });
    model.dialect.folding.replace(model, node.graph!, node, constants);
  }
  for (const node of gone) {
    node.inputs.forEach((input) => input !== null && read.add(input));
    changes.push({ kind: "removed", subject: nameOf(node), bytesBefore: 0, bytesAfter: 0 });
    node.graph!.remove(node);
  }
  for (const value of read) {
    if (value.constant !== null && value.uses.size === 0 && isRemovable(parts, value, leaves)) {
      removeConstant(parts, value, changes);
    }
  }
}

function removeConstant({ known }: Parts, value: Value, changes: Change[]): void {
  const { producer, constant, name } = value;
  const graph = known.ownerOf(value)!;
  changes.push({ kind: "removed", subject: name, bytesBefore: constant!.storage.storedBytes, bytesAfter: 0 });
  if (producer !== null) {
    graph.remove(producer);
  } else {
    graph.dropInput(value);
  }
}

/** Nodes whose inputs are all known and that stay all the same. */
function noteLeft({ known }: Parts, evaluator: Evaluator, { kept }: Selection, context: Context): void {
  for (const node of known.nodes) {
    const isKnown = node.inputs.length > 0 && node.inputs.every((input) => input === null || known.isComputable(input));
    const reason = isKnown
      ? (kept.get(node) ?? known.reasons.get(node) ?? outputObstacle(node, known, evaluator))
      : null;
    if (reason !== null && reason !== undefined) {
      context.note(nameOf(node), reason);
    }
  }
}

function outputObstacle(node: Node, known: KnownValues, evaluator: Evaluator): string | null {
  for (const output of node.outputs) {
    const result = output && known.of(output);
    const obstacle = result && evaluator.obstacle(result);
    if (obstacle !== null) {
      return obstacle;
    }
  }
  return null;
}
