// Values as users name them: by their own name, by that of the node that makes them, or, where values are named after
// nodes, by that and the position of the output, "topk:1".
import type { Context } from "../../context";
import { ModelError } from "../../ground/errors";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { allGraphs } from "../../ir/walk";

export class NamedValues {
  readonly #values = new Map<string, Value>();
  readonly #nodes = new Map<string, Node>();
  #called: ReadonlySet<Graph> | null = null;

  /** Names that several graphs have mean the first of them: graphs that signatures start come before the others. */
  constructor(
    readonly model: EditableModel,
    readonly context: Context,
  ) {
    const started = model.signatures.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
    const graphs = new Set([...started.flatMap(({ value }) => value.graph ?? []), ...model.graphs]);
    for (const graph of graphs) {
      graph.values.forEach((value) => put(this.#values, value.name, value));
      graph.nodes.forEach((node) => put(this.#nodes, node.name, node));
    }
  }

  /** @throws ModelError where there is no such value, or it is none that a caller could give or get. */
  find(name: string, what: "input" | "output"): Value {
    const value = this.#values.get(name) ?? this.#ofNode(name, what);
    if (value === null) {
      const inside = [...allGraphs(this.model)].some((graph) => [...graph.values].some((each) => each.name === name));
      throw new ModelError("parameter", inside ? unreachable(name, what) : missing(name, what), name);
    }
    if (value.graph !== this.model.graphs[0] && this.#isCalled(value.graph!)) {
      throw new ModelError("parameter", unreachable(name, what), name);
    }
    if (
      what === "input" &&
      value.producer !== null &&
      this.model.dialect.outputCount(this.model, value.producer) === 0
    ) {
      const why = `"${name}" (${value.producer.op.name}) makes nothing`;
      throw new ModelError("parameter", `${why}, so it cannot be an input: name what is read.`, name);
    }
    return value;
  }

  #ofNode(name: string, what: string): Value | null {
    const [, base = name, digits = "0"] = /^(.*):(\d+)$/s.exec(name) ?? [];
    const position = Number(digits);
    const node = this.#nodes.get(base);
    if (position === 0) {
      return this.#values.get(base) ?? node?.outputs[0] ?? this.#nodes.get(name)?.outputs[0] ?? null;
    }
    return node === undefined || !this.model.dialect.namesByNode ? null : this.#later(node, position, name, what);
  }

  /** An output that nothing reads, of which the file says nothing. */
  #later(node: Node, position: number, name: string, what: string): Value {
    const { dialect } = this.model;
    const known = node.outputs[position] ?? null;
    const count = dialect.outputCount(this.model, node);
    if (known === null && (count === null ? position > MOST_OUTPUTS : position >= count)) {
      const number = count === 1 ? "one output" : `${count ?? "fewer"} outputs`;
      const why = `"${node.name}" (${node.op.name}) has ${number}`;
      throw new ModelError("parameter", `There is no "${name}" to be an ${what}: ${why}.`, name);
    }
    if (known === null && count === null) {
      this.context.note(name, `whether there is such an output of ${node.op.name}, only the runtime knows`);
    }
    const value = known ?? dialect.nameOutput(node, position);
    this.#values.set(value.name, value);
    return value;
  }

  #isCalled(graph: Graph): boolean {
    const calls = this.model.dialect.bodies.calls(this.model);
    this.#called ??= new Set(this.model.graphs.flatMap((each) => [...calls(each)]));
    return this.#called.has(graph);
  }
}

/** More than any operator has. */
const MOST_OUTPUTS = 65_535;

function put<T>(map: Map<string, T>, name: string, item: T): void {
  if (!map.has(name)) {
    map.set(name, item);
  }
}

function missing(name: string, what: string): string {
  return `There is no value "${name}" in the model to be an ${what}.`;
}

function unreachable(name: string, what: string): string {
  return `"${name}" is in a graph that nodes call or hold, so it cannot be an ${what} of the model: name a value of the graph around it.`;
}
