// A structural copy of a model that shares tensors and everything readers keep: cheap enough to make before each step.
import { Graph } from "./graph";
import { Lineage } from "./lineage";
import type { Model, Signature, SignatureEntry } from "./model";
import type { Attribute, Attributes, LazyAttributes, Node } from "./node";
import type { Nodes } from "./node-set";
import type { Value } from "./value";

export function forkModel<M extends Model>(model: M): M {
  const lineage = new Lineage(model.lineage);
  const copier = new Copier(lineage);
  const graphs = model.graphs.map((graph) => copier.graph(graph));
  const functions = new Map([...model.functions].map(([name, graph]) => [name, copier.graph(graph)]));
  return {
    ...model,
    lineage,
    fileBytes: null,
    graphs,
    functions,
    signatures: model.signatures.map((signature) => copier.signature(signature)),
  };
}

class Copier {
  readonly #values = new Map<Value, Value>();

  constructor(readonly lineage: Lineage) {}

  signature(original: Signature): Signature {
    const copy = (entries: readonly SignatureEntry[]) =>
      entries.map(({ name, value }) => ({ name, value: this.#value(value)! }));
    return { ...original, inputs: copy(original.inputs), outputs: copy(original.outputs) };
  }

  graph(original: Graph): Graph {
    const copy = new Graph(original.name, this.lineage);
    copy.extras = original.extras;
    for (const value of original.values) {
      const twin = copy.addValue(value.name, value.rawType, value);
      twin.constant = value.constant;
      twin.quantization = value.quantization;
      twin.extras = value.extras;
      this.#values.set(value, twin);
    }
    for (const value of original.values) {
      if (value.attached.length > 0) {
        this.#values.get(value)!.attached = value.attached.map((each) => this.#value(each)!);
      }
    }
    const nodes = new Map<Node, Node>();
    const controls: [Node, Nodes][] = [];
    for (const node of original.nodes) {
      const twin = copy.append({
        name: node.name,
        op: node.op,
        inputs: node.inputs.map((input) => this.#value(input)),
        outputs: node.outputs.map((output) => this.#value(output)),
        attributes: this.#attributes(node),
        continues: node,
        ...(node.extras === null ? {} : { extras: node.extras }),
      });
      if (node.attached.length > 0) {
        twin.attached = node.attached.map((each) => this.#value(each)!);
      }
      nodes.set(node, twin);
      if (node.controlInputs.size > 0) {
        controls.push([twin, node.controlInputs]);
      }
    }
    for (const [twin, inputs] of controls) {
      copy.addControlInputs(
        twin,
        [...inputs].map((input) => nodes.get(input)!),
      );
    }
    copy.setInputs(original.inputs.map((input) => this.#value(input)!));
    copy.setOutputs(original.outputs.map((output) => this.#value(output)!));
    return copy;
  }

  #value(value: Value | null): Value | null {
    if (value === null) {
      return null;
    }
    const twin = this.#values.get(value);
    if (twin === undefined) {
      throw new Error(`Value "${value.name}" belongs to no graph of the model.`);
    }
    return twin;
  }

  #attributes(node: Node): Attributes | LazyAttributes {
    if (node.nested.length === 0) {
      return node.rawAttributes;
    }
    const copy = new Map<string, Attribute>();
    for (const [name, attribute] of node.attributes) {
      const value = attribute.kind === "graphs" ? attribute.value.map((graph) => this.graph(graph)) : null;
      copy.set(name, attribute.kind === "graphs" && value !== null ? { ...attribute, value } : attribute);
    }
    return copy;
  }
}
