// Channels that can only be removed together, as sets that are joined (union-find with path halving).
import { ModelError } from "../../ground/errors";

/** Of a layer: the widest have some hundred thousand. A shape may claim more, whatever its file holds. */
export const MOST_CHANNELS = 2 ** 20;
/** Of a model. */
const MOST_IN_ALL = 2 ** 23;

export class ChannelClasses {
  readonly #parents: number[] = [];
  readonly #layers: number[] = [];
  /** By representative. */
  readonly #reasons = new Map<number, string>();
  /** Lists that were gone through: many nodes may say the same of one. */
  readonly #frozen = new WeakSet<Int32Array>();
  readonly #joined = new WeakMap<Int32Array, WeakSet<Int32Array>>();

  get size(): number {
    return this.#parents.length;
  }

  /** New channels, each on its own, that a layer makes. */
  fresh(count: number, layer: number): Int32Array {
    const first = this.#parents.length;
    if (first + count > MOST_IN_ALL) {
      const most = MOST_IN_ALL.toLocaleString("en-US");
      throw new ModelError("limit", `The model has more than ${most} channels, which is too much to follow.`, "model");
    }
    for (let i = 0; i < count; i++) {
      this.#parents.push(first + i);
      this.#layers.push(layer);
    }
    return Int32Array.from({ length: count }, (_, i) => first + i);
  }

  layerOf(channel: number): number {
    return this.#layers[channel]!;
  }

  find(channel: number): number {
    let at = channel;
    while (this.#parents[at] !== at) {
      this.#parents[at] = this.#parents[this.#parents[at]!]!;
      at = this.#parents[at]!;
    }
    return at;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.find(one), this.find(other)];
    if (a === b) {
      return;
    }
    const reason = this.#reasons.get(a) ?? this.#reasons.get(b);
    // The older one represents both, whichever was named first.
    const [root, child] = a < b ? [a, b] : [b, a];
    this.#parents[child] = root;
    if (reason !== undefined) {
      this.#reasons.set(root, reason);
    }
  }

  joinAll(ones: Int32Array, others: Int32Array): void {
    const joined = this.#joined.get(ones) ?? new WeakSet();
    if (ones !== others && !joined.has(others)) {
      this.#joined.set(ones, joined.add(others));
      ones.forEach((one, i) => this.join(one, others[i]!));
    }
  }

  /** Channels that stay; the first reason counts. */
  freeze(channels: Int32Array, reason: string): void {
    if (this.#frozen.has(channels)) {
      return;
    }
    this.#frozen.add(channels);
    for (const channel of channels) {
      const root = this.find(channel);
      if (!this.#reasons.has(root)) {
        this.#reasons.set(root, reason);
      }
    }
  }

  /** Why a channel stays; null where nothing holds it. */
  reasonOf(channel: number): string | null {
    return this.#reasons.get(this.find(channel)) ?? null;
  }
}
