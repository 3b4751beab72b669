// What is known of a node's inputs, as the rules that turn operators into kernels ask for it.
import type { DType } from "../ir/dtype";
import { Refusal, type ElementsOf, type Known, type Result } from "../ir/folding";
import type { Node } from "../ir/node";
import { bigsOf, countOf, isBig, numbersOf } from "./elements";

/** A rule asked for what is not known, so that nothing is known of the results either. */
class NotKnown extends Error {}

/** Settings longer than this are data. */
const MOST_SETTINGS = 2 ** 16;

export type Rule = (node: Node, operands: Operands) => RuleResult | Promise<RuleResult>;
type RuleResult = Result | readonly (Result | null)[];

export class Operands {
  constructor(
    readonly node: Node,
    readonly known: readonly (Known | null)[],
    readonly elementsOf: ElementsOf,
  ) {}

  /** @throws NotKnown where nothing is known of the input. */
  at(index: number): Known {
    return this.known[index] ?? notKnown();
  }

  /** At least one. @throws NotKnown also where there is none. */
  all(from = 0, to = this.known.length): Known[] {
    if (to <= from) {
      notKnown();
    }
    return Array.from({ length: to - from }, (_, index) => this.at(from + index));
  }

  /** Whether the node reads something there, known or not. */
  has(index: number): boolean {
    return this.node.inputs[index] != null;
  }

  async numbers(index: number): Promise<number[]> {
    const operand = this.at(index);
    if (countOf(operand) > MOST_SETTINGS) {
      throw new Refusal("its settings are too many to be looked at");
    }
    const bytes = (await this.elementsOf(operand)) ?? notKnown();
    return isBig(operand.dtype)
      ? Array.from(bigsOf(bytes, operand.dtype), Number)
      : Array.from(numbersOf(bytes, operand.dtype));
  }

  async number(index: number): Promise<number> {
    const numbers = await this.numbers(index);
    if (numbers.length !== 1) {
      throw new Refusal("one of its settings is not a single number");
    }
    return numbers[0]!;
  }

  /** The elements, whatever they are. */
  async bytes(index: number): Promise<Uint8Array> {
    return (await this.elementsOf(this.at(index))) ?? notKnown();
  }
}

export function notKnown(): never {
  throw new NotKnown();
}

/** Elements that are there already. */
export function literal(dtype: DType, shape: readonly number[], bytes: Uint8Array): Result {
  return { dtype, shape, from: [], compute: () => bytes };
}

/** A result of which only the type is known. */
export function typeOnly(dtype: DType, shape: readonly number[]): Result {
  return { dtype, shape, from: [], compute: null };
}

export async function applyRule(rule: Rule, operands: Operands): Promise<readonly (Result | null)[] | null> {
  try {
    const results = await rule(operands.node, operands);
    return "compute" in results ? [results] : results;
  } catch (error) {
    if (error instanceof NotKnown) {
      return null;
    }
    throw error;
  }
}
