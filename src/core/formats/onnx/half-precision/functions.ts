// Calls of the model's own functions: what they are given and give has the types of the caller.
import type { Graph } from "../../../ir/graph";
import type { Tie } from "../../../ir/half-precision";
import type { Model } from "../../../ir/model";
import type { Node } from "../../../ir/node";
import { allNodes, withNested } from "../../../ir/walk";
import { functionKey } from "../read-graph";
import { range, tie } from "./body-ties";

export class Functions {
  readonly #names: ReadonlySet<string>;
  readonly #overloaded: ReadonlySet<string>;
  /** The opset of the function that a graph is in, as its nodes have it. */
  readonly #opsets = new Map<Graph, number>();

  constructor(readonly model: Model) {
    const parts = [...model.functions.keys()].map((key) => key.split(":"));
    const name = (key: readonly string[]) => key.slice(0, 2).join(":");
    this.#names = new Set(parts.map(name));
    this.#overloaded = new Set(parts.filter((key) => key.length > 2).map(name));
    for (const body of model.functions.values()) {
      const opset = [...allNodes(body)].find(({ op }) => op.domain === "")?.op.version ?? null;
      for (const graph of opset === null ? [] : withNested(body)) {
        this.#opsets.set(graph, opset!);
      }
    }
  }

  isCall({ op }: Node): boolean {
    return this.#names.has(functionKey(op.domain, op.name));
  }

  /** Null for other nodes, and for functions that cannot change. */
  callee(node: Node): Graph | null {
    return typeof this.ties(node) === "string" ? null : this.#bodyOf(node);
  }

  opsetOf(graph: Graph): number | null {
    return this.#opsets.get(graph) ?? null;
  }

  ties(node: Node): readonly Tie[] | string {
    const body = this.#bodyOf(node);
    if (body === null) {
      return "it calls one of several functions of that name";
    }
    const isWhole = node.inputs.length <= body.inputs.length && node.outputs.length <= body.outputs.length;
    // What a function gives keeps its name, so a node in it has to make it.
    if (!isWhole || !this.#opsets.has(body) || body.outputs.some(({ producer }) => producer?.graph !== body)) {
      return "it calls a function of the model that cannot change its types";
    }
    return [
      ...range(node.inputs.length)
        .filter((index) => node.inputs[index] !== null)
        .map((index) => tie({ inputs: [index], bodyInputs: [body.inputs[index]!] })),
      ...range(node.outputs.length)
        .filter((index) => node.outputs[index] !== null)
        .map((index) => tie({ outputs: [index], bodyOutputs: [{ graph: body, index }] })),
    ];
  }

  /** Where an overload is named behind, a node may mean any of them. */
  #bodyOf({ op }: Node): Graph | null {
    const key = functionKey(op.domain, op.name);
    return this.#overloaded.has(key) ? null : (this.model.functions.get(key) ?? null);
  }
}
