// The constants that nodes read, cut where their channels go, back through what stores or names them.
import type { ChannelFlow, TargetLength } from "../../ir/channel-flow";
import { bitsOf } from "../../ir/dtype";
import { nameOf, type Node } from "../../ir/node";
import { positionsOf } from "../../ir/positions";
import type { Shape, Value } from "../../ir/value";
import { MOST_CHANNELS } from "./classes";
import { reshaped } from "./reshaped";
import type { Trace } from "./trace";
import { channelsAlong, type Track } from "./tracks";

/** A constant one of whose axes runs along channels, and how important each of its slices is to be judged by. */
export interface Weighing {
  readonly value: Value;
  /** From the start. */
  readonly axis: number;
  readonly kind: "weight" | "normalization";
  /** What its stored elements become numbers by. */
  readonly quantized: { readonly scale: Value; readonly zeroPoint: Value | null; readonly axis: number | null } | null;
}

/** What the slices of a constant go with. */
interface Cutting {
  readonly track: Track;
  /** What they are weighed as; null where they are not. */
  readonly weighed: Weighing["kind"] | null;
  readonly quantized: Weighing["quantized"];
}

/** Between a constant and its reader there are two or three; vectors that are made of vectors can have endless paths. */
const MOST_STEPS = 64;

export class ReadConstants {
  readonly weighings: Weighing[] = [];
  /** By value and axis, the inputs of nodes that read it as what its track says. */
  readonly #accounted = new Map<Value, Map<number, Set<string>>>();
  readonly #numbers = new Map<Node, number>();

  /** How many nodes were gone through for one reader; 0 while nothing is attached. */
  #steps = 0;

  constructor(readonly trace: Trace) {}

  /**
   * Lets slices of a constant that a node reads go with channels; where it is none or cannot be cut, they stay.
   * @param axis From the end.
   */
  attach(node: Node, input: number, axis: number, track: Track, weighed: Weighing["kind"] | null = null): void {
    const value = node.inputs[input] ?? null;
    if (value === null) {
      return;
    }
    const isOutermost = this.#steps === 0;
    this.#steps += isOutermost ? 1 : 0;
    const obstacle = this.#attach(node, input, value, axis, { track, weighed, quantized: null });
    this.#steps = isOutermost ? 0 : this.#steps;
    if (obstacle !== null) {
      this.trace.tracks.freeze(track, obstacle);
      this.trace.tracks.freezeAll(value, obstacle);
    }
  }

  #attach(node: Node, input: number, value: Value, axis: number, cutting: Cutting): string | null {
    const { track, weighed, quantized } = cutting;
    const reader = nameOf(node);
    const { constant, producer } = value;
    if (constant === null) {
      const flow = producer === null ? undefined : this.trace.flows.get(producer);
      const obstacle =
        this.trace.isFixed(value) && this.#steps++ < MOST_STEPS
          ? this.#attachBehind(reader, flow!, value, axis, cutting)
          : `what ${reader} multiplies or adds is computed${this.trace.remedyFor(value)}`;
      if (obstacle !== null) {
        return obstacle;
      }
      this.#account(value, axis, node, input, track);
      return null;
    }
    const length = this.trace.lengthAt(value, axis);
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

  /** Through a node that keeps a constant's axes apart. */
  #attachBehind(reader: string, flow: ChannelFlow, value: Value, axis: number, cutting: Cutting): string | null {
    const { track, quantized } = cutting;
    const node = value.producer!;
    const made = `what ${reader} reads is made by ${node.op.name}${this.trace.remedyFor(value)}`;
    if (flow.kind === "passes") {
      const data = node.inputs[flow.data]!;
      const along = flow.vectors && (this.trace.tracks.fromEnd(data, flow.vectors.axis) ?? 0);
      if (flow.mixes.length > 0) {
        return made;
      }
      const scale = flow.quantized && node.inputs[flow.quantized.scale];
      const zeroPoint = flow.quantized?.zeroPoint == null ? null : (node.inputs[flow.quantized.zeroPoint] ?? null);
      const stored = scale == null ? quantized : { scale, zeroPoint, axis: along };
      const obstacle = this.#attach(node, flow.data, data, axis, { ...cutting, quantized: stored });
      if (obstacle === null && along === axis) {
        flow.vectors!.inputs.forEach((each) => this.attachVector(node, each, track));
      }
      return obstacle;
    }
    if ((flow.kind !== "moves" && flow.kind !== "reshapes") || quantized !== null) {
      return made;
    }
    const data = node.inputs[flow.data]!;
    const shape = this.trace.tracks.shapeOf(data);
    const from = shape && (flow.kind === "moves" ? flow.axes.at(axis) : this.#axisBefore(shape, flow.target, axis));
    const length = this.trace.lengthAt(value, axis);
    const channels = length === null ? null : channelsAlong(track, length);
    if (from == null || channels === null) {
      return made;
    }
    const obstacle = this.#attach(node, flow.data, data, from - shape!.length, cutting);
    if (obstacle === null && flow.kind === "reshapes" && typeof flow.target.at(axis) === "number") {
      flow.places.at(axis)?.forEach((place) => this.trace.count(node, place, channels));
    }
    return obstacle;
  }

  /** The axis of a shape that another one has as it is; null where it has none. @param axis From the end. */
  #axisBefore(shape: Shape, target: readonly TargetLength[], axis: number): number | null {
    const found = shape.findIndex((length, each) => {
      const { work } = this.trace;
      if (typeof length !== "number" || length > MOST_CHANNELS || !work.take(length)) {
        return false;
      }
      let isApart = true;
      const channels = Int32Array.from({ length }, (_, index) => index);
      const run = reshaped(shape, { axis: each, channels, stretch: null }, target, work, () => (isApart = false));
      return (
        run?.axis === target.length + axis &&
        run.stretch === null &&
        isApart &&
        run.channels.length === length &&
        run.channels.every((channel, index) => channel === index)
      );
    });
    return found < 0 ? null : found;
  }

  /** One element a channel; a single one for all is left. */
  attachVector(node: Node, input: number, track: Track, weighed: Weighing["kind"] | null = null): void {
    const value = node.inputs[input] ?? null;
    if (value !== null && (this.trace.lengthAt(value, -1) !== 1 || track.channels.length === 1)) {
      this.attach(node, input, -1, track, weighed);
    }
  }

  #constantObstacle(value: Value): string | null {
    const { dtype } = value.constant!;
    if (!this.trace.facts.isFixed(value)) {
      return "a default that the caller may override";
    }
    if (bitsOf(dtype) === 0 || bitsOf(dtype) % 8 !== 0) {
      return `stored as ${dtype}`;
    }
    if (value.attached.length > 0) {
      return "quantized in blocks";
    }
    return this.trace.model.dialect.channelFlows.constantObstacle(value);
  }

  #account(value: Value, axis: number, node: Node, input: number, track: Track): void {
    this.trace.tracks.set(value, axis, track);
    const axes = this.#accounted.get(value) ?? new Map<number, Set<string>>();
    this.#accounted.set(value, axes);
    axes.set(axis, (axes.get(axis) ?? new Set()).add(this.#reading(node, input)));
  }

  /** A constant can only be cut if everybody who reads it expects that. */
  freezeUnaccounted(): void {
    for (const [value, axes] of this.#accounted) {
      for (const [axis, readers] of axes) {
        for (const user of value.uses) {
          const known = positionsOf(user.inputs, value).every((index) => readers.has(this.#reading(user, index)));
          if (!known) {
            const reason = `${value.name} is read by ${nameOf(user)} too`;
            this.trace.tracks.freeze(this.trace.tracks.get(value, axis)!, reason);
          }
        }
      }
    }
  }

  #reading(node: Node, input: number): string {
    const number = this.#numbers.get(node) ?? this.#numbers.size;
    this.#numbers.set(node, number);
    return `${number}:${input}`;
  }
}
