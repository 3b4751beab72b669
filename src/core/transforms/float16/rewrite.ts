// Carries out a plan: gives each value the form it is made in, and those that read the other form a cast.
import type { DType } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import { addTo } from "../../ir/multimap";
import { uniqueName } from "../../ir/names";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import type { Change } from "../transform";
import type { Plan } from "./plan";
import type { Place, Readers } from "./readers";

export class Rewriter {
  /** The float16 form of what is float32 in the file, where there is one. */
  readonly #halfForms = new Map<Value, Value>();
  /** Casts, by the node that they have to stand behind; null: they stand first. */
  readonly #casts = new Map<Graph, Map<Node | null, Node[]>>();

  constructor(
    readonly plan: Plan,
    /** Names that may mean several values: nobody is made to read those anew. */
    readonly ambiguous: ReadonlySet<string>,
    readonly changes: Change[],
  ) {}

  /** To be called once the constants are stored in the form that the plan says. */
  rewrite(copies: ReadonlyMap<Value, Value>): void {
    for (const graph of this.plan.graphs) {
      const made = graph.nodes.flatMap(({ outputs }) => outputs.filter((output) => output !== null));
      const given = [...graph.values].filter(({ producer }) => producer === null);
      for (const value of [...given, ...made]) {
        if (this.plan.types.of(value) === "float32") {
          this.#rewriteValue(graph, value, copies.get(value) ?? null);
        } else if (this.plan.types.of(value) === "float16") {
          this.#halfForms.set(value, value);
        }
      }
    }
    for (const [graph, casts] of this.#casts) {
      const added = new Set([...casts.values()].flat());
      const others = graph.nodes.filter((node) => !added.has(node));
      graph.reorder(
        [null, ...others].flatMap((node) => [...(node === null ? [] : [node]), ...(casts.get(node) ?? [])]),
      );
    }
  }

  #rewriteValue(graph: Graph, value: Value, copy: Value | null): void {
    const readers = this.plan.readers.of(value);
    if (!this.plan.halves.has(value)) {
      this.#keepSingle(graph, value, copy, readers);
      return;
    }
    const { producer } = value;
    const isCast = producer !== null && this.plan.half.making(producer) === "cast";
    if (isCast && this.#readSource(graph, value, readers)) {
      return;
    }
    if (isCast) {
      this.plan.half.setTarget(producer, "float16");
    }
    if (readers.single.some((place) => this.plan.isNamedOutput(place))) {
      const made = this.#makeElsewhere(graph, value, "float16");
      point([...readers.half, ...readers.either], made);
      this.#halfForms.set(value, made);
      return;
    }
    setType(value, "float16");
    this.#halfForms.set(value, value);
    if (readers.single.length > 0) {
      point(readers.single, this.#castBehind(graph, value, "float32"));
    }
  }

  #keepSingle(graph: Graph, value: Value, copy: Value | null, { half, single, either }: Readers): void {
    if (half.length === 0) {
      return;
    }
    if (copy !== null) {
      point(half, copy);
      return;
    }
    const { producer } = value;
    if (half.some((place) => this.plan.isNamedOutput(place))) {
      if (producer !== null) {
        const made = this.#makeElsewhere(graph, value, "float32");
        setType(value, "float16");
        point([...single, ...either], made);
      }
      return;
    }
    // Beside a cast to float32 stands one to float16, not behind it.
    const source = producer !== null && this.plan.half.making(producer) === "cast" ? producer.inputs[0]! : value;
    const known = this.#halfForms.get(source);
    const isReadable = source !== value && known !== undefined && !this.ambiguous.has(known.name);
    point(half, isReadable ? known : this.#castBehind(graph, value, "float16", source));
  }

  /** Has the readers of a cast read what it casts, where that is float16 itself; the cast goes. */
  #readSource(graph: Graph, value: Value, { half, either }: Readers): boolean {
    const producer = value.producer!;
    const source = this.#halfForms.get(producer.inputs[0]!);
    const isOutput = half.some((place) => this.plan.isNamedOutput(place));
    if (source === undefined || isOutput || this.ambiguous.has(source.name)) {
      return false;
    }
    point([...half, ...either], source);
    graph.remove(producer);
    this.#tell("removed", producer.name || value.name);
    return true;
  }

  /** The value keeps its name behind a cast, as callers know it; its node makes another in its place. */
  #makeElsewhere(graph: Graph, value: Value, dtype: DType): Value {
    const producer = value.producer!;
    const made = this.#addValue(graph, value, dtype);
    graph.cutAt(value, made);
    const other = dtype === "float16" ? "float32" : "float16";
    setType(value, other);
    this.#addCast(graph, made, value, other, producer);
    return made;
  }

  #castBehind(graph: Graph, value: Value, dtype: DType, from = value): Value {
    const cast = this.#addValue(graph, value, dtype);
    this.#addCast(graph, from, cast, dtype, value.producer);
    return cast;
  }

  #addCast(graph: Graph, from: Value, to: Value, dtype: DType, behind: Node | null): void {
    const casts = this.#casts.get(graph) ?? new Map<Node | null, Node[]>();
    const node = this.plan.half.addCast(graph, from, to, dtype);
    addTo(casts, behind, node);
    this.#casts.set(graph, casts);
    this.#tell("added", to.name);
  }

  #addValue(graph: Graph, value: Value, dtype: DType): Value {
    return graph.addValue(uniqueName(this.plan.model, `${value.name}_${dtype}`), {
      dtype,
      shape: value.type?.shape ?? null,
    });
  }

  #tell(kind: Change["kind"], subject: string): void {
    this.changes.push({ kind, subject, bytesBefore: 0, bytesAfter: 0 });
  }
}

function setType(value: Value, dtype: DType): void {
  if (value.type !== null) {
    value.type = { dtype, shape: value.type.shape };
  }
}

function point(places: readonly Place[], value: Value): void {
  for (const place of places) {
    if ("node" in place) {
      place.node.graph!.setInput(place.node, place.index, value);
    } else {
      place.graph.replaceOutput(place.index, value);
    }
  }
}
