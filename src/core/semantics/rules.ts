// Rules that operators of all formats share.
import type { DType } from "../ir/dtype";
import type { Node } from "../ir/node";
import { elementwise, onNumber, operate, type Operation } from "./elements";
import { fact, UNKNOWN, type Fact, type Types } from "./fact";
import { Unclear, type Count, type Facts, type Made, type Runs } from "../ir/operator";
import { broadcast } from "./shape-rules";

export type Rule = Made["result"];

export function operator(result: Rule, ...contents: readonly number[]): Made {
  return contents.length === 0 ? { result } : { result, contents };
}

/** Of what it makes nothing is known before it runs. */
export const untold: Made = { ...operator(() => null), isUntold: true };

/** An operator whose results shapes may be computed of. */
export function computing(result: Rule, ...contents: readonly number[]): Made {
  return { result, contents, computes: true };
}

export function multiplying(each: Made, macs: Count): Made {
  return { ...each, macs };
}

/** An operator that runs graphs. */
export function running(each: Made, runs: Runs): Made {
  return { ...each, runs };
}

/** An operator whose result is its first input under another name or shape. */
export function viewing(each: Made): Made {
  return { ...each, isView: true };
}

/** The same type and shape as an input. */
export const like =
  (input = 0): Rule =>
  (_, inputs) => {
    const { dtype, shape } = inputs.at(input);
    return [fact(dtype, shape)];
  };

/** The shape of the first input, and a type of its own. */
export const shapeOf =
  (dtype: DType, input = 0): Rule =>
  (_, inputs) => [fact(dtype, inputs.at(input).shape)];

export const identity: Rule = (_, inputs) => [inputs.at(0)];

/** All inputs, of which none may be left out. */
export function all(inputs: Facts): Fact[] {
  return Array.from({ length: inputs.count }, (_, index) => inputs.at(index));
}

/** The type that the inputs share: of the first whose type is known. */
export function commonType(facts: readonly Fact[]): DType | null {
  return facts.find(({ dtype }) => dtype !== null)?.dtype ?? null;
}

export const binary =
  (operation: Operation | null, made: DType | null = null): Rule =>
  (_, inputs) => [binaryFact(operation, inputs.at(0), inputs.at(1), made)];

export function binaryFact(operation: Operation | null, a: Fact, b: Fact, made: DType | null = null): Fact {
  const type = commonType([a, b]);
  const shape = broadcast([a.shape, b.shape]);
  const elements =
    operation === null ? null : elementwise(shape, [a, b], (one, other) => operate(operation, type, one, other));
  return fact(made ?? type, shape, elements);
}

export const several =
  (operation: Operation | null): Rule =>
  (_, inputs) => {
    const [first = UNKNOWN, ...others] = all(inputs);
    return [others.reduce((made, each) => binaryFact(operation, made, each), first)];
  };

/** Element by element, with the function for numbers where elements are followed. */
export const unary =
  (compute: ((value: number) => number) | null = null): Rule =>
  (_, inputs) => {
    const { dtype, shape, elements } = inputs.at(0);
    const each = compute === null ? null : onNumber(compute);
    return [fact(dtype, shape, each && (elements?.map((element) => each(element, dtype)) ?? null))];
  };

/** Every output is of this kind. */
export const forEachOutput =
  (make: (node: Node, inputs: Facts) => Fact): Rule =>
  (node, inputs): Types => {
    const made = make(node, inputs);
    return node.outputs.map(() => made);
  };

/** @throws Unclear where it is not known. */
export function needed<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) {
    throw new Unclear();
  }
  return value;
}

/** Those that differ in nothing but their names. */
export function operators<E>(entry: E, names: string): Record<string, E> {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, entry]),
  );
}
