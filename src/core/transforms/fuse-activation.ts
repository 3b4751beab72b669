// Activations that keep a tensor within limits: Relu, Relu6, Clip, Minimum and Maximum with a number. One that changes
// nothing goes; two behind one another become one; and an operator that can limit its own result, as many of TFLite's, does.
import type { Context } from "../context";
import { followedBy, sameRange, type Clamp, type Range } from "../ir/clamp";
import type { EditableModel } from "../ir/model";
import { nameOf, type Node } from "../ir/node";
import type { Value } from "../ir/value";
import { allNodes, type Graph } from "../ir/graph";
import { Bypass } from "./bypass";
import { Facts } from "./fold/facts";
import { removeOrphans } from "./fold/orphans";
import type { Change, Transform } from "./transform";

export const fuseActivation: Transform = {
  id: "fuse-activation",
  title: "Fuse Activations",
  description:
    "Merges Relu and other limits with each other and with the layer before them; the results stay the same.",
  group: "nodes",
  lossy: false,
  suffix: null,
  parameters: {},
  apply: async (model, _parameters, context) => {
    const fusing = new Fusing(model);
    const nodes = model.graphs.flatMap((graph) => [...allNodes(graph)]);
    for (const [index, node] of nodes.entries()) {
      if (node.graph !== null) {
        await fusing.apply(node.graph, node);
      }
      await context.progress(index, nodes.length);
    }
    await fusing.noteLeft(context);
    return fusing.changes;
  },
};

class Fusing {
  readonly changes: Change[] = [];
  readonly #facts: Facts;
  readonly #bypass: Bypass;
  /** Why an activation was left, in the order they were found. */
  readonly #reasons = new Map<Node, string>();

  constructor(readonly model: EditableModel) {
    this.#facts = new Facts(model);
    this.#bypass = new Bypass(model, this.changes);
  }

  /** Again and again, as long as there is something to do at the place of the node. */
  async apply(graph: Graph, first: Node): Promise<void> {
    for (let node: Node | null = first; node !== null;) {
      node = await this.#step(graph, node);
    }
  }

  async noteLeft(context: Context): Promise<void> {
    const { clamps, linearOperators } = this.model.dialect;
    this.#reasons.forEach((reason, node) => context.note(nameOf(node), reason));
    const counts = new Map<string, number>();
    for (const node of this.model.graphs.flatMap((graph) => [...allNodes(graph)])) {
      const clamp = await clamps.clamp(node, this.#facts.isFixed);
      const maker = clamp === null || typeof clamp === "string" ? null : clamp.input.producer;
      if (maker !== null && clamps.takesActivation(maker) === false && linearOperators.linear(maker) !== null) {
        counts.set(maker.op.name, (counts.get(maker.op.name) ?? 0) + 1);
      }
    }
    for (const [name, body] of this.model.functions) {
      for (const node of body.nodes) {
        if ((await clamps.clamp(node, this.#facts.isFixed)) !== null) {
          context.note(name, "a function: its activations stay as they are");
          break;
        }
      }
    }
    for (const [operator, count] of counts) {
      const many = count === 1 ? "one behind it stayed" : `${count} behind it stayed`;
      context.note(operator, `it applies no activation to its own result, so that ${many}`);
    }
  }

  /** @returns the node that stands for this one, where it may have to do with others yet; else null. */
  async #step(graph: Graph, node: Node): Promise<Node | null> {
    const { clamps } = this.model.dialect;
    const clamp = await clamps.clamp(node, this.#facts.isFixed);
    if (clamp === null || typeof clamp === "string") {
      const maker = node.inputs[0]?.producer ?? null;
      if (clamp !== null && maker !== null && clamps.takesActivation(maker) === true) {
        this.#reasons.set(node, clamp);
      }
      return null;
    }
    const maker = clamp.input.producer;
    const before = maker && (await clamps.clamp(maker, this.#facts.isFixed));
    const merged = typeof before === "string" ? null : before;
    if (await this.#isRedundant(node, clamp, merged)) {
      return this.#skip(graph, node, clamp.input);
    }
    if (maker === null) {
      return this.#rewrite(graph, node, clamp);
    }
    return merged === null ? this.#fuse(graph, node, clamp, maker) : this.#merge(graph, node, clamp, maker, merged);
  }

  /** Whether the limits change nothing, or nothing that a reader could tell. */
  async #isRedundant(node: Node, { input, range }: Clamp, before: Clamp | null): Promise<boolean> {
    const { clamps } = this.model.dialect;
    const given = before?.range ?? clamps.rangeOf(input);
    if (given !== null && sameRange(followedBy(given, range), given)) {
      return true;
    }
    const [output] = node.outputs;
    const readers = output == null || this.#facts.isOutput(output) ? [] : [...output.uses];
    for (const reader of readers) {
      const saturation = reader.inputs[0] === output ? await clamps.saturation(reader) : null;
      if (saturation === null || !(range.min <= saturation.min && range.max >= saturation.max)) {
        return false;
      }
    }
    return readers.length > 0;
  }

  #skip(graph: Graph, node: Node, input: Value): null {
    const reason = this.#bypass.apply(graph, node, input);
    if (reason !== null) {
      this.#reasons.set(node, reason);
    }
    return null;
  }

  /** One clamp for two. @returns the node that clamps now; null where the two stay. */
  async #merge(graph: Graph, node: Node, clamp: Clamp, maker: Node, before: Clamp): Promise<Node | null> {
    const reason = this.#obstacle(node, clamp.input, maker);
    if (reason !== null) {
      this.#reasons.set(node, reason);
      return null;
    }
    const both = followedBy(before.range, clamp.range);
    graph.passOn(maker, node);
    if (!sameRange(both, clamp.range)) {
      return this.#rewrite(graph, node, clamp, before.input, both);
    }
    graph.setInput(node, node.inputs.indexOf(clamp.input), before.input);
    removeOrphans(this.model, [clamp.input], this.#facts.isOutput, this.changes);
    return node;
  }

  /** A single plain node in place of a node, and of one between it and another input. */
  async #rewrite(
    graph: Graph,
    node: Node,
    clamp: Clamp,
    input: Value = clamp.input,
    range: Range = clamp.range,
  ): Promise<Node | null> {
    const { clamps } = this.model.dialect;
    const [output] = node.outputs;
    const read = [...node.inputs, ...(clamp.input.producer?.inputs ?? [])];
    const limits = read.filter((each): each is Value => each?.constant != null);
    const tied = node.controlInputs.size > 0 || node.controlUses.size > 0;
    const isBetter = !clamp.plain || input !== clamp.input;
    if (!isBetter || tied || !(await clamps.replace(this.model, graph, node, input, range, limits))) {
      return null;
    }
    this.changes.push({ kind: "rewritten", subject: nameOf(node), bytesBefore: 0, bytesAfter: 0 });
    removeOrphans(this.model, [...limits, clamp.input], this.#facts.isOutput, this.changes);
    return output!.producer;
  }

  /** Makes what makes the input limit it by itself. */
  async #fuse(graph: Graph, node: Node, clamp: Clamp, maker: Node): Promise<Node | null> {
    const { clamps } = this.model.dialect;
    const takes = clamps.takesActivation(maker);
    if (takes !== true) {
      if (takes !== false) {
        this.#reasons.set(node, takes);
      }
      return this.#rewrite(graph, node, clamp);
    }
    const reason = this.#obstacle(node, clamp.input, maker);
    if (reason === null && clamps.setActivation(maker, clamp.range)) {
      graph.passOn(node, maker);
      return this.#skip(graph, node, clamp.input);
    }
    if (reason !== null) {
      this.#reasons.set(node, reason);
    }
    return this.#rewrite(graph, node, clamp);
  }

  /** Why what makes the input of a node may not make something else. */
  #obstacle(node: Node, input: Value, maker: Node): string | null {
    if (this.#facts.isOutput(input)) {
      return `the result of ${nameOf(maker)} is an output of its own`;
    }
    if (input.uses.size > 1) {
      return `the result of ${nameOf(maker)} is read by ${input.uses.size} nodes`;
    }
    if (maker.graph !== node.graph || this.#facts.isAmbiguous(input)) {
      return `the result of ${nameOf(maker)} is not its own`;
    }
    const tied = [node, maker].some((each) => each.controlInputs.size > 0 || each.controlUses.size > 0);
    return tied ? "control inputs tie it to other nodes" : null;
  }
}
