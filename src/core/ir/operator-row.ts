// A row of a format's operator table, and what it says of an operator's inputs.
import type { Operand, Packed, Role } from "./dialect";
import type { Node } from "./node";

type PerNode<T> = T | ((node: Node) => T);

/** Inputs are given by position; what is not named is plain data. */
export interface OperatorRow {
  readonly role: Role;
  /**
   * Weight inputs and, for each, the axes that together index the output channel: none, one or several. Negative axes
   * count from the end.
   */
  readonly weights?: Readonly<Record<number, PerNode<readonly number[]> | number | null>>;
  /** The axis of each weight input that results are sums over, where there is one. */
  readonly inputAxes?: Readonly<Record<number, PerNode<number>>>;
  readonly biases?: readonly number[];
  readonly statistics?: readonly number[];
  readonly settings?: readonly number[];
  readonly states?: PerNode<readonly number[]>;
  /** What a weight input holds where that is not what its tensor says. */
  readonly packed?: Readonly<Record<number, (node: Node) => Packed | null>>;
}

/** The axes of a weight input. @throws Error where it is none. */
export function weightOf(row: OperatorRow, node: Node, input: number): Operand & { readonly kind: "weight" } {
  const operand = operandOf(row, node, input);
  if (operand.kind !== "weight") {
    throw new Error(`Input ${input} of ${node.op.name} is no weight.`);
  }
  return operand;
}

/** The axis of weights for the channels of what they are applied to: of one slice for each channel their output axis. */
export function dataAxisOf({ outputAxes, inputAxis }: Operand & { readonly kind: "weight" }): number {
  return inputAxis ?? outputAxes[0]!;
}

/** What an operator takes at one of its inputs, if that is a constant. */
export function operandOf(row: OperatorRow, node: Node, input: number): Operand {
  const axes = row.weights?.[input];
  if (axes !== undefined) {
    const axis = row.inputAxes?.[input] ?? null;
    const packed = row.packed?.[input]?.(node) ?? null;
    return {
      kind: "weight",
      outputAxes: typeof axes === "function" ? axes(node) : typeof axes === "number" ? [axes] : (axes ?? []),
      inputAxis: typeof axis === "function" ? axis(node) : axis,
      ...(packed === null ? {} : { packed }),
    };
  }
  if (row.biases?.includes(input) === true) {
    return { kind: "bias" };
  }
  if (row.statistics?.includes(input) === true) {
    return { kind: "statistic" };
  }
  const states = typeof row.states === "function" ? row.states(node) : row.states;
  if (states?.includes(input) === true) {
    return { kind: "state" };
  }
  return { kind: row.settings?.includes(input) === true ? "setting" : "data" };
}
