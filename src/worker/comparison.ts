import {
  changeMarks,
  compareModels,
  compareNodes,
  compareTensors,
  comparisonLines,
  Contents,
  counterpartsOf,
  ghostsOf,
  hashesOf,
  modelBytes,
  nameOf,
  type Hash,
  type Node,
  type NodeComparison,
  type Recipe,
} from "../core";
import type { DifferenceRow, DifferencesState, ModelService } from "../protocol/messages";
import { Transferred, type CallContext, type Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import type { Documents } from "./documents";
import type { Version } from "./version";

/** More of them nobody reads, and a message takes time. */
const MOST_ROWS = 2000;
const MOST_SENTENCES = 20;

/** What differs between models. */
export function comparison(
  documents: Documents,
  newHash: () => Hash,
): Pick<Service<ModelService>, "compare" | "differences"> {
  return {
    compare: async (document: string, other: string, call: CallContext): Promise<readonly string[]> => {
      const context = contextOf(call);
      const { model: before } = await documents.version(document, [], call);
      const { model: after } = await documents.version(other, [], call);
      const contents = new Contents(newHash, context);
      const hashes = [await hashesOf(before, contents, context), await hashesOf(after, contents, context)] as const;
      const compared = await compareModels(before, after, contents);
      return comparisonLines(await modelBytes(before), await modelBytes(after), compared, compareTensors(...hashes));
    },

    differences: async (document: string, recipe: Recipe, other: string, otherRecipe: Recipe, call: CallContext) => {
      const before = await documents.version(other, otherRecipe, call);
      const after = await documents.version(document, recipe, call);
      const found = await compareNodes(before.model, after.model, new Contents(newHash, contextOf(call)));
      const state = await stateOf(found, before, after);
      const arrays = [...state.marks, ...state.counterparts].filter((each) => each !== null);
      return new Transferred(
        state,
        arrays.map(({ buffer }) => buffer as ArrayBuffer),
      );
    },
  };
}

async function stateOf(found: NodeComparison, before: Version, after: Version): Promise<DifferencesState> {
  const [linksBefore, links] = [await before.links(), await after.links()];
  const row = (
    kind: DifferenceRow["kind"],
    node: Node,
    places: Pick<DifferenceRow, "before" | "after">,
    what: readonly string[] = [],
  ): DifferenceRow => ({
    kind,
    name: nameOf(node),
    operator: node.op.name,
    what: what.slice(0, MOST_SENTENCES),
    ...places,
  });
  const { added, removed, changed } = found;
  const rows = [
    ...changed
      .slice(0, MOST_ROWS)
      .map(({ before: one, after: node, what }) =>
        row("changed", node, { before: linksBefore.placeOf(one), after: links.placeOf(node) }, what),
      ),
    ...added.slice(0, MOST_ROWS).map((node) => row("added", node, { before: null, after: links.placeOf(node) })),
    ...removed
      .slice(0, MOST_ROWS)
      .map((node) => row("removed", node, { before: linksBefore.placeOf(node), after: null })),
  ];
  return {
    bytesBefore: await modelBytes(before.model),
    bytes: await modelBytes(after.model),
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    rows: rows.slice(0, MOST_ROWS),
    marks: changeMarks(found, links),
    ghosts: ghostsOf(found, linksBefore, links),
    counterparts: counterpartsOf(found, linksBefore, links),
  };
}
