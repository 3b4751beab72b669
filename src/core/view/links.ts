// What leads from one thing that is drawn to another: from values to who makes and reads them, from nodes to the graphs they
// run, and from these back.
import type { Graph } from "../ir/graph";
import type { Model } from "../ir/model";
import { nameOf, Node } from "../ir/node";
import type { Value } from "../ir/value";
import type { ViewSource } from "./view-graph";

/** Where something is drawn. */
export interface Place {
  readonly graph: number;
  readonly node: number;
}

/** Something that is drawn, and what it is called. */
export interface Link extends Place {
  readonly name: string;
}

/** Readers of a value; nobody goes to more of them from there. */
const MOST_READERS = 20;

export class Links {
  readonly #places = new Map<Node | Value, Place>();
  /** Of the values that are drawn as outputs; what is an input and an output is drawn twice. */
  readonly #outputs = new Map<Value, Place>();
  readonly #graphs: ReadonlyMap<Graph, number>;
  readonly #bodiesOf: (node: Node) => readonly Graph[];

  constructor(
    model: Model,
    readonly views: readonly ViewSource[],
  ) {
    views.forEach(({ subjects, graph: { nodes } }, graph) =>
      subjects.forEach((subject, node) => {
        const isOutput = nodes[node]!.kind === "output";
        (isOutput ? this.#outputs : this.#places).set(subject, { graph, node });
      }),
    );
    this.#graphs = new Map(views.map(({ source }, index) => [source, index]));
    this.#bodiesOf = bodiesOf(model);
  }

  /** Null: it is not drawn. */
  placeOf(subject: Node | Value): Place | null {
    return this.#places.get(subject) ?? this.#outputs.get(subject as Value) ?? null;
  }

  /** Where a value is drawn as an output. */
  outputOf(value: Value): Place | null {
    return this.#outputs.get(value) ?? null;
  }

  /** What makes a value, or the input that it is. */
  makerOf(value: Value): Link | null {
    const { producer } = value;
    return producer === null
      ? this.#link(value, this.#places.get(value))
      : this.#link(producer, this.placeOf(producer));
  }

  /** What reads a value, and the output that it is; the first ones. */
  readersOf(value: Value): readonly Link[] {
    const links: Link[] = [];
    for (const reader of value.uses) {
      const link = this.#link(reader, this.placeOf(reader));
      if (link !== null) {
        links.push(link);
      }
      if (links.length === MOST_READERS) {
        return links;
      }
    }
    const output = this.#link(value, this.#outputs.get(value));
    return output === null ? links : [...links, output];
  }

  /** The graphs that a node runs: branches, bodies of loops, functions. */
  bodiesOf(node: Node): readonly number[] {
    return this.#bodiesOf(node).flatMap((body) => this.#graphs.get(body) ?? []);
  }

  /** By graph the first node that runs it, seen from the main graph and others that nothing runs; null: none does. */
  callers(): readonly (Place | null)[] {
    const callers = this.views.map((): Place | null => null);
    if (this.views.length < 2) {
      return callers;
    }
    const bodies = this.views.map(({ subjects }) =>
      subjects.flatMap((subject, node) =>
        subject instanceof Node ? this.bodiesOf(subject).map((body) => ({ node, body })) : [],
      ),
    );
    const called = new Set(bodies.flatMap((each) => each.map(({ body }) => body)));
    const all = this.views.map((_, graph) => graph);
    const known = new Set<number>();
    for (const start of [0, ...all.filter((graph) => !called.has(graph)), ...all]) {
      const queue = known.has(start) ? [] : [start];
      known.add(start);
      for (let at = 0; at < queue.length; at++) {
        const graph = queue[at]!;
        for (const { node, body } of bodies[graph] ?? []) {
          if (!known.has(body)) {
            known.add(body);
            callers[body] = { graph, node };
            queue.push(body);
          }
        }
      }
    }
    return callers;
  }

  #link(subject: Node | Value, place: Place | null | undefined): Link | null {
    return place == null ? null : { ...place, name: subject instanceof Node ? nameOf(subject) : subject.name };
  }
}

const NO_BODIES: readonly Graph[] = [];

/** What tells the graphs that a node runs, each once. */
export function bodiesOf(model: Model): (node: Node) => readonly Graph[] {
  const bindingsOf = model.dialect.bodies.bindings(model);
  return (node) => {
    const bindings = bindingsOf(node);
    // As good as all run none.
    return bindings === null && node.nested.length === 0
      ? NO_BODIES
      : [...new Set([...node.nested, ...(bindings?.bodies.map(({ body }) => body) ?? [])])];
  };
}
