// Follows channels through a graph: what each layer makes gets channels of its own, and every node after it says what
// becomes of them. What no dialect can tell holds its channels in place.
import { operatorContents, type OperatorContents } from "../../analysis/computed-elements";
import type { ChannelFlow, Place } from "../../ir/channel-flow";
import { isFloat } from "../../ir/dtype";
import type { EditableModel } from "../../ir/model";
import { nameOf, type Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { allGraphs, inExecutionOrder, outputValues, withNested } from "../../ir/walk";
import { FixedParts } from "../fixed-parts";
import { Facts } from "../fold/facts";
import { MOST_CHANNELS } from "./classes";
import { canState, type Count } from "./counts";
import { followers } from "./follow";
import { Lengths } from "./lengths";
import { ReadConstants } from "./read-constants";
import { Tracks, type Track } from "./tracks";
import { Work } from "./work";

export class Trace {
  readonly tracks = new Tracks();
  readonly work = new Work();
  /** What makes channels, by the number its channels carry. */
  readonly layers: Node[] = [];
  readonly counts: Count[] = [];
  readonly constants = new ReadConstants(this);
  readonly flows = new Map<Node, ChannelFlow>();
  readonly facts: Facts;
  readonly lengths: Lengths;
  /** What is made of a constant, and the constant. */
  readonly #behind = new Map<Value, Value>();
  /** What depends on nothing but constants. */
  readonly #foldable = new Set<Node>();

  private constructor(
    readonly model: EditableModel,
    contents: OperatorContents,
  ) {
    this.facts = new Facts(model);
    this.lengths = new Lengths(this, contents);
  }

  static async of(model: EditableModel): Promise<Trace> {
    return new Trace(model, await operatorContents(model));
  }

  async run(step: (done: number, total: number) => Promise<void>): Promise<void> {
    const nodes = this.model.graphs.flatMap((graph) =>
      [...withNested(graph)].flatMap((graph) => inExecutionOrder(graph)),
    );
    const places = new Map(nodes.map((node, index) => [node, index]));
    const early = new Set<Value>();
    for (const graph of allGraphs(this.model)) {
      graph.inputs.forEach((value) => this.tracks.namedShapeOf(value));
    }
    for (const [index, node] of nodes.entries()) {
      for (const input of node.inputs) {
        if (input?.producer != null && (places.get(input.producer) ?? Infinity) >= index) {
          early.add(input);
        }
      }
      const flow = await this.model.dialect.channelFlows.flow(node, this.tracks.shapeOf, this.lengths.numbersOf);
      this.flows.set(node, flow);
      this.#noteFixed(node, flow);
      this.lengths.shape(node);
      followers[flow.kind](this, node, flow as never);
      this.lengths.follow(node, flow.kind === "measures");
      this.#checkNode(node, flow);
      await step(index, nodes.length);
    }
    early.forEach((value) => this.#freeze(value, "they are read in the next turn of a loop"));
    this.#freezeFixed();
    this.constants.freezeUnaccounted();
    this.lengths.freezeHeld();
  }

  addLayer(node: Node): number {
    return this.layers.push(node) - 1;
  }

  /** Lets a stated number count channels. */
  count(node: Node, place: Place, channels: Int32Array): void {
    const value = place.input === null ? null : (node.inputs[place.input] ?? null);
    if (value?.constant === null) {
      this.lengths.count(node, place.input!, place.index ?? 0, { channels, stretch: null });
      return;
    }
    if (value !== null && !this.facts.isFixed(value)) {
      this.tracks.classes.freeze(channels, `the caller may override ${value.name}`);
    }
    if (value !== null && !canState(value.constant, place.index ?? 0)) {
      this.tracks.classes.freeze(channels, `${nameOf(node)} counts them in ${value.constant.dtype}`);
      return;
    }
    if (this.work.take(channels.length)) {
      this.counts.push({ node, place, channels });
    } else {
      this.tracks.classes.freeze(channels, "they are counted in too many places");
    }
  }

  /** Other outputs than the first are not followed, and settings that a caller may override tell nothing. */
  #checkNode(node: Node, flow: ChannelFlow): void {
    const others = flow.kind === "splits" ? [] : node.outputs.slice(1);
    if (others.some((output) => output !== null && (output.uses.size > 0 || this.facts.isOutput(output)))) {
      this.freezeInputs(node, `${node.op.name} makes more of them than one result`);
    }
    const settings = node.inputs.filter((input) => input?.constant != null && !isFloat(input.constant.dtype));
    if (settings.some((input) => !this.facts.isFixed(input!))) {
      this.freezeInputs(node, `the caller may override what ${node.op.name} is set to`);
    }
  }

  /** Channels that stay: of what nobody follows, where its length is known. */
  still(length: number, reason: string): Track {
    const channels = this.tracks.classes.fresh(length, -1);
    this.tracks.classes.freeze(channels, reason);
    return { channels, stretch: null };
  }

  freezeInputs(node: Node, reason: string): void {
    for (const input of node.inputs) {
      if (input !== null) {
        this.tracks.freezeAll(input, reason);
      }
    }
  }

  /** Whether a value is a constant, or made of one by nodes that keep its axes apart. */
  isFixed(value: Value): boolean {
    return value.constant !== null || this.#behind.has(value);
  }

  /** What the user may do about a value that depends on nothing but constants; empty for others. */
  remedyFor(value: Value): string {
    return value.producer !== null && this.#foldable.has(value.producer) ? ": run Fold Constants first" : "";
  }

  /** The length of a fixed value's axis, 1 where it has no such axis; null where it is not known. */
  lengthAt(value: Value, axis: number): number | null {
    const shape = this.tracks.shapeOf(value);
    const behind = this.#behind.get(value);
    const fixed = shape ?? (behind === undefined ? null : this.tracks.shapeOf(behind));
    if (fixed === null) {
      return null;
    }
    const length = -axis > fixed.length ? 1 : fixed[fixed.length + axis]!;
    return typeof length === "number" && length <= MOST_CHANNELS ? length : null;
  }

  #noteFixed(node: Node, flow: ChannelFlow): void {
    const isConstant = (input: Value | null) =>
      input === null || input.constant !== null || (input.producer !== null && this.#foldable.has(input.producer));
    if (node.inputs.length > 0 && node.inputs.every(isConstant)) {
      this.#foldable.add(node);
    }
    const keepsApart = flow.kind === "passes" || flow.kind === "moves" || flow.kind === "reshapes";
    const data = keepsApart ? node.inputs[flow.data] : null;
    const result = node.outputs[0];
    if (data != null && result != null && this.isFixed(data)) {
      this.#behind.set(result, this.#behind.get(data) ?? data);
    }
  }

  /** What users, callers and other parts of the file know by its shape stays. */
  #freezeFixed(): void {
    const outputs = outputValues(this.model);
    const { declared, attached, ambiguous, pinned } = new FixedParts(this.model);
    for (const value of [...this.tracks.values(), ...this.lengths.values()]) {
      if (outputs.has(value) || declared.has(value)) {
        this.#freeze(value, "they are the model's output");
      } else if (attached.has(value) || pinned.has(value) || ambiguous.has(value.name)) {
        this.#freeze(value, `${value.name} is named in other places of the file`);
      }
    }
  }

  #freeze(value: Value, reason: string): void {
    this.tracks.freezeAll(value, reason);
    this.lengths.freeze(value, reason);
  }
}
