// What a dialect says of operators that keep their input within limits, and of those that keep their own result there.
import { elementCount, type DType } from "./dtype";
import type { Graph } from "./graph";
import type { Model } from "./model";
import type { Node } from "./node";
import { own } from "./own";
import { float32Elements } from "./tensor";
import type { Value } from "./value";

/** What is below goes up to min, what is above comes down to max. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface Clamp {
  readonly input: Value;
  readonly range: Range;
  /** Whether it is the plainest node there is for it, with nothing to read but the input. */
  readonly plain: boolean;
}

/** @param fixed Whether no caller can replace a constant. @returns as `Clamps.clamp` does. */
export type Limits = (node: Node, fixed: (value: Value) => boolean) => Promise<Clamp | string | null>;

export interface Clamps {
  /**
   * What a node does to one input. Null: something else, or its limits are not known. A sentence: why it is not that alone.
   * @param fixed Whether no caller can replace a constant.
   */
  clamp(node: Node, fixed: (value: Value) => boolean): Promise<Clamp | string | null>;
  /**
   * Puts a single node that clamps its input in a node's place, under its name.
   * @param limits Constants that may be limits of it. @returns whether there is such a node.
   */
  replace(
    model: Model,
    graph: Graph,
    node: Node,
    input: Value,
    range: Range,
    limits: readonly Value[],
  ): Promise<boolean>;
  /** Where a value is whatever is computed: it was limited where it was made, or its type holds no more. */
  rangeOf(value: Value): Range | null;
  /** Whether a node has an option that limits its result; a sentence: it has, and why it cannot be used. */
  takesActivation(node: Node): boolean | string;
  /** Sets that option. @returns whether it can stand for the range. */
  setActivation(node: Node, range: Range): boolean;
  /** Beyond which numbers the result of a node is the same as at them; null: not known. */
  saturation(node: Node): Promise<Range | null>;
}

/** What a node does to its input, by what its operator is said to do. */
export function clampOf(
  limits: Range | Limits | undefined,
  node: Node,
  fixed: (value: Value) => boolean,
): Promise<Clamp | string | null> {
  const [input] = node.inputs;
  if (limits === undefined || input == null) {
    return Promise.resolve(null);
  }
  return typeof limits === "function" ? limits(node, fixed) : Promise.resolve({ input, range: limits, plain: true });
}

/** The operators of a format that do nothing but keep a tensor in a range, with that range. */
export function plainLimits(
  operators: Readonly<Record<string, { readonly limits?: Range | Limits }>>,
): Readonly<Record<string, Range>> {
  const named = Object.entries(operators).map(([name, { limits }]) => [name, limits] as const);
  return Object.fromEntries(named.filter((each): each is [string, Range] => typeof each[1] === "object"));
}

/** A node of two operands that keeps one of them from going beyond the other, a number. */
export async function limitedByNumber(
  { inputs }: Node,
  side: "min" | "max",
  fixed: (value: Value) => boolean,
): Promise<(Clamp & { readonly limit: Value }) | null> {
  const [left, right] = inputs;
  if (left == null || right == null) {
    return null;
  }
  const [limit, input] = left.constant === null ? [right, left] : [left, right];
  const bound = await limitIn(limit, fixed);
  return bound === null ? null : { input, limit, range: { ...UNLIMITED, [side]: bound }, plain: false };
}

/** Whether a result has the shape of what is limited: of a tensor whose rank is not known, only a scalar keeps it. */
export function keepsShape({ input, limit }: { readonly input: Value; readonly limit: Value }): boolean {
  return limit.constant!.shape.length <= (input.type?.shape?.length ?? 0);
}

/** The only element of a float32 constant; null: it has others, or nobody knows. */
export async function limitIn(value: Value, fixed: (value: Value) => boolean): Promise<number | null> {
  const { constant, name } = value;
  if (constant?.dtype !== "float32" || elementCount(constant.shape) !== 1 || !fixed(value)) {
    return null;
  }
  const [only] = await float32Elements(constant, name);
  return only === undefined || Number.isNaN(only) ? null : only;
}

/** What quantized tensors store. */
export const INTEGERS: ReadonlyMap<DType, Range> = new Map([
  ["uint8", { min: 0, max: 255 }],
  ["int8", { min: -128, max: 127 }],
  ["int16", { min: -32768, max: 32767 }],
]);
export const UNLIMITED: Range = { min: -Infinity, max: Infinity };

/** Both limits one after the other: clamp(clamp(x; a, b); c, d) = clamp(x; clamp(a; c, d), clamp(b; c, d)). */
export function followedBy(first: Range, then: Range): Range {
  const limited = (each: number) => Math.min(Math.max(each, then.min), then.max);
  return { min: limited(first.min), max: limited(first.max) };
}

export function sameRange(a: Range, b: Range): boolean {
  return a.min === b.min && a.max === b.max;
}

/** The one of some named ranges that this is. */
export function namedRange(range: Range, names: Readonly<Record<string, Range>>): string | null {
  return Object.keys(names).find((name) => sameRange(own(names, name)!, range)) ?? null;
}

/**
 * Beyond which numbers q = clamp(round(x ÷ scale) + zero; min, max) stays the same. A quarter of a step stands for
 * how the division is rounded.
 */
export function saturationOf(scales: Float32Array, zeros: readonly number[], { min, max }: Range): Range {
  const zero = (index: number) => zeros[zeros.length === 1 ? 0 : index] ?? NaN;
  const range = { min: Infinity, max: -Infinity };
  scales.forEach((scale, index) => {
    range.min = Math.min(range.min, scale > 0 ? scale * (min - zero(index) + 0.25) : NaN);
    range.max = Math.max(range.max, scale > 0 ? scale * (max - zero(index) - 0.25) : NaN);
  });
  return range;
}
