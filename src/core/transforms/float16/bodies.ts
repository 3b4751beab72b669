// The graphs that a main graph is made of: itself, those inside its nodes, and the functions that it calls.
import type { Graph } from "../../ir/graph";
import type { HalfPrecision, Tie } from "../../ir/half-precision";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { allNodes, withNested } from "../../ir/walk";

/** A graph, those inside it, and the functions that they call; outer before inner. */
export function reachable(graph: Graph, half: HalfPrecision): Graph[] {
  const found = new Set<Graph>();
  const pending = [graph];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!found.has(next)) {
      found.add(next);
      for (const node of next.nodes) {
        [...node.nested, ...calledBy(node, half)].forEach((graph) => pending.push(graph));
      }
    }
  }
  return [...found];
}

function calledBy(node: Node, half: HalfPrecision): Graph[] {
  const callee = half.callee(node);
  return callee === null ? [] : [callee];
}

export class Bodies {
  readonly graphs: readonly Graph[];
  readonly main: Graph;
  /** Graphs inside operators that may ask for the types they have. */
  readonly #foreign: ReadonlySet<Graph>;
  readonly #callees: ReadonlySet<Graph>;

  constructor(
    readonly model: EditableModel,
    readonly half: HalfPrecision,
  ) {
    this.main = model.graphs[0]!;
    this.graphs = reachable(this.main, half);
    const nodes = this.graphs.flatMap((graph) => graph.nodes);
    const unknown = nodes.filter((node) => node.nested.length > 0 && typeof half.ties(node) === "string");
    this.#foreign = new Set(unknown.flatMap((node) => node.nested.flatMap((graph) => [...withNested(graph)])));
    this.#callees = new Set(nodes.flatMap((node) => calledBy(node, half)));
  }

  isForeign(node: Node): boolean {
    return this.#foreign.has(node.graph!);
  }

  /** Whether outputs have to keep their names: those of the main graph and of functions. */
  hasNamedOutputs(graph: Graph): boolean {
    return graph === this.main || this.#callees.has(graph);
  }

  /**
   * What functions are given and give that some call needs as float32, so that all have to.
   * @param isObstructed Whether the places of a call have to stay float32.
   */
  keptByCalls(isObstructed: (node: Node, tie: Tie) => boolean): Set<Value> {
    const kept = new Set<Value>();
    const uncalled = [...this.model.functions.values()].filter((body) => !this.#callees.has(body));
    const strays = new Set(uncalled.flatMap((body) => [...allNodes(body)]));
    for (const node of [...this.graphs.flatMap(({ nodes }) => nodes), ...strays]) {
      const ties = this.half.callee(node) === null ? [] : this.half.ties(node);
      for (const tie of typeof ties === "string" ? [] : ties) {
        if (strays.has(node) || this.isForeign(node) || isObstructed(node, tie)) {
          bodyPlaces(tie).forEach((value) => kept.add(value));
        }
      }
    }
    return kept;
  }
}

/** What bodies are given and give at a tie. */
export function bodyPlaces({ bodyInputs, bodyOutputs }: Tie): Value[] {
  return [...bodyInputs, ...bodyOutputs.map(({ graph, index }) => graph.outputs[index]!)];
}
