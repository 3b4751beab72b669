// Numbers that nodes compute of how long axes are: targets of Reshape, mostly. Where channels go, an axis that was measured
// tells its new length by itself, and a number that a constant states is rewritten; who reads either in another way, keeps
// the channels it counts.
import {
  ComputedElements,
  factorsOfProduct,
  namesIn,
  replaced,
  type Computed,
  type OperatorContents,
  type Stated,
} from "../../analysis/computed-elements";
import { addTo } from "../../ir/multimap";
import { integersOf } from "../../ir/no-op";
import { nameOf, type Node } from "../../ir/node";
import type { Dimension, Shape, Value } from "../../ir/value";
import { repeated } from "./reshaped";
import type { Trace } from "./trace";
import { LENGTH, type Track } from "./tracks";

/** An axis along which channels are. */
const MEASURED = "#";

export class Lengths {
  readonly #measured: { readonly value: Value; readonly axis: number }[] = [];
  readonly #names = new Map<Value, Map<number, string>>();
  /** By the name of a stated number. */
  readonly #counted = new Map<string, { readonly stated: Stated; readonly channels: Int32Array }[]>();
  readonly #held = new Map<string, string>();
  /** Of the node that is followed: elements, by input and index, of which it is known what they count. */
  #accounted = new Set<string>();

  readonly elements: ComputedElements;

  constructor(
    readonly trace: Trace,
    contents: OperatorContents,
  ) {
    this.elements = new ComputedElements(trace.model, contents, {
      lengthsOf: (value) => this.#lengthsOf(value),
      isFixed: trace.facts.isFixed,
    });
  }

  /** What is computed of lengths. */
  values(): IterableIterator<Value> {
    return this.elements.values();
  }

  /** The elements of a value that settings are read from, as far as they do not depend on any axis. */
  readonly numbersOf = async (value: Value | null | undefined): Promise<readonly number[] | null> => {
    const numbers = this.elements.of(value)?.numbers ?? (await integersOf(value));
    return numbers?.every((each) => typeof each === "number") === true ? numbers : null;
  };

  /**
   * What a computed list asks for: numbers as they are before channels go, and names for lengths that are not known.
   * Null where it is not computed of what is followed.
   */
  listOf(value: Value | null | undefined): readonly Dimension[] | null {
    const numbers = this.elements.of(value)?.numbers ?? null;
    return numbers?.map(this.#known) ?? null;
  }

  /** Lets an element of what a node reads count channels: it is rewritten, or tells their number by itself. */
  count(node: Node, input: number, index: number, track: Track): void {
    const source = this.elements.of(node.inputs[input])?.sources[index] ?? null;
    const stated = typeof source === "string" ? this.elements.statedAs(source) : null;
    if (stated !== null) {
      this.#accounted.add(`${input}:${index}`);
      addTo(this.#counted, source as string, { stated, channels: track.channels });
      const place = { input: stated.input, attribute: null, index: stated.index };
      this.trace.count(stated.node, place, track.channels);
    } else if (this.#tellsItself(source, track)) {
      this.#accounted.add(`${input}:${index}`);
    } else {
      this.trace.tracks.freeze(track, `${node.op.name} counts them with a number that is computed`);
    }
  }

  /** Works out the shapes of what a node makes, as far as the file leaves lengths open. */
  shape(node: Node): void {
    const { tracks } = this.trace;
    const isOpen = (output: Value | null) =>
      output !== null && tracks.shapeOf(output)?.every((length) => typeof length === "number") !== true;
    if (node.outputs.some(isOpen)) {
      for (const [index, shape] of this.elements.shapesMadeBy(node).entries()) {
        const output = node.outputs[index] ?? null;
        if (isOpen(output) && shape !== null) {
          tracks.setShape(output!, shape.map(this.#known));
        }
      }
    }
  }

  /** Learns what a node makes of lengths. What it reads without being understood holds its channels. */
  follow(node: Node, isCounting: boolean): void {
    this.elements.learn(node, isCounting);
    const made = node.outputs.filter((output) => output !== null).map((output) => this.elements.of(output));
    const isPassedOn = made.every((each) => each?.sources.every((element) => element !== null) === true);
    for (const [input, value] of node.inputs.entries()) {
      const computed = this.elements.of(value);
      if (computed !== null && !(isPassedOn && !this.elements.isSetting(node, input))) {
        this.#hold(computed, (index) => !this.#accounted.has(`${input}:${index}`), `${nameOf(node)} counts them`);
      }
    }
    this.#accounted = new Set();
    if (isCounting && !isPassedOn) {
      this.trace.freezeInputs(node, `${node.op.name} counts them`);
    }
  }

  /** Everything a value was computed of stays. */
  freeze(value: Value, reason: string): void {
    const computed = this.elements.of(value);
    if (computed !== null) {
      this.#hold(computed, () => true, reason);
    }
  }

  /** Channels that one stated number counts go together; where it says something else too, they stay. */
  freezeHeld(): void {
    const { classes } = this.trace.tracks;
    for (const [name, counts] of this.#counted) {
      const [first, ...others] = counts;
      const reason = this.#held.get(name) ?? null;
      const isOne = others.every(({ channels }) => channels.length === first!.channels.length);
      if (reason === null && isOne) {
        others.forEach(({ channels }) => classes.joinAll(first!.channels, channels));
      } else {
        const unlike = `${nameOf(first!.stated.node)} reads one number for unlike counts of them`;
        counts.forEach(({ channels }) => classes.freeze(channels, reason ?? unlike));
      }
    }
  }

  #lengthsOf(value: Value): Shape | null {
    const { tracks } = this.trace;
    return (
      tracks.namedShapeOf(value)?.map((length, place, { length: rank }) => {
        const axis = place - rank;
        return tracks.get(value, axis) === null ? length : this.#nameOfAxis(value, axis);
      }) ?? null
    );
  }

  #nameOfAxis(value: Value, axis: number): string {
    const axes = this.#names.get(value) ?? new Map<number, string>();
    this.#names.set(value, axes);
    const name = axes.get(axis) ?? MEASURED + (this.#measured.push({ value, axis }) - 1);
    axes.set(axis, name);
    return name;
  }

  /** Of the axis that a name stands for; null where that has none. */
  #trackOf(name: string): Track | null {
    const axis = name.startsWith(MEASURED) ? this.#measured[Number(name.slice(MEASURED.length))] : undefined;
    return axis === undefined ? null : this.trace.tracks.get(axis.value, axis.axis);
  }

  /** As it is before channels go. */
  readonly #known = (length: Dimension): Dimension => replaced(length, (name) => this.#lengthOf(name));

  #lengthOf(name: string): Dimension {
    const track = this.#trackOf(name);
    if (track === null) {
      return name.startsWith(LENGTH) ? name : null;
    }
    return track.stretch === null ? track.channels.length : null;
  }

  /** Whether a length comes out as the number of channels that stay: a measured axis of the same, so many times. */
  #tellsItself(source: Dimension, track: Track): boolean {
    const names = factorsOfProduct(source)?.names ?? [];
    const [measured, ...more] = names.filter((name) => this.#trackOf(name) !== null);
    if (measured === undefined || more.length > 0) {
      return false;
    }
    const { classes } = this.trace.tracks;
    const own = this.#trackOf(measured)!.channels;
    const times = track.channels.length / own.length;
    const isSpread = (stretch: "each" | "all") =>
      repeated(own, times, stretch).every((channel, i) => classes.find(channel) === classes.find(track.channels[i]!));
    if (times === 1) {
      classes.joinAll(own, track.channels);
    } else if (track.stretch !== null || !Number.isInteger(times) || !(isSpread("each") || isSpread("all"))) {
      return false;
    }
    names.forEach((name) => name === measured || this.#holdName(name, "it is a factor of what counts others"));
    return true;
  }

  #hold({ sources, numbers }: Computed, isMeant: (index: number) => boolean, reason: string): void {
    for (const [index, source] of sources.entries()) {
      if (isMeant(index)) {
        [...namesIn(source), ...namesIn(numbers[index]!)].forEach((name) => this.#holdName(name, reason));
      }
    }
  }

  #holdName(name: string, reason: string): void {
    const track = this.#trackOf(name);
    if (track !== null) {
      this.trace.tracks.freeze(track, reason);
    } else if (!this.#held.has(name)) {
      this.#held.set(name, reason);
    }
  }
}
