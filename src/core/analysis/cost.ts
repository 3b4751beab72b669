// What running a model costs: multiply-accumulates (semantics/cost.ts says which) and the memory of activations.
//
// Bodies: a call costs what its body costs, If the dearer branch, a loop its body as often as it turns where that is
// known, and else once. The peak is the most that lives at any node: what lives before it (lifetimes.ts) and what it
// makes, or what its bodies have at their peak if that is more; for a loop both, as the state of one turn lives on in
// the next. What counts is the main graph: callers run one signature at a time.
import { Marks, NumberColumn } from "../ir/columns";
import { bitsOf, denseBytes, type DType } from "../ir/dtype";
import type { Graph } from "../ir/graph";
import type { Endpoint, Role } from "../ir/dialect";
import type { Model } from "../ir/model";
import { addTo } from "../ir/multimap";
import type { Node } from "../ir/node";
import type { Shape, Value } from "../ir/value";
import { allGraphs } from "../ir/walk";
import { elementsIn } from "../semantics/cost";
import type { Fact } from "../semantics/fact";
import { Unclear, type OperatorOf, type Lengths, type Runs } from "../ir/operator";
import { LifetimeNotes, Lifetimes } from "./lifetimes";
import { OpenDimensions } from "./open-dimensions";
import { followTypes, type Follower, type Known, type Tally } from "./shapes";

export interface NodeCost {
  /**
   * Each time it runs, with the graphs that it runs; where it runs with several shapes, for those that cost most. Null:
   * not known, or not all of it.
   */
  readonly macs: number | null;
  /** Bytes of what it makes; null: unknown. */
  readonly activationBytes: number | null;
}

export interface Costs {
  /** At least so many where something is left out. Null: more than numbers go to. */
  readonly macs: number | null;
  /** Likewise. */
  readonly activationPeakBytes: number | null;
  /** What open lengths are taken as, by name. */
  readonly openDimensions: ReadonlyMap<string, number>;
  /** How many nodes there are in all that runs. */
  readonly nodes: number;
  /** What is left out: nodes whose multiply-accumulates or results are not known in number or size. */
  readonly unknownMacs: readonly Node[];
  readonly unknownActivations: readonly Node[];
  /** Loops that count once, as nobody knows how often they turn. */
  readonly loopsCountedOnce: readonly Node[];
  /** What callers can start besides the main graph, which alone counts. */
  readonly otherGraphs: readonly Graph[];
  of(node: Node): NodeCost;
}

/**
 * @param given lengths of open dimensions by name; others are taken as 1.
 * @param endpoints Where they were worked out already.
 */
export async function costsOf(
  model: Model,
  given: ReadonlyMap<string, number> = new Map(),
  { inputs, outputs } = model.dialect.endpoints(model),
): Promise<Costs> {
  const operatorOf = model.format.operators(model);
  const dimensions = new OpenDimensions(given);
  const closed = new Map<Value, Shape>();
  for (const { value } of inputs) {
    const shape = value.type?.shape ?? null;
    if (shape !== null && value.constant === null) {
      closed.set(value, dimensions.close(value, shape));
    }
  }
  const metering = new Metering(model, operatorOf, dimensions, byGraph(inputs), byGraph(outputs));
  const sums = await followTypes(model, operatorOf, closed, metering);
  const main = model.graphs[0] ?? null;
  const graphs = new Set([...inputs, ...outputs].flatMap(({ value }) => value.graph ?? []));
  const others = [...graphs].filter((graph) => graph !== main && graph.owner === null);
  return { ...metering.total(main, sums), otherGraphs: others };
}

function byGraph(endpoints: readonly Endpoint[]): ReadonlyMap<Graph, readonly Value[]> {
  const values = new Map<Graph, Value[]>();
  endpoints.forEach(({ value }) => value.graph !== null && addTo(values, value.graph, value));
  return values;
}

/** Of a graph, once through. */
interface Cost {
  readonly macs: number;
  readonly peak: number;
  /** Whether nothing is left out of its multiply-accumulates. */
  readonly isWhole: boolean;
}

const FREE: Cost = { macs: 0, peak: 0, isWhole: true };

/** What nodes of these roles cost is not known where their operator is not known in detail; others multiply nothing. */
const COSTLY: ReadonlySet<Role> = new Set([
  "conv",
  "depthwiseConv",
  "transposedConv",
  "dense",
  "recurrent",
  "controlFlow",
  "custom",
  "other",
]);

const WITHOUT_PRODUCTS: ReadonlySet<DType> = new Set<DType>([
  "string",
  "resource",
  "variant",
  "bool",
  "int32",
  "int64",
]);

/** Whether a node takes and makes nothing but texts, tables and indices, as those do that split texts and look words up. */
function isAboutTexts(node: Node, known: Known): boolean {
  const values = [...node.inputs, ...node.outputs].filter((value) => value !== null);
  return node.outputs.length > 0 && values.every((value) => WITHOUT_PRODUCTS.has(known.known(value).dtype ?? "opaque"));
}

class Metering implements Follower<Cost> {
  readonly #macs: NumberColumn<Node>;
  readonly #bytes: NumberColumn<Node>;
  readonly #unknown: Marks<Node>;
  readonly #loops: Marks<Node>;
  readonly #activations: Activations;
  readonly #lifetimes = new Map<Graph, Lifetimes>();
  readonly #callees = new Map<Graph, Set<Graph>>();

  constructor(
    readonly model: Model,
    readonly operatorOf: OperatorOf,
    readonly dimensions: OpenDimensions,
    readonly inputs: ReadonlyMap<Graph, readonly Value[]>,
    readonly outputs: ReadonlyMap<Graph, readonly Value[]>,
  ) {
    const { nodes } = model.lineage;
    this.#macs = new NumberColumn(nodes);
    this.#bytes = new NumberColumn(nodes);
    this.#unknown = new Marks(nodes);
    this.#loops = new Marks(nodes);
    this.#activations = new Activations(model);
  }

  begin(graph: Graph, order: readonly Node[], known: Known): Tally<Cost> {
    const lifetimes = this.#lifetimesOf(graph, order);
    const memory = new Memory(this.#activations, lifetimes, (value) => this.#sizeOf(value, known));
    let [macs, isWhole] = [0, true];
    return {
      add: (node, bodies) => {
        if (bodies.size > 0) {
          bodies.forEach((_, body) => this.#noteCall(graph, body));
        }
        const runs = this.operatorOf(node)?.runs;
        const own = this.#ownMacs(node, known);
        const inner = bodies.size === 0 && runs === undefined ? FREE : this.#costOf(node, known, runs, bodies);
        macs += (own || 0) + inner.macs;
        isWhole = isWhole && inner.isWhole && !Number.isNaN(own);
        note(this.#macs, node, inner.isWhole ? own + inner.macs : NaN);
        note(this.#bytes, node, memory.run(node, inner.peak, typeof runs === "function"));
      },
      sum: () => ({ macs, peak: memory.peak, isWhole }),
    };
  }

  #lifetimesOf(graph: Graph, order: readonly Node[]): Lifetimes {
    let lifetimes = this.#lifetimes.get(graph);
    if (lifetimes === undefined) {
      const inputs = this.inputs.get(graph) ?? [];
      const outputs = this.outputs.get(graph) ?? [];
      const { lifetimes: notes } = this.#activations;
      lifetimes = new Lifetimes(notes, this.model, this.operatorOf, graph, order, inputs, outputs);
      this.#lifetimes.set(graph, lifetimes);
    }
    return lifetimes;
  }

  #noteCall(graph: Graph, body: Graph): void {
    let callees = this.#callees.get(graph);
    if (callees === undefined) {
      callees = new Set();
      this.#callees.set(graph, callees);
    }
    callees.add(body);
  }

  /** NaN where it is not known. Nodes that make nothing have a value that stands for them in control inputs. */
  #sizeOf(value: Value, known: Known): number {
    const bytes = bytesOf(known.known(value), this.dimensions);
    const makesNothing =
      Number.isNaN(bytes) &&
      value.producer !== null &&
      this.model.dialect.outputCount(this.model, value.producer) === 0;
    return makesNothing ? 0 : bytes;
  }

  /** NaN where it is not known. */
  #ownMacs(node: Node, known: Known): number {
    const operator = this.operatorOf(node);
    const count = operator?.macs;
    const isUnknown = operator === null || operator.isUntold === true;
    const role = this.model.dialect.role(node);
    let macs = isUnknown && COSTLY.has(role) && (role === "controlFlow" || !isAboutTexts(node, known)) ? NaN : 0;
    if (count !== undefined) {
      try {
        macs = count(node, new KnownLengths(node, known, this.dimensions));
      } catch (error) {
        if (!(error instanceof Unclear)) {
          throw error;
        }
        macs = NaN;
      }
    }
    // With lengths of 1 nothing may be left of what it makes: that says nothing of others.
    if (!Number.isFinite(macs) || (macs === 0 && count !== undefined && this.dimensions.areGuessed)) {
      this.#unknown.add(node);
      return NaN;
    }
    return macs;
  }

  /** Of the graphs that a node runs. */
  #costOf(node: Node, known: Known, runs: Runs | undefined, bodies: ReadonlyMap<Graph, Cost | null>): Cost {
    let [sum, most, peak, isWhole] = [0, 0, 0, true];
    for (const cost of bodies.values()) {
      if (cost === null) {
        this.#unknown.add(node);
      }
      sum += cost?.macs ?? 0;
      most = Math.max(most, cost?.macs ?? 0);
      peak = Math.max(peak, cost?.peak ?? 0);
      isWhole = isWhole && cost?.isWhole === true;
    }
    if (typeof runs !== "function") {
      return { macs: runs === "either" ? most : sum, peak, isWhole };
    }
    const turns = this.#turnsOf(node, known, runs);
    if (turns === null) {
      this.#loops.add(node);
    }
    return { macs: (turns ?? 1) * sum, peak, isWhole: isWhole && turns !== null };
  }

  #turnsOf(node: Node, known: Known, runs: Exclude<Runs, string>): number | null {
    try {
      const turns = this.dimensions.lengthOf(runs(node, known.inputsOf(node)));
      return turns === null || turns < 0 || turns > MOST_TURNS ? null : turns;
    } catch (error) {
      if (error instanceof Unclear) {
        return null;
      }
      throw error;
    }
  }

  /** @param main What is run. */
  total(main: Graph | null, sums: ReadonlyMap<Graph, Cost>): Omit<Costs, "otherGraphs"> {
    const { dialect } = this.model;
    const cost = (main === null ? undefined : sums.get(main)) ?? FREE;
    const running = new Set(main === null ? [] : [main]);
    // A set goes on to what is added to it meanwhile.
    running.forEach((graph) => this.#callees.get(graph)?.forEach((called) => running.add(called)));
    const nodes = [...allGraphs(this.model)]
      .filter((graph) => running.has(graph))
      .flatMap((graph) => graph.nodes.filter((node) => dialect.role(node) !== "constant"));
    return {
      macs: finite(cost.macs),
      activationPeakBytes: finite(cost.peak),
      openDimensions: this.dimensions.taken,
      nodes: nodes.length,
      unknownMacs: nodes.filter((node) => this.#unknown.has(node)),
      unknownActivations: nodes.filter((node) => !Number.isFinite(this.#bytes.get(node))),
      loopsCountedOnce: nodes.filter((node) => this.#loops.has(node)),
      of: costsIn(this.#macs, this.#bytes),
    };
  }
}

/** Holds on to nothing else of what was noted. */
function costsIn(macs: NumberColumn<Node>, bytes: NumberColumn<Node>): Costs["of"] {
  return (node) => ({ macs: finite(macs.get(node)), activationBytes: finite(bytes.get(node)) });
}

/** Limits that exporters write where a condition ends the loop, and no number of turns. */
const MOST_TURNS = 2 ** 31 - 2;

/** What is noted of the values of all graphs of a model. */
class Activations {
  readonly lifetimes: LifetimeNotes;
  /** In bytes. */
  readonly sizes: NumberColumn<Value>;
  /** In which run of their graph they began to live; 0: none, or they live no more. */
  readonly begun: NumberColumn<Value>;
  /** Graphs are gone through several times, but not again before they have ended. */
  runs = 0;

  constructor(model: Model) {
    this.lifetimes = new LifetimeNotes(model);
    this.sizes = new NumberColumn(model.lineage.values);
    this.begun = new NumberColumn(model.lineage.values);
  }
}

/** What lives while the nodes of a graph run. */
class Memory {
  peak: number;
  #alive = 0;
  readonly #run: number;

  /** @param sizeOf in bytes, NaN where it is not known. */
  constructor(
    readonly activations: Activations,
    readonly lifetimes: Lifetimes,
    readonly sizeOf: (value: Value) => number,
  ) {
    this.#run = ++activations.runs;
    lifetimes.atStart.forEach((value) => this.#begin(value));
    this.peak = this.#alive;
  }

  /** @param inner The peak of the graphs that it runs. @returns the bytes of what it makes. */
  run(node: Node, inner: number, isLoop: boolean): number {
    const before = this.#alive;
    let made = 0;
    for (const output of node.outputs) {
      if (output !== null && this.lifetimes.isActivation(output)) {
        made += this.#begin(output);
      }
    }
    this.peak = Math.max(this.peak, this.#alive, (isLoop ? this.#alive : before) + inner);
    this.lifetimes.forEachUsed(node, this.#endAt);
    return made;
  }

  #begin(value: Value): number {
    const { begun, sizes } = this.activations;
    if (begun.get(value) === this.#run) {
      return sizes.get(value);
    }
    const bytes = this.sizeOf(value);
    begun.set(value, this.#run);
    sizes.set(value, bytes || 0);
    this.#alive += bytes || 0;
    return bytes;
  }

  /** One for all nodes. */
  readonly #endAt = (value: Value, by: Node): void => {
    const { begun, sizes } = this.activations;
    if (this.lifetimes.endsAt(value, by) && begun.get(value) === this.#run) {
      begun.set(value, 0);
      this.#alive -= sizes.get(value);
    }
  };
}

class KnownLengths implements Lengths {
  constructor(
    readonly node: Node,
    readonly known: Known,
    readonly dimensions: OpenDimensions,
  ) {}

  has(input: number): boolean {
    return this.node.inputs[input] != null;
  }

  input(position: number): readonly number[] {
    return this.#of(this.node.inputs[position]);
  }

  output(position: number): readonly number[] {
    return this.#of(this.node.outputs[position]);
  }

  #of(value: Value | null | undefined): readonly number[] {
    const shape = value == null ? null : this.known.known(value).shape;
    if (shape === null) {
      throw new Unclear();
    }
    return lengthsOf(shape, this.dimensions);
  }
}

function areLengths(shape: Shape): shape is readonly number[] {
  for (const length of shape) {
    if (typeof length !== "number" || length < 0 || !Number.isSafeInteger(length)) {
      return false;
    }
  }
  return true;
}

/** NaN for those that are not known, or are no lengths. */
function lengthsOf(shape: Shape, dimensions: OpenDimensions): readonly number[] {
  if (areLengths(shape)) {
    return shape;
  }
  return shape.map((length) => {
    const known = typeof length === "number" ? length : dimensions.lengthOf(length);
    return known !== null && known >= 0 && Number.isSafeInteger(known) ? known : NaN;
  });
}

/** Of a tensor; NaN where it is not known, or beyond what a number holds. */
function bytesOf({ dtype, shape }: Fact, dimensions: OpenDimensions): number {
  if (dtype === "resource") {
    return 0;
  }
  if (dtype === null || shape === null || bitsOf(dtype) === 0) {
    return NaN;
  }
  const bytes = denseBytes(dtype, elementsIn(lengthsOf(shape, dimensions)));
  return bytes <= Number.MAX_SAFE_INTEGER ? bytes : NaN;
}

/** Of all runs the most; what is not known in one of them stays so. */
function note(costs: NumberColumn<Node>, node: Node, cost: number): void {
  costs.set(node, Math.max(costs.get(node), cost));
}

function finite(count: number): number | null {
  return Number.isFinite(count) ? count : null;
}
