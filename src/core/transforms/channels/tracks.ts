// Which channels the indices of a value's axes are.
import type { Shape, Value } from "../../ir/value";
import { ChannelClasses } from "./classes";
import { repeated, type Stretch } from "./reshaped";

/** Names of lengths that are not known begin with this. */
export const LENGTH = "~";

export interface Track {
  readonly channels: Int32Array;
  readonly stretch: Stretch | null;
}

export class Tracks {
  readonly classes = new ChannelClasses();
  /** By axis, counted from the end: −1 is the last. */
  readonly #axes = new Map<Value, Map<number, Track>>();
  /** Worked out for values whose shape the file does not state. */
  readonly #shapes = new Map<Value, Shape>();
  #names = 0;

  /**
   * What the file says, or else what was worked out; lengths along which channels are known are those. Names are of
   * lengths that are not known: where they are the same, so are those.
   */
  readonly shapeOf = (value: Value): Shape | null => {
    const worked = this.#shapes.get(value) ?? null;
    const stated = value.constant?.shape ?? statedShape(value);
    const shape = stated === null ? worked : moreOf(stated, worked);
    const axes = this.#axes.get(value);
    if (shape === null || axes === undefined || shape.every((length) => typeof length === "number")) {
      return shape;
    }
    return shape.map((length, i) => {
      const track = axes.get(i - shape.length);
      return typeof length === "number" || track === undefined || track.stretch !== null
        ? length
        : track.channels.length;
    });
  };

  /** The shape with names for all lengths that are not known but where channels are. */
  namedShapeOf(value: Value): Shape | null {
    const shape = this.shapeOf(value);
    const named = shape?.map((length, i) =>
      length === null && this.get(value, i - shape.length) === null ? `${LENGTH}${this.#names++}` : length,
    );
    if (named !== undefined) {
      this.#shapes.set(value, named);
    }
    return named ?? null;
  }

  setShape(value: Value, shape: Shape): void {
    this.#shapes.set(value, shape);
  }

  /** The axis counted from the end; null where the rank that this takes is not known. */
  fromEnd(value: Value, axis: number): number | null {
    if (axis < 0) {
      return axis;
    }
    const shape = this.shapeOf(value);
    return shape === null ? null : axis - shape.length;
  }

  get(value: Value, axis: number): Track | null {
    return this.#axes.get(value)?.get(axis) ?? null;
  }

  of(value: Value): ReadonlyMap<number, Track> {
    return this.#axes.get(value) ?? NONE;
  }

  values(): IterableIterator<Value> {
    return this.#axes.keys();
  }

  [Symbol.iterator](): IterableIterator<[Value, ReadonlyMap<number, Track>]> {
    return this.#axes.entries();
  }

  /** Says what the indices of an axis are; where that was said before, both are the same channels from now on. */
  set(value: Value, axis: number, track: Track): void {
    const axes = this.#axes.get(value) ?? new Map<number, Track>();
    this.#axes.set(value, axes);
    const known = axes.get(axis);
    if (known === undefined) {
      axes.set(axis, track);
    } else {
      this.unite(known, track, "channels that do not match are read as one");
    }
  }

  unite(one: Track, other: Track, mismatch: string): void {
    if (one.stretch === other.stretch && one.channels.length === other.channels.length) {
      this.classes.joinAll(one.channels, other.channels);
      return;
    }
    const [short, long] = one.stretch !== null ? [one, other] : [other, one];
    const spread = long.stretch === null ? channelsAlong(short, long.channels.length) : null;
    if (spread !== null) {
      this.classes.joinAll(spread, long.channels);
    } else {
      this.freeze(one, mismatch);
      this.freeze(other, mismatch);
    }
  }

  freeze({ channels }: Track, reason: string): void {
    this.classes.freeze(channels, reason);
  }

  freezeAll(value: Value, reason: string): void {
    for (const track of this.of(value).values()) {
      this.freeze(track, reason);
    }
  }
}

/** Some files leave the shapes of what is computed empty: then they say nothing. */
function statedShape({ type, producer }: Value): Shape | null {
  const shape = type?.shape ?? null;
  return producer !== null && shape?.length === 0 ? null : shape;
}

/** Names that the file gives lengths are not relied on. */
function moreOf(stated: Shape, worked: Shape | null): Shape {
  return stated.map((length, axis) =>
    typeof length === "number" ? length : worked?.length === stated.length ? worked[axis]! : null,
  );
}

const NONE: ReadonlyMap<number, Track> = new Map();

/** The channels of an axis that turns out to be so long; null where it cannot be that long. */
export function channelsAlong({ channels, stretch }: Track, length: number): Int32Array | null {
  if (channels.length === length) {
    return channels;
  }
  const times = length / channels.length;
  return stretch !== null && Number.isInteger(times) ? repeated(channels, times, stretch) : null;
}
