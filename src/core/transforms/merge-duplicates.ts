// Keeps one of the constants with the same content, then one of the nodes that compute the same from the same inputs,
// until there are no two.
import type { Context } from "../context";
import { bitsOf, denseBytes, elementCount } from "../ir/dtype";
import type { Graph } from "../ir/graph";
import type { EditableModel } from "../ir/model";
import type { Storage } from "../ir/tensor";
import type { Value } from "../ir/value";
import { withNested } from "../ir/walk";
import { equalConstants, type Candidate } from "./equal-constants";
import { mergeEqualNodes } from "./equal-nodes";
import { Merger } from "./merger";
import type { Change, Transform } from "./transform";

export const mergeDuplicates: Transform<Readonly<Record<string, never>>> = {
  id: "merge-duplicates",
  title: "Merge Duplicates",
  description: "Stores equal weights once, and computes equal results once.",
  group: "nodes",
  lossy: false,
  suffix: null,
  parameters: {},
  obstacle: (model) => model.dialect.stripObstacle(model),
  apply: async (model, _, context) => {
    const changes: Change[] = [];
    const merger = new Merger(model, changes);
    if (model.dialect.sharesStorage) {
      await shareStorage(model, changes, context);
    }
    const graphs = model.graphs.flatMap((graph) => [...withNested(graph)]);
    for (const graph of graphs) {
      if (!model.dialect.sharesStorage) {
        await mergeConstants(model, graph, merger, context);
      }
      await mergeEqualNodes(model, graph, merger, context);
    }
    merger.left.forEach((reason, subject) => context.note(subject, reason));
    return changes;
  },
};

/** Tensors of any type and shape can share a buffer. */
async function shareStorage(model: EditableModel, changes: Change[], context: Context): Promise<void> {
  const values = model.graphs.flatMap((graph) => [...graph.values]).filter(({ constant }) => constant !== null);
  const distinct = new Map<Storage, Value>();
  for (const value of values) {
    const { storage } = value.constant!;
    if (storage.location !== "external" && storage.storedBytes > 0 && !distinct.has(storage)) {
      distinct.set(storage, value);
    }
  }
  const kept = new Map<Storage, Storage>();
  const candidates = [...distinct.values()].map((value): Candidate => ({ value, kind: "" }));
  for (const [first, ...others] of await equalConstants(candidates, context)) {
    for (const other of others) {
      const { storage } = other.constant!;
      kept.set(storage, first!.constant!.storage);
      changes.push({ kind: "removed", subject: other.name, bytesBefore: storage.storedBytes, bytesAfter: 0 });
    }
  }
  for (const value of kept.size === 0 ? [] : values) {
    const storage = kept.get(value.constant!.storage);
    if (storage !== undefined) {
      value.constant = { ...value.constant!, storage };
    }
  }
}

async function mergeConstants(model: EditableModel, graph: Graph, merger: Merger, context: Context): Promise<void> {
  const candidates: Candidate[] = [];
  for (const value of graph.values) {
    const { constant, producer } = value;
    if (constant === null || !isComparable(value) || merger.isOverridable(graph, value)) {
      continue;
    }
    const maker = producer === null ? "" : model.dialect.computation(producer);
    if (maker !== null && model.dialect.isPlainConstant(value)) {
      const controls = [...(producer?.controlInputs ?? [])].map(({ name }) => name).sort();
      const kind = JSON.stringify([maker, constant.dtype, constant.shape, controls]);
      candidates.push({ value, kind });
    }
  }
  for (const group of await equalConstants(candidates, context)) {
    const [first, ...others] = merger.outputsFirst(group);
    others.forEach((other) => merger.merge(graph, first!, other));
  }
}

/** Text has no length of its own to compare by; one number that stands for very many is small as it is. */
function isComparable({ constant }: Value): boolean {
  const { dtype, shape, storage } = constant!;
  const dense = denseBytes(dtype, elementCount(shape));
  return bitsOf(dtype) > 0 && (dense <= 4 * storage.storedBytes || dense <= LARGEST_FILLED);
}

const LARGEST_FILLED = 2 ** 24;
