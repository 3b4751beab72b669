// What a dialect says of nodes that put zeros around a tensor, and of the operators that do it by themselves.
import { integersOf } from "./no-op";
import type { Node } from "./node";
import type { Value } from "./value";

/** Zeros around a tensor, or what is smaller than all of it, counted for each of its axes. */
export interface Padding {
  readonly input: Value;
  /** Which of both; around what is never negative zeros are both. */
  readonly fill: "zero" | "least" | "both";
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Zeros by a list of [before, after] for each axis; why not, where that is computed. */
export async function zerosByPairs(input: Value, sizes: Value | null | undefined): Promise<Padding | string> {
  const pairs = await integersOf(sizes);
  return pairs === null
    ? "how far it pads is not constant"
    : {
        input,
        fill: "zero",
        before: pairs.filter((_, index) => index % 2 === 0),
        after: pairs.filter((_, index) => index % 2 === 1),
      };
}

/** A sentence: it pads with something else, or nobody knows how far. */
export type Pads = (node: Node) => Promise<Padding | string | null>;

export const mirrored: Pads = () => Promise.resolve("it pads with its input mirrored, not with zeros");

/** Makes a node pad its first input that much more by itself. @returns why it cannot; null where it does now. */
export type Widen = (node: Node, padding: Padding) => string | null;

/** What an operator says of padding. */
export interface PaddingRules {
  /** What it puts around its first input; absent: nothing, it does something else. */
  readonly pads?: Pads;
  /** Absent: it moves no window over its first input, or cannot pad that. */
  readonly widen?: Widen;
  /** Since which version of it. */
  readonly widensSince?: number;
}

export interface Paddings {
  /** Null: not such a node. A sentence: one that pads with something else, or nobody knows how far. */
  padding(node: Node): Promise<Padding | string | null>;
  /** Which input of a node it moves a window over, with a padding around it where it is told to; null: none. */
  windowInput(node: Node): number | null;
  /** As the operator's own. */
  widen(node: Node, padding: Padding): string | null;
}

/** By what operators say. @param rulesOf Null: the operator is not known. */
export function paddingsOf(rulesOf: (op: Node["op"]) => PaddingRules | null): Paddings {
  return {
    padding: (node) => {
      const pads = rulesOf(node.op)?.pads;
      return pads === undefined || node.inputs[0] == null ? Promise.resolve(null) : pads(node);
    },
    windowInput: ({ op }) => {
      const { widen, widensSince = 0 } = rulesOf(op) ?? {};
      return widen !== undefined && (op.version ?? 0) >= widensSince ? 0 : null;
    },
    widen: (node, padding) => rulesOf(node.op)!.widen!(node, padding),
  };
}

/** The zeros along axes that a window moves over; null where others are padded too, or a padding takes away. */
export function spatial(
  { before, after }: Padding,
  axes: readonly number[],
): { readonly before: readonly number[]; readonly after: readonly number[] } | null {
  const fits = [...before, ...after].every((each) => each >= 0);
  const only = before.every((each, axis) => axes.includes(axis) || (each === 0 && after[axis] === 0));
  return fits && only ? { before: axes.map((axis) => before[axis]!), after: axes.map((axis) => after[axis]!) } : null;
}

/**
 * The zeros that padding SAME stands for, as TensorFlow and TFLite count them: with n positions, a window of k with
 * gaps d moved by s, ⌈n/s⌉·s − s + (k − 1)·d + 1 − n, one more behind than before where they are odd.
 * @param size n; null where it is not known, which only matters for strides above one. @returns null: not known.
 */
export function samePadding(
  size: number | null,
  window: number,
  stride: number,
  dilation: number,
): { readonly before: number; readonly after: number } | null {
  if (size === null && stride !== 1) {
    return null;
  }
  const reach = (window - 1) * dilation + 1;
  const total = size === null ? reach - 1 : Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
  return { before: Math.floor(total / 2), after: total - Math.floor(total / 2) };
}
