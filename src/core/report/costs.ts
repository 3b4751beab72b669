// What running a model costs, as plain data and in words.
import type { Costs } from "../analysis/cost";
import { nameOf, type Node } from "../ir/node";
import type { Layer } from "./layers";
import { bytesText, counted, countText, exactCount } from "./numbers";

/** Nodes of which the same is to be said; the first of them by name. */
export interface LeftOut {
  readonly count: number;
  readonly first: readonly { readonly name: string; readonly operator: string }[];
}

export interface CostSummary {
  /** Multiply-accumulates: at least so many where something is left out; null: beyond what numbers hold. */
  readonly macs: number | null;
  /** Likewise. */
  readonly activationPeakBytes: number | null;
  /** What lengths that the file leaves open are taken as, by name; "input:0" where they have none. */
  readonly openDimensions: Readonly<Record<string, number>>;
  /** How many nodes there are in all that runs. */
  readonly nodes: number;
  readonly unknownMacs: LeftOut;
  readonly unknownActivations: LeftOut;
  readonly loopsCountedOnce: LeftOut;
  /** Graphs that signatures start besides the main one, which alone counts. */
  readonly otherGraphs: readonly string[];
}

/** How many nodes are named. */
const NAMED = 20;

export function costSummary(costs: Costs): CostSummary {
  const { macs, activationPeakBytes, openDimensions, nodes } = costs;
  return {
    macs,
    activationPeakBytes,
    openDimensions: Object.fromEntries(openDimensions),
    nodes,
    unknownMacs: leftOut(costs.unknownMacs),
    unknownActivations: leftOut(costs.unknownActivations),
    loopsCountedOnce: leftOut(costs.loopsCountedOnce),
    otherGraphs: costs.otherGraphs.map(({ name }) => name),
  };
}

function leftOut(nodes: readonly Node[]): LeftOut {
  const first = nodes.slice(0, NAMED).map((node) => ({ name: nameOf(node), operator: node.op.name }));
  return { count: nodes.length, first };
}

/** Multiply-accumulates of each layer; null: not known. Tensors by themselves are never run. */
export function layerMacs(layers: readonly Layer[], costs: Costs): (number | null)[] {
  return layers.map(({ node }) => (node === null ? 0 : costs.of(node).macs));
}

/** Whether multiply-accumulates are left out. */
export function isLowerBound({ macs, unknownMacs, loopsCountedOnce }: CostSummary): boolean {
  return unknownMacs.count > 0 || (loopsCountedOnce.count > 0 && macs !== 0);
}

/** Whether nothing at all can be said of them: that they are at least 0 says nothing. */
export function areMacsUnknown({ macs, unknownMacs }: CostSummary): boolean {
  return macs === 0 && unknownMacs.count > 0;
}

/** "569 M multiply-accumulates, peak of activations 4.82 MB"; "at least" where something is left out. */
export function costText(cost: CostSummary): string {
  const { macs, activationPeakBytes: peak, unknownActivations } = cost;
  const least = (isLeast: boolean, text: string) => (isLeast ? `at least ${text}` : text);
  const count = macs === null ? "too many" : least(isLowerBound(cost), countText(macs));
  const products = areMacsUnknown(cost) ? "multiply-accumulates not known" : `${count} multiply-accumulates`;
  const bytes = peak === null ? "too large to tell" : least(unknownActivations.count > 0, bytesText(peak));
  return `${products}, peak of activations ${bytes}`;
}

/** How many are named in a sentence. */
const TOLD = 3;

/** What the numbers rest on, in a sentence each. */
export function costNotes(cost: CostSummary): string[] {
  const { openDimensions, nodes, unknownMacs, unknownActivations, loopsCountedOnce, otherGraphs } = cost;
  const open = Object.entries(openDimensions).map(([name, length]) => `${name} = ${exactCount(length)}`);
  return [
    ...(open.length === 0 ? [] : [`Lengths that the file leaves open are taken as ${listOf(open)}.`]),
    ...leastNote(
      unknownMacs,
      nodes,
      "what they multiply is not known",
      areMacsUnknown(cost) ? null : "The multiply-accumulates are",
    ),
    ...leastNote(unknownActivations, nodes, "the size of what they make is not known", "The peak is"),
    ...loopNote(loopsCountedOnce),
    ...(otherGraphs.length === 0 ? [] : [`Only the main graph counts; signatures also start ${listOf(otherGraphs)}.`]),
  ];
}

function listOf(items: readonly string[]): string {
  const more = items.length > TOLD ? ` and ${exactCount(items.length - TOLD)} more` : "";
  return items.slice(0, TOLD).join(", ") + more;
}

function loopNote(loops: LeftOut): string[] {
  const [once, turn] =
    loops.count === 1 ? ["1 loop counts", "it turns"] : [`${exactCount(loops.count)} loops count`, "they turn"];
  return loops.count === 0 ? [] : [`${once} once, as nobody knows how often ${turn}: ${named(loops)}.`];
}

/** @param what is at least what is told; null: nothing is told. */
function leastNote(left: LeftOut, nodes: number, why: string, what: string | null): string[] {
  return left.count === 0
    ? []
    : [
        `${what === null ? "Of" : `${what} a lower bound: of`} ${exactCount(left.count)} of ${counted(nodes, "node")} ${why} (${named(left)}).`,
      ];
}

function named({ count, first }: LeftOut): string {
  const names = first.slice(0, TOLD).map(({ name, operator }) => (name === operator ? name : `${operator} ${name}`));
  return names.join(", ") + (count > names.length ? ` and ${exactCount(count - names.length)} more` : "");
}
