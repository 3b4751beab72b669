// What a runtime measured of a model: how long each of its nodes took, where it ran.

export interface Profile {
  readonly tool: "onnxruntime" | "benchmark_model" | "Model Explorer";
  /** Milliseconds of a run; "": the file does not say what its numbers are. */
  readonly unit: "ms" | "";
  /** How many runs these are the mean of; null: that is not said. */
  readonly runs: number | null;
  /** One for each node that the runtime had. */
  readonly entries: readonly ProfileEntry[];
}

export interface ProfileEntry {
  /** As the runtime has it: of a node, or of what it makes. */
  readonly name: string;
  /** As the runtime has it; null: it does not say. */
  readonly operator: string | null;
  /** Position in the graph of the runtime; null: it does not say. */
  readonly index: number | null;
  /** Without what it called. */
  readonly amount: number;
  /** What ran it; null: it does not say. */
  readonly provider: string | null;
}

/** More than any model has nodes. */
const MOST_ENTRIES = 1_000_000;

/** Adds up what was measured of the same node. */
export class Entries {
  readonly #entries = new Map<string, { readonly entry: ProfileEntry; amount: number }>();

  /** @throws RangeError where there are more than any model has. */
  add(entry: ProfileEntry): void {
    const key = JSON.stringify([entry.name, entry.operator, entry.index, entry.provider]);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.amount += entry.amount;
    } else if (this.#entries.size < MOST_ENTRIES) {
      this.#entries.set(key, { entry, amount: entry.amount });
    } else {
      throw new RangeError(`it has more than ${MOST_ENTRIES} nodes`);
    }
  }

  /** @param share Of what was added, as one of several runs has. */
  list(share = 1): readonly ProfileEntry[] {
    return [...this.#entries.values()].map(({ entry, amount }) => ({ ...entry, amount: amount * share }));
  }
}
