// If: the graphs it chooses between are nested in it and read what is around them, so that the nodes of one can stand
// where the node stood. What is asked of the whole model is found out once for all of them.
import type { Choice } from "../../ir/folding";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import { repeatedNames, uniqueName } from "../../ir/names";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { allGraphs, withNested } from "../../ir/walk";
import { pinned } from "./pinned";

export class Choices {
  readonly #pinned: ReadonlyMap<Node | Value, string>;
  /** How many values have a name, and how many graphs return a value. */
  readonly #names = new Map<string, number>();
  readonly #returned = new Map<Value, number>();

  constructor(readonly model: EditableModel) {
    this.#pinned = pinned(model);
    for (const graph of allGraphs(model)) {
      this.#count(graph, 1);
    }
  }

  of(graph: Graph, node: Node): Choice | null {
    const [condition] = node.inputs;
    const [yes, no] = [branchOf(node, "then_branch"), branchOf(node, "else_branch")];
    if (node.op.domain !== "" || node.op.name !== "If" || condition == null || yes === null || no === null) {
      return null;
    }
    return {
      condition,
      take: (isTrue) => {
        const [taken, left] = isTrue ? [yes, no] : [no, yes];
        for (const gone of withNested(left)) {
          this.#count(gone, -1);
        }
        const obstacle = this.#obstacle(node, taken);
        if (obstacle === null) {
          this.#inline(graph, node, taken);
        } else {
          [...withNested(left)].forEach((kept) => this.#count(kept, 1));
        }
        return obstacle;
      },
    };
  }

  #count(graph: Graph, by: number): void {
    graph.values.forEach(({ name }) => this.#names.set(name, (this.#names.get(name) ?? 0) + by));
    graph.outputs.forEach((value) => this.#returned.set(value, (this.#returned.get(value) ?? 0) + by));
  }

  #obstacle(node: Node, taken: Graph): string | null {
    if (taken.inputs.length > 0 || taken.outputs.length !== node.outputs.length) {
      return "its branch does not make what it makes";
    }
    if (repeatedNames(taken).size > 0) {
      return "a name in its branch stands for two values";
    }
    for (const value of taken.values) {
      const reason = this.#pinned.get(value);
      if (reason !== undefined) {
        return `of "${value.name}" in its branch ${reason}`;
      }
      if (this.#isTaken(value) && !this.model.dialect.isPlainConstant(value)) {
        return `the name "${value.name}" is another value's around it`;
      }
    }
    return null;
  }

  /** Whether another value has its name too. */
  #isTaken({ name }: Value): boolean {
    return this.#names.get(name)! > 1;
  }

  #inline(graph: Graph, node: Node, taken: Graph): void {
    const { model } = this;
    this.#count(taken, -1);
    for (const value of taken.values) {
      if ((this.#names.get(value.name) ?? 0) > 0) {
        value.name = uniqueName(model, value.name);
      }
    }
    if (model.dialect.constantsAreInputs && graph === model.graphs[0]) {
      const isListed = ({ constant, producer }: Value) => constant !== null && producer === null;
      [...taken.values].filter(isListed).forEach((value) => graph.addInput(value));
    }
    const own = new Set(taken.values);
    const results = taken.outputs;
    const renamed = new Map<Value, Value>();
    graph.absorb(taken, node);
    for (const [index, output] of node.outputs.entries()) {
      const result = renamed.get(results[index]!) ?? results[index]!;
      if (output === null) {
        continue;
      }
      if (own.has(result) && result.producer !== null && (this.#returned.get(result) ?? 0) === 0) {
        own.delete(result); // a second time it has the other name already, and is copied
        graph.supplant(result, output);
        renamed.set(result, output);
      } else {
        graph.insert({ name: "", op: { ...node.op, name: "Identity" }, inputs: [result], outputs: [output] }, node);
      }
      output.type ??= result.type;
    }
    own.forEach(({ name }) => this.#names.set(name, (this.#names.get(name) ?? 0) + 1));
    graph.detach(node);
  }
}

function branchOf(node: Node, name: string): Graph | null {
  const attribute = node.attributes.get(name);
  return attribute?.kind === "graphs" && attribute.value.length === 1 ? attribute.value[0]! : null;
}
