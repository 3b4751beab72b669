// Lengths that a file leaves open, such as that of a batch, and what they are taken as.
import type { Dimension, Shape, Value } from "../ir/value";
import { replaced } from "../semantics/dimension";

export class OpenDimensions {
  /** Those that there are by name, in the order in which they were met. */
  readonly taken = new Map<string, number>();

  /** @param given by name; others are taken as 1. */
  constructor(readonly given: ReadonlyMap<string, number>) {}

  /** Whether any of them is taken as 1, since nobody said what it is. */
  get areGuessed(): boolean {
    return this.taken.size > this.given.size || [...this.taken.keys()].some((name) => !this.given.has(name));
  }

  /** The shape of an input of the model with lengths for all that is open; what has no name is "input:axis". */
  close(input: Value, shape: Shape): Shape {
    return shape.map((length, axis) => this.lengthOf(length ?? `${input.name}:${axis}`));
  }

  /** Null where it is not known at all. */
  lengthOf(length: Dimension): number | null {
    if (typeof length !== "string") {
      return length;
    }
    const known = this.given.has(length) ? this.#take(length) : replaced(length, (name) => this.#take(name));
    // What cannot be read as a sum of products is a name as a whole.
    return typeof known === "string" ? this.#take(length) : known;
  }

  #take(name: string): number {
    const plain = /^\((.*)\)$/.exec(name)?.[1] ?? name;
    const length = this.given.get(plain) ?? 1;
    this.taken.set(plain, length);
    return length;
  }
}
