// Type and shape of every value: what the file states, and what operators make of it. Graphs are gone through in execution
// order, each node once; bodies that nodes call once for each kind of argument, and in all so often that time grows
// linearly with the model.
import { bitsOf, type DType } from "../ir/dtype";
import { Column } from "../ir/columns";
import type { Graph } from "../ir/graph";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import { TypePool } from "../ir/type-pool";
import type { Shape, TensorType, Value } from "../ir/value";
import { inExecutionOrder, isInOrder, rootGraphs, rootOf } from "../ir/walk";
import { differ, moreOf } from "../semantics/dimension";
import { fact, isEqual, MOST_DIMENSIONS, MOST_ELEMENTS, union, UNKNOWN, type Fact } from "../semantics/fact";
import { Unclear, type Facts, type OperatorOf } from "../ir/operator";
import { FactsOf } from "./facts-of";
import { readContents, type Contents } from "./small-constants";

export interface ValueType {
  /** Null: unknown. */
  readonly dtype: DType | null;
  /** Numbers, names and terms of names, null for a length that is not known; null where the rank is not. */
  readonly shape: Shape | null;
  /** Whether the file says all of it. */
  readonly source: "stated" | "inferred";
}

/** A value of which the file states something else than its operator makes; what it states is taken. */
export interface Contradiction {
  readonly value: Value;
  readonly stated: TensorType;
  readonly made: Fact;
}

export interface ValueTypes {
  of(value: Value): ValueType;
  readonly contradictions: readonly Contradiction[];
}

/** What is told of the nodes of a graph as they are gone through, each after those it reads from. */
export interface Tally<Sum> {
  /** @param bodies What came of the graphs that it runs; null: they are not gone through for this node. */
  add(node: Node, bodies: ReadonlyMap<Graph, Sum | null>): void;
  sum(): Sum;
}

/** Who follows an inference: a tally for each time that a graph is gone through. */
export interface Follower<Sum> {
  begin(graph: Graph, order: readonly Node[], known: Known): Tally<Sum>;
}

/** What is known in this run. */
export interface Known {
  known(value: Value): Fact;
  inputsOf(node: Node): Facts;
}

/** How often graphs are gone through on average before bodies are no longer told apart by what they are given. */
const MOST_RUNS = 4;
const FREE_RUNS = 10_000;
/** Bodies in bodies; what lies deeper is gone through by itself. Nested graphs alone are never that deep: each is three messages. */
const MOST_DEPTH = 34;

const NO_BODIES: ReadonlyMap<Graph, null> = new Map<Graph, null>();

export async function inferTypes(model: Model): Promise<ValueTypes> {
  const operatorOf = model.format.operators(model);
  return new Inference(model, operatorOf, await readContents(model, operatorOf), new Map(), null).run();
}

/**
 * Goes through a model as it would be with inputs of other shapes than the file states.
 * @returns what came of each graph that is run by itself, the last time.
 */
export async function followTypes<Sum>(
  model: Model,
  operatorOf: OperatorOf,
  given: ReadonlyMap<Value, Shape>,
  follower: Follower<Sum>,
): Promise<ReadonlyMap<Graph, Sum>> {
  return new Inference(model, operatorOf, await readContents(model, operatorOf), given, follower).run().sums;
}

class Inference<Sum> implements ValueTypes, Known {
  readonly contradictions: Contradiction[] = [];
  /** In the latest run of its graph. */
  readonly #facts: Column<Value, Fact>;
  /** Of values in graphs that were run more than once, what holds for all runs. */
  readonly #united: Column<Value, Fact>;
  readonly #pool = new TypePool<Fact>();
  readonly #contradicted = new Set<Value>();
  readonly #orders = new Map<Graph, readonly Node[]>();
  readonly #results = new Map<Graph, Run<Sum>[]>();
  /** Of graphs in their latest run. */
  readonly sums = new Map<Graph, Sum>();
  /** Of the graphs that the node runs which is looked at. */
  #bodies: Map<Graph, Sum | null> | null = null;
  readonly #running = new Set<Graph>();
  readonly #postponed = new Set<Graph>();
  readonly #hasRun = new Set<Graph>();
  readonly #general = new Set<Graph>();
  #isGeneral = false;
  /** How many nodes, inputs and outputs may still be gone through again. */
  #left = FREE_RUNS;

  constructor(
    readonly model: Model,
    readonly operatorOf: OperatorOf,
    readonly contents: Contents,
    readonly given: ReadonlyMap<Value, Shape>,
    readonly follower: Follower<Sum> | null,
  ) {
    this.#facts = new Column(model.lineage.values);
    this.#united = new Column(model.lineage.values);
  }

  run(): this {
    for (const graph of rootGraphs(this.model)) {
      if (!this.#hasRun.has(graph)) {
        this.#run(graph, []);
      }
    }
    this.#isGeneral = true;
    for (const graph of this.#postponed) {
      this.#general.add(graph);
      this.#run(graph, []);
    }
    return this;
  }

  of(value: Value): ValueType {
    const stated = this.#stated(value);
    const { dtype, shape } = this.#united.get(value) ?? this.#facts.get(value) ?? this.#given(value, UNKNOWN);
    // What is stated in more dimensions than are followed is stated all the same.
    const known = { dtype, shape: shape ?? stated?.shape ?? null };
    const saysAll = stated !== null && isEqual(fact(stated.dtype, stated.shape), fact(known.dtype, known.shape));
    return { ...known, source: saysAll ? "stated" : "inferred" };
  }

  inputsOf(node: Node): Facts {
    return new InferredFacts(this, node);
  }

  /** What a graph makes of these. */
  through(graph: Graph, inputs: readonly Fact[]): readonly Fact[] {
    this.#ran(graph, null);
    if (this.#isGeneral) {
      return this.#throughInGeneral(graph);
    }
    if (this.#running.has(graph) || this.#running.size >= MOST_DEPTH || this.#left <= 0) {
      this.#postponed.add(rootOf(graph));
      return [];
    }
    // Graphs nested in nodes see what is around them, which may differ each time.
    const isShared = graph.owner === null;
    const results = this.#results.get(graph) ?? [];
    const known = isShared ? results.find((each) => areEqual(each.inputs, inputs)) : undefined;
    const run = known ?? this.#run(graph, inputs);
    if (isShared && known === undefined) {
      this.#results.set(graph, [...results.slice(1 - MOST_RUNS), run]);
    }
    this.#ran(graph, run.sum);
    return run.outputs;
  }

  #ran(graph: Graph, sum: Sum | null): void {
    this.#bodies ??= new Map();
    this.#bodies.set(graph, sum);
  }

  /** Each graph once, whatever it is given. */
  #throughInGeneral(graph: Graph): readonly Fact[] {
    if (graph.owner === null) {
      this.#postponed.add(graph);
      return [];
    }
    if (this.#general.has(graph)) {
      return [];
    }
    this.#general.add(graph);
    const { outputs, sum } = this.#run(graph, []);
    this.#ran(graph, sum);
    return outputs;
  }

  #run(graph: Graph, inputs: readonly Fact[]): Run<Sum> {
    const isRepeated = this.#hasRun.has(graph);
    this.#hasRun.add(graph);
    this.#running.add(graph);
    graph.inputs.forEach((value, index) => {
      this.#know(value, this.#given(value, inputs[index] ?? UNKNOWN), isRepeated);
    });
    let order = this.#orders.get(graph);
    if (order === undefined) {
      order = this.#orderOf(graph);
      this.#orders.set(graph, order);
    }
    const steps = graph.inputs.length + order.length + graph.outputs.length;
    this.#left -= isRepeated ? steps : -(MOST_RUNS - 1) * steps;
    const tally = this.follower?.begin(graph, order, this) ?? null;
    for (const node of order) {
      const outer = this.#bodies;
      this.#bodies = null;
      this.#learn(node, isRepeated);
      tally?.add(node, this.#bodies ?? NO_BODIES);
      this.#bodies = outer;
    }
    this.#running.delete(graph);
    const sum = tally?.sum() ?? null;
    if (sum !== null) {
      this.sums.set(graph, sum);
    }
    return { inputs, outputs: graph.outputs.map((value) => this.known(value)), sum };
  }

  /** File order where that is one. */
  #orderOf(graph: Graph): readonly Node[] {
    const { dialect } = this.model;
    return isInOrder(graph) ? graph.nodes : inExecutionOrder(graph, (from, to) => dialect.closesLoop(from, to));
  }

  #learn(node: Node, isRepeated: boolean): void {
    const made = this.#made(node);
    for (const graph of node.nested) {
      // Its operator is not known, or runs it only in some cases.
      if (!this.#hasRun.has(graph) && this.#running.size < MOST_DEPTH) {
        this.#run(graph, []);
      }
    }
    const { outputs } = node;
    for (let index = 0; index < outputs.length; index++) {
      const output = outputs[index] ?? null;
      if (output !== null) {
        this.#know(output, this.#given(output, made?.[index] ?? UNKNOWN), isRepeated);
      }
    }
  }

  #made(node: Node): readonly (Fact | null)[] | null {
    try {
      return this.operatorOf(node)?.result(node, new InferredFacts(this, node)) ?? null;
    } catch (error) {
      if (error instanceof Unclear) {
        return null;
      }
      throw error;
    }
  }

  #know(value: Value, known: Fact, isRepeated: boolean): void {
    if (isRepeated) {
      const before = this.#united.get(value) ?? this.#facts.get(value);
      this.#united.set(value, before === undefined ? known : union(before, known));
    }
    this.#facts.set(value, known);
  }

  known(value: Value): Fact {
    let known = this.#facts.get(value);
    if (known === undefined) {
      known = this.#given(value, UNKNOWN);
      // Most constants are asked for once.
      if (value.constant === null) {
        this.#facts.set(value, known);
      }
    }
    return known;
  }

  /** What is stated, and of what is not what is made. */
  #given(value: Value, made: Fact): Fact {
    const stated = this.#stated(value);
    if (stated === null) {
      return this.#kept(made);
    }
    const { constant } = value;
    if (constant !== null) {
      return this.#kept(fact(stated.dtype, stated.shape, this.contents.get(constant) ?? null));
    }
    const { shape } = stated;
    const dtype = stated.dtype === "opaque" ? made.dtype : stated.dtype;
    if (contradicts(dtype, shape, made)) {
      this.#contradict(value, stated, made);
      return this.#kept(fact(dtype, shape));
    }
    const isWhole = shape === null || made.shape === null || shape.every((length) => typeof length === "number");
    const more = isWhole ? (shape ?? made.shape) : shape.map((length, axis) => moreOf(length, made.shape![axis]!));
    return this.#kept(fact(dtype, more, made.elements));
  }

  /** Most values have a type of which there are many: what is known of these is kept once. */
  #kept(known: Fact): Fact {
    const followed = limited(known);
    return followed.elements === null ? this.#pool.of(followed) : followed;
  }

  #stated(value: Value): TensorType | null {
    const stated = statedType(value);
    const shape = this.given.get(value);
    return shape === undefined || stated === null ? stated : { dtype: stated.dtype, shape };
  }

  #contradict(value: Value, stated: TensorType, made: Fact): void {
    if (!this.#contradicted.has(value)) {
      this.#contradicted.add(value);
      const { dtype, shape } = stated;
      this.contradictions.push({ value, stated: { dtype, shape }, made });
    }
  }
}

interface Run<Sum> {
  readonly inputs: readonly Fact[];
  readonly outputs: readonly Fact[];
  readonly sum: Sum | null;
}

class InferredFacts extends FactsOf<Inference<unknown>> {
  at(input: number): Fact {
    const value = this.node.inputs[input] ?? null;
    return value === null ? UNKNOWN : this.source.known(value);
  }

  override through(graph: Graph, inputs: readonly Fact[]): readonly Fact[] {
    return this.source.through(graph, inputs);
  }
}

/** What the file says of a value; a type that is none of ours counts as not said. */
function statedType({ constant, type }: Value): TensorType | null {
  const stated = constant ?? type;
  return stated === null || (stated.dtype === "opaque" && stated.shape === null) ? null : stated;
}

function contradicts(dtype: DType | null, shape: Shape | null, made: Fact): boolean {
  return (
    (dtype !== null && made.dtype !== null && dtype !== made.dtype) ||
    (shape !== null &&
      made.shape !== null &&
      (shape.length !== made.shape.length || shape.some((length, axis) => differ(length, made.shape![axis]!))))
  );
}

/** What is followed: so many dimensions, and elements that fit the shape. */
function limited(known: Fact): Fact {
  const { dtype, shape, elements } = known;
  if (shape !== null && shape.length > MOST_DIMENSIONS) {
    return fact(dtype, null);
  }
  const isList = elements !== null && (elements.length > MOST_ELEMENTS || (dtype !== null && bitsOf(dtype) === 0));
  return isList ? fact(dtype, shape) : known;
}

function areEqual(one: readonly Fact[], other: readonly Fact[]): boolean {
  return one.length === other.length && one.every((each, index) => isEqual(each, other[index]!));
}
