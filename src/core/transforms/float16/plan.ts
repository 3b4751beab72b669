// Which nodes compute in float16, and who reads each float32 value in which form.
import { elementCount } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { HalfPrecision, Tie } from "../../ir/half-precision";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import { isSparse } from "../../ir/sparse";
import type { Value } from "../../ir/value";
import { Bodies, bodyPlaces } from "./bodies";
import { placesOf, type ElementTypes } from "./element-types";
import { ReaderMap, type Place, type Readers } from "./readers";

export interface PlanOptions {
  readonly keepTypes: boolean;
  /** Why a node is to stay float32; null: it need not. */
  readonly denied: (node: Node) => string | null;
  /** Values that count: what makes them stays float32. */
  readonly whole: ReadonlySet<Value>;
  /** Values that have to stay float32 with all that reads or makes them, and why. */
  readonly kept: ReadonlyMap<Value, string>;
  /** Constants that callers may give in their place: they keep their type, behind a Cast. */
  readonly overridable: ReadonlyMap<Value, string>;
}

/** A constant that so few bytes may be there twice: what a Cast costs besides. */
const SMALL_COPY = 40;
const WHOLE = "it counts or measures in whole numbers, of which float16 has all only to 2,048";

export class Plan {
  /** The float32 values that are made, given or stored as float16 from now on. */
  readonly halves = new Set<Value>();
  readonly readers = new ReaderMap();
  /** The nodes that stay float32, and why. */
  readonly left = new Map<Node, string>();
  readonly #bodies: Bodies;
  readonly #tiedOutputs = new Map<Graph, Set<number>>();
  /** Inputs and outputs of functions that stay float32 as some call needs them so. */
  readonly #keptByCalls: ReadonlySet<Value>;

  constructor(
    readonly model: EditableModel,
    readonly types: ElementTypes,
    readonly options: PlanOptions,
  ) {
    this.#bodies = new Bodies(model, types.half);
    this.#keptByCalls = new Set();
    this.#keptByCalls = this.#bodies.keptByCalls((node, tie) => this.#obstacle(node, tie) !== null);
    const forms = new Map<Node, ReadonlyMap<number, keyof Readers>>();
    for (const graph of this.graphs) {
      graph.nodes.forEach((node) => forms.set(node, this.#convert(node)));
    }
    for (const graph of this.graphs) {
      graph.nodes.forEach((node) =>
        node.inputs.forEach((value, index) =>
          this.#read(value, forms.get(node)!.get(index) ?? "single", { node, index }),
        ),
      );
      graph.outputs.forEach((value, index) => this.#readAtEnd(graph, value, index));
    }
    for (const graph of this.graphs) {
      for (const value of graph.values) {
        if (this.types.of(value) === "float32" && this.#isMadeHalf(graph, value)) {
          this.halves.add(value);
        }
      }
    }
  }

  get half(): HalfPrecision {
    return this.types.half;
  }

  get graphs(): readonly Graph[] {
    return this.#bodies.graphs;
  }

  /** Whether a constant is stored in both forms, as that takes less than a cast. */
  isCopied(value: Value): boolean {
    const { half, single } = this.readers.of(value);
    const isSmall = value.constant !== null && elementCount(value.constant.shape) <= SMALL_COPY;
    const isInitializer = value.producer === null; // of which a function has none
    return isSmall && isInitializer && half.length > 0 && single.length > 0 && this.#isStorable(value);
  }

  isNamedOutput(place: Place): boolean {
    return "graph" in place && this.#bodies.hasNamedOutputs(place.graph);
  }

  /** Has the ties of a node become float16 that can. @returns how it reads its inputs; those left out as float32. */
  #convert(node: Node): ReadonlyMap<number, keyof Readers> {
    const inputs = new Map<number, keyof Readers>();
    const { types, half } = this;
    const making = half.making(node);
    if (this.#bodies.isForeign(node)) {
      return inputs;
    }
    if (making === "cast") {
      return inputs.set(0, "either");
    }
    if (making === "fill" || node.outputs[0]?.constant != null) {
      return inputs;
    }
    const ties = types.ties(node);
    const reasons: string[] = [];
    if (typeof ties === "string") {
      reasons.push(ties);
    }
    for (const tie of typeof ties === "string" ? [] : ties) {
      const places = [...placesOf(node, tie)];
      if (!places.some((value) => types.of(value) === "float32")) {
        continue;
      }
      const reason = this.#obstacle(node, tie);
      if (reason !== null) {
        reasons.push(reason);
        continue;
      }
      const isAsked = tie.inputs.length === 1 && places.length === 1;
      tie.inputs.forEach((index) => inputs.set(index, isAsked ? "either" : "half"));
      tie.outputs.forEach((index) => this.halves.add(node.outputs[index]!));
      tie.bodyInputs.forEach((value) => this.halves.add(value));
      for (const { graph, index } of tie.bodyOutputs) {
        this.#tiedOutputs.set(graph, (this.#tiedOutputs.get(graph) ?? new Set()).add(index));
      }
    }
    const isAbout = [...node.inputs, ...node.outputs].some((value) => types.of(value) === "float32");
    if (isAbout && reasons[0] !== undefined) {
      this.left.set(node, reasons[0]);
    }
    return inputs;
  }

  #obstacle(node: Node, tie: Tie): string | null {
    if (this.types.ofTie(node, tie) !== "float32") {
      return "the types of all it reads are not known";
    }
    const { denied, whole, kept } = this.options;
    if (bodyPlaces(tie).some((value) => this.#keptByCalls.has(value))) {
      return "the function that it calls is called from elsewhere with other types";
    }
    const places = [...placesOf(node, tie)];
    const outputs = tie.outputs.map((index) => node.outputs[index]!);
    const keeping = places.find((value) => value !== null && kept.has(value));
    const counts = outputs.length > 0 ? outputs : places;
    return (
      tie.obstacle ??
      denied(node) ??
      (counts.some((value) => value !== null && whole.has(value)) ? WHOLE : null) ??
      (keeping == null ? null : `it reads or makes ${keeping.name}: ${kept.get(keeping)}`)
    );
  }

  #readAtEnd(graph: Graph, value: Value, index: number): void {
    if (graph !== this.#bodies.main) {
      this.#read(value, this.#tiedOutputs.get(graph)?.has(index) === true ? "half" : "single", { graph, index });
      return;
    }
    const isGiven = value.producer === null && (value.constant === null) !== graph.isInput(value);
    this.#read(value, !this.options.keepTypes && !isGiven ? "half" : "single", { graph, index });
  }

  #read(value: Value | null, form: keyof Readers, place: Place): void {
    if (value !== null && this.types.of(value) === "float32") {
      this.readers.add(value, form, place);
    }
  }

  #isMadeHalf(graph: Graph, value: Value): boolean {
    const { half, single } = this.readers.of(value);
    if (value.constant !== null) {
      return half.length > 0 && this.#isStorable(value) && !this.isCopied(value);
    }
    if (graph === this.#bodies.main && graph.isInput(value)) {
      return !this.options.keepTypes;
    }
    const making = value.producer === null ? null : this.half.making(value.producer);
    return making === "cast" ? half.length > 0 && single.length === 0 : making === "fill" && half.length > 0;
  }

  /** Why a constant that nodes read as float16 is cast to it each time; null: it is stored so, or nothing reads it so. */
  castReason(value: Value): string | null {
    const isCast = value.constant !== null && this.readers.of(value).half.length > 0 && !this.halves.has(value);
    return isCast && !this.isCopied(value) ? this.#storageObstacle(value) : null;
  }

  #isStorable(value: Value): boolean {
    return this.#storageObstacle(value) === null;
  }

  /** Why the elements of a constant cannot be put into float16 where they are. */
  #storageObstacle(value: Value): string | null {
    const isOutput = this.readers.of(value).single.some((place) => this.isNamedOutput(place));
    return (
      this.options.overridable.get(value) ??
      this.options.kept.get(value) ??
      (isOutput ? "a graph output" : isSparse(value.constant!.storage) ? "stored sparsely" : null)
    );
  }
}
