// The elements of what nodes compute shapes of, told by what they are computed of: numbers that constants state, and
// lengths of axes. Nodes are learned in execution order.
import { elementCount, isFloat } from "../ir/dtype";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Dimension, Shape, Value } from "../ir/value";
import { fact, MOST_ELEMENTS, UNKNOWN, type Fact } from "../semantics/fact";
import { isSetting, Unclear, type Made, type OperatorOf } from "../ir/operator";
import { FactsOf } from "./facts-of";
import { readContents, type Contents } from "./small-constants";

/** Elements in order; null for those that are not known. Names in them stand for lengths of axes. */
export interface Computed {
  readonly numbers: readonly Dimension[];
  /** The same with names for the numbers that constants state, where those are data rather than settings. */
  readonly sources: readonly Dimension[];
}

/** A number that a constant states, as one node reads it. */
export interface Stated {
  readonly node: Node;
  readonly input: number;
  /** In the order of the constant's elements. */
  readonly index: number;
}

export interface Known {
  /** Null: the rank is unknown. */
  lengthsOf(value: Value): Shape | null;
  /** Whether a constant's elements are those whatever the caller does. */
  isFixed(value: Value): boolean;
}

/** The operators of a model, and the elements of its constants that they compute shapes of. */
export interface OperatorContents {
  readonly operatorOf: OperatorOf;
  readonly contents: Contents;
}

export async function operatorContents(model: Model): Promise<OperatorContents> {
  const operatorOf = model.format.operators(model);
  return { operatorOf, contents: await readContents(model, operatorOf) };
}

type Kind = keyof Computed;

export class ComputedElements {
  readonly operatorOf: OperatorOf;
  readonly contents: Contents;
  readonly #facts = new Map<Value, Readonly<Record<Kind, Fact>>>();
  readonly #stated: Stated[] = [];

  constructor(
    readonly model: Model,
    { operatorOf, contents }: OperatorContents,
    readonly known: Known,
  ) {
    this.operatorOf = operatorOf;
    this.contents = contents;
  }

  /** Those whose elements are known. */
  values(): IterableIterator<Value> {
    return this.#facts.keys();
  }

  /** Null where nothing is known of a value's elements, or it is a constant. */
  of(value: Value | null | undefined): Computed | null {
    const found = value == null ? undefined : this.#facts.get(value);
    const [numbers, sources] = [found?.numbers.elements ?? null, found?.sources.elements ?? null];
    const count = (numbers ?? sources)?.length ?? 0;
    const unknown = new Array<null>(count).fill(null);
    return numbers === null && sources === null ? null : { numbers: numbers ?? unknown, sources: sources ?? unknown };
  }

  /** The number that a name in `sources` stands for; null for the length of an axis. */
  statedAs(name: string): Stated | null {
    return name.startsWith(STATED) ? (this.#stated[Number(name.slice(STATED.length))] ?? null) : null;
  }

  /** Works out what a node makes, where it counts or all it reads is known. */
  learn(node: Node, isCounting: boolean): void {
    const operator = this.operatorOf(node);
    const reads = node.inputs.filter((input) => input !== null);
    const isFollowed = (input: Value) => this.#facts.has(input) || this.#elementsOf(input) !== null;
    if (operator?.computes !== true || reads.length === 0 || !(isCounting || reads.every(isFollowed))) {
      return;
    }
    const numbers = this.#made(node, operator, { kind: "numbers", names: null });
    const named = this.#made(node, operator, { kind: "sources", names: new Map() });
    // Numbers that tell which elements are taken have to be numbers.
    const sources = areKnown(named) ? named : this.#made(node, operator, { kind: "sources", names: null });
    node.outputs.forEach((output, index) => {
      const [a, b] = [numbers?.[index] ?? UNKNOWN, sources?.[index] ?? UNKNOWN];
      if (output !== null && (a.elements ?? b.elements) !== null) {
        this.#facts.set(output, { numbers: typed(output, a), sources: typed(output, b) });
      }
    });
  }

  /** What is known of the shapes of what a node makes, by output. */
  shapesMadeBy(node: Node): readonly (Shape | null)[] {
    const operator = this.operatorOf(node);
    const made = operator && this.#made(node, operator, { kind: "numbers", names: null });
    return node.outputs.map((_, index) => made?.[index]?.shape ?? null);
  }

  /** Whether an input tells what shape a node's result has. */
  isSetting(node: Node, input: number): boolean {
    const operator = this.operatorOf(node);
    return operator !== null && isSetting(operator, node, input);
  }

  #made(node: Node, operator: Made, reading: Reading): readonly (Fact | null)[] | null {
    try {
      return operator.result(node, new ReadFacts(this, node, reading));
    } catch (error) {
      if (error instanceof Unclear) {
        return null;
      }
      throw error;
    }
  }

  at(node: Node, input: number, { kind, names }: Reading): Fact {
    const value = node.inputs[input] ?? null;
    if (value === null) {
      return UNKNOWN;
    }
    const isSetting = this.isSetting(node, input);
    const computed = this.#facts.get(value);
    if (computed !== undefined) {
      return computed[isSetting ? "numbers" : kind];
    }
    const { constant } = value;
    if (constant === null) {
      return fact(value.type?.dtype ?? null, this.known.lengthsOf(value));
    }
    const elements = this.#elementsOf(value);
    const isNamed = names !== null && !isSetting && !isFloat(constant.dtype);
    return fact(
      constant.dtype,
      constant.shape,
      isNamed ? elements?.map((_, index) => this.#standIn(names, { node, input, index })) : elements,
    );
  }

  #elementsOf(value: Value): readonly Dimension[] | null {
    const { constant } = value;
    return constant === null || !this.known.isFixed(value) || elementCount(constant.shape) > MOST_ELEMENTS
      ? null
      : (this.contents.get(constant) ?? null);
  }

  #standIn(names: Map<string, string>, stated: Stated): string {
    const key = `${stated.input}:${stated.index}`;
    const name = names.get(key) ?? STATED + (this.#stated.push(stated) - 1);
    names.set(key, name);
    return name;
  }
}

const STATED = "$";

interface Reading {
  readonly kind: Kind;
  /** The names that stated numbers have by input and index; null: they stand for themselves. */
  readonly names: Map<string, string> | null;
}

class ReadFacts extends FactsOf<ComputedElements> {
  constructor(
    elements: ComputedElements,
    node: Node,
    readonly reading: Reading,
  ) {
    super(elements, node);
  }

  at(input: number): Fact {
    return this.source.at(this.node, input, this.reading);
  }
}

function typed({ type }: Value, { dtype, shape, elements }: Fact): Fact {
  return fact(type?.dtype ?? dtype, shape, elements);
}

function areKnown(facts: readonly (Fact | null)[] | null): boolean {
  return facts?.every((each) => each?.elements?.every((element) => element !== null) === true) === true;
}

export { factorsOfProduct, isSame, namesIn, replaced } from "../semantics/dimension";
