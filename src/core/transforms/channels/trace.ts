// Follows channels through a graph: what each layer makes gets channels of its own, and every node after it says what
// becomes of them. What no dialect can tell holds its channels in place.
import type { ChannelFlow, Place } from "../../ir/channel-flow";
import { bitsOf, isFloat } from "../../ir/dtype";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { inExecutionOrder, outputValues, withNested } from "../../ir/walk";
import { FixedParts } from "../fixed-parts";
import { Facts, nameOf } from "../fold/facts";
import { MOST_CHANNELS } from "./classes";
import { followers } from "./follow";
import { channelsAlong, Tracks, type Track } from "./tracks";

/** A stated number that counts the channels of a list that stay. */
export interface Count {
  readonly node: Node;
  readonly place: Place;
  readonly channels: Int32Array;
}

/** A constant one of whose axes runs along channels, and how important each of its slices is to be judged by. */
export interface Weighing {
  readonly value: Value;
  /** From the start. */
  readonly axis: number;
  readonly kind: "weight" | "normalization";
  /** What its stored elements become numbers by. */
  readonly quantized: { readonly scale: Value; readonly zeroPoint: Value | null; readonly axis: number | null } | null;
}

export class Trace {
  readonly tracks = new Tracks();
  /** What makes channels, by the number its channels carry. */
  readonly layers: Node[] = [];
  readonly counts: Count[] = [];
  readonly weighings: Weighing[] = [];
  readonly flows = new Map<Node, ChannelFlow>();
  /** By value and axis, the inputs of nodes that read it as what its track says. */
  readonly #accounted = new Map<Value, Map<number, Set<string>>>();
  readonly #nodes = new Map<Node, number>();
  readonly #facts: Facts;

  constructor(readonly model: Model) {
    this.#facts = new Facts(model);
  }

  async run(step: (done: number, total: number) => Promise<void>): Promise<void> {
    const nodes = this.model.graphs.flatMap((graph) => [...withNested(graph)].flatMap(inExecutionOrder));
    nodes.forEach((node, index) => this.#nodes.set(node, index));
    const early = new Set<Value>();
    for (const [index, node] of nodes.entries()) {
      for (const input of node.inputs) {
        if (input?.producer != null && (this.#nodes.get(input.producer) ?? Infinity) >= index) {
          early.add(input);
        }
      }
      const flow = await this.model.dialect.channelFlows.flow(node, this.tracks.shapeOf);
      this.flows.set(node, flow);
      followers[flow.kind](this, node, flow as never);
      this.#checkNode(node, flow);
      await step(index, nodes.length);
    }
    early.forEach((value) => this.tracks.freezeAll(value, "they are read in the next turn of a loop"));
    this.#freezeFixed();
    this.#freezeUnaccounted();
  }

  addLayer(node: Node): number {
    return this.layers.push(node) - 1;
  }

  isOutput(value: Value | null | undefined): boolean {
    return value != null && this.#facts.isOutput(value);
  }

  /** Lets a stated number count channels. */
  count(node: Node, place: Place, channels: Int32Array): void {
    const value = place.input === null ? null : (node.inputs[place.input] ?? null);
    if (value !== null && !this.#facts.isFixed(value)) {
      this.tracks.classes.freeze(channels, `the caller may override ${value.name}`);
    }
    this.counts.push({ node, place, channels });
  }

  /** Other outputs than the first are not followed, and settings that a caller may override tell nothing. */
  #checkNode(node: Node, flow: ChannelFlow): void {
    const others = flow.kind === "splits" ? [] : node.outputs.slice(1);
    if (others.some((output) => output !== null && (output.uses.size > 0 || this.#facts.isOutput(output)))) {
      this.freezeInputs(node, `${node.op.name} makes more of them than one result`);
    }
    const settings = node.inputs.filter((input) => input?.constant != null && !isFloat(input.constant.dtype));
    if (settings.some((input) => !this.#facts.isFixed(input!))) {
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

  /** Whether a value is a constant, or made of constants by nodes that keep its axes apart. */
  isFixed(value: Value): boolean {
    if (value.constant !== null) {
      return true;
    }
    const flow = value.producer === null ? undefined : this.flows.get(value.producer);
    const data = flow?.kind === "passes" ? value.producer!.inputs[flow.data] : null;
    return data != null && value.producer!.outputs[0] === value && this.isFixed(data);
  }

  /** The length of a fixed value's axis, 1 where it has no such axis; null where it is not known. */
  lengthAt(value: Value, axis: number): number | null {
    const shape = this.tracks.shapeOf(value);
    const fixed = shape ?? (this.isFixed(value) ? this.#shapeBehind(value) : null);
    if (fixed === null) {
      return null;
    }
    const length = -axis > fixed.length ? 1 : fixed[fixed.length + axis]!;
    return typeof length === "number" && length <= MOST_CHANNELS ? length : null;
  }

  #shapeBehind(value: Value): readonly (number | string | null)[] | null {
    const flow = value.producer && this.flows.get(value.producer);
    return flow?.kind === "passes" ? this.#shapeBehind(value.producer!.inputs[flow.data]!) : this.tracks.shapeOf(value);
  }

  /**
   * Lets slices of a constant that a node reads go with channels; where it is none or cannot be cut, they stay.
   * @param axis From the end.
   */
  attach(node: Node, input: number, axis: number, track: Track, weighed: Weighing["kind"] | null = null): void {
    const value = node.inputs[input] ?? null;
    if (value === null) {
      return;
    }
    const obstacle = this.#attach(node, input, value, axis, track, weighed, null);
    if (obstacle !== null) {
      this.tracks.freeze(track, obstacle);
      this.tracks.freezeAll(value, obstacle);
    }
  }

  #attach(
    node: Node,
    input: number,
    value: Value,
    axis: number,
    track: Track,
    weighed: Weighing["kind"] | null,
    quantized: Weighing["quantized"],
  ): string | null {
    const reader = nameOf(node);
    const { constant, producer } = value;
    if (constant === null) {
      const flow = producer === null ? undefined : this.flows.get(producer);
      if (flow?.kind !== "passes" || !this.isFixed(value)) {
        return `what ${reader} multiplies or adds is computed`;
      }
      const data = producer!.inputs[flow.data]!;
      const along = flow.vectors && (this.tracks.fromEnd(data, flow.vectors.axis) ?? 0);
      if (flow.mixes.length > 0) {
        return `what ${reader} reads is made by ${producer!.op.name}`;
      }
      const scale = flow.quantized && producer!.inputs[flow.quantized.scale];
      const zeroPoint = flow.quantized?.zeroPoint == null ? null : (producer!.inputs[flow.quantized.zeroPoint] ?? null);
      const stored = scale == null ? quantized : { scale, zeroPoint, axis: along };
      const obstacle = this.#attach(producer!, flow.data, data, axis, track, weighed, stored);
      if (obstacle !== null) {
        return obstacle;
      }
      if (along === axis) {
        flow.vectors!.inputs.forEach((each) => this.attachVector(producer!, each, track));
      }
      this.#account(value, axis, node, input, track);
      return null;
    }
    const length = this.lengthAt(value, axis);
    const channels = length === null ? null : channelsAlong(track, length);
    if (channels === null || -axis > constant.shape.length) {
      return `${reader} reads ${length ?? "too many"} channels of ${value.name}, not ${track.channels.length}`;
    }
    const obstacle = this.#constantObstacle(value);
    if (obstacle !== null) {
      return `${value.name} cannot be cut: it is ${obstacle}`;
    }
    if (weighed !== null) {
      this.weighings.push({ value, axis: constant.shape.length + axis, kind: weighed, quantized });
    }
    this.#account(value, axis, node, input, { channels, stretch: null });
    return null;
  }

  /** One element a channel; a single one for all is left. */
  attachVector(node: Node, input: number, track: Track, weighed: Weighing["kind"] | null = null): void {
    const value = node.inputs[input] ?? null;
    if (value !== null && (this.lengthAt(value, -1) !== 1 || track.channels.length === 1)) {
      this.attach(node, input, -1, track, weighed);
    }
  }

  #constantObstacle(value: Value): string | null {
    const { dtype } = value.constant!;
    if (!this.#facts.isFixed(value)) {
      return "a default that the caller may override";
    }
    if (bitsOf(dtype) === 0 || bitsOf(dtype) % 8 !== 0) {
      return `stored as ${dtype}`;
    }
    if (value.attached.length > 0) {
      return "quantized in blocks";
    }
    return this.model.dialect.channelFlows.constantObstacle(value);
  }

  #account(value: Value, axis: number, node: Node, input: number, track: Track): void {
    this.tracks.set(value, axis, track);
    const axes = this.#accounted.get(value) ?? new Map<number, Set<string>>();
    this.#accounted.set(value, axes);
    axes.set(axis, (axes.get(axis) ?? new Set()).add(`${this.#nodes.get(node)}:${input}`));
  }

  /** What users, callers and other parts of the file know by its shape stays. */
  #freezeFixed(): void {
    const outputs = outputValues(this.model);
    const { declared, attached, ambiguous, pinned } = new FixedParts(this.model);
    for (const [value] of this.tracks) {
      if (outputs.has(value) || declared.has(value)) {
        this.tracks.freezeAll(value, "they are the model's output");
      } else if (attached.has(value) || pinned.has(value) || ambiguous.has(value.name)) {
        this.tracks.freezeAll(value, `${value.name} is named in other places of the file`);
      }
    }
  }

  /** A constant can only be cut if everybody who reads it expects that. */
  #freezeUnaccounted(): void {
    for (const [value, axes] of this.#accounted) {
      for (const [axis, readers] of axes) {
        for (const user of value.uses) {
          const known = user.inputs.every(
            (input, index) => input !== value || readers.has(`${this.#nodes.get(user)}:${index}`),
          );
          if (!known) {
            const reason = `${value.name} is read by ${nameOf(user)} too`;
            this.tracks.freeze(this.tracks.get(value, axis)!, reason);
          }
        }
      }
    }
  }
}
