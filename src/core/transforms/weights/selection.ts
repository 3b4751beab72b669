// Which weights a transform is about, by their names, their layers' names and their layers' operators.
import { nameOf } from "../../ir/node";
import type { Value } from "../../ir/value";
import type { ParameterSchema } from "../parameters";
import type { Reading } from "./choose";

export interface Selection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly includeOperators: readonly string[];
  readonly excludeOperators: readonly string[];
}

export const selectionParameters: ParameterSchema<{ readonly [K in keyof Selection]: readonly string[] }> = {
  include: {
    title: "Only these",
    description: "Names of weights or layers, where * stands for any text and ? for one character; none: all.",
    default: [],
  },
  exclude: {
    title: "Not these",
    description: "Names of weights or layers that stay as they are, with * and ?.",
    default: [],
  },
  includeOperators: {
    title: "Only these operators",
    description: "Operators whose weights are meant, such as MatMul, with * and ?; none: all.",
    default: [],
  },
  excludeOperators: {
    title: "Not these operators",
    description: "Operators whose weights stay as they are, with * and ?.",
    default: [],
  },
};

export class Selector {
  readonly #unmatched: Set<string>;

  constructor(readonly selection: Selection) {
    this.#unmatched = new Set(Object.keys(selectionParameters).flatMap((key) => selection[key as keyof Selection]));
  }

  /** Why a weight is not meant; null where it is. What several nodes read stays where one of them is excluded. */
  obstacle(value: Value, readings: readonly Reading[]): string | null {
    const names = [value.name, ...readings.map(({ node }) => nameOf(node))];
    return this.obstacleOf(
      names,
      readings.map(({ node }) => node.op.name),
    );
  }

  /** Why what has these names and operators is not meant. */
  obstacleOf(names: readonly string[], operators: readonly string[]): string | null {
    const { include, exclude, includeOperators, excludeOperators } = this.selection;
    const [included, excluded] = [this.#match(include, names), this.#match(exclude, names)];
    const [operatorIncluded, operatorExcluded] = [
      this.#match(includeOperators, operators),
      this.#match(excludeOperators, operators),
    ];
    if (excluded !== null || operatorExcluded !== null) {
      return `excluded by ${excluded ?? operatorExcluded}`;
    }
    const left =
      (include.length > 0 && included === null) || (includeOperators.length > 0 && operatorIncluded === null);
    return left ? "not among what is included" : null;
  }

  /** The patterns that fitted nothing so far. */
  unmatched(): string[] {
    return [...this.#unmatched];
  }

  /** The first pattern that fits one of the texts. */
  #match(patterns: readonly string[], texts: readonly string[]): string | null {
    const found = patterns.filter((pattern) => texts.some((text) => fits(pattern, text)));
    found.forEach((pattern) => this.#unmatched.delete(pattern));
    return found[0] ?? null;
  }
}

/** Whether a pattern with * and ? fits the whole text; in time proportional to their lengths' product at most. */
export function fits(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  let [star, resume] = [-1, 0]; // the last * and where its text ends for now
  while (t < text.length) {
    if (pattern[p] === "*") {
      [star, resume] = [p++, t];
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      [p, t] = [star + 1, ++resume];
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") {
    p++;
  }
  return p === pattern.length;
}
