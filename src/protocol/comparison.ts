// What two models differ in.
import type { Ghosts, Place } from "../core";

/** What differs between a model and another one, which counts as the one before. */
export interface DifferencesState {
  readonly bytesBefore: number;
  readonly bytes: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The first ones. */
  readonly rows: readonly DifferenceRow[];
  /** By graph that is drawn of this model, by node: 1 where it was added, 2 where it changed; null: neither anywhere. */
  readonly marks: readonly (Uint8Array | null)[];
  /** By graph that is drawn of this model: nodes that only the other one has; null: none. */
  readonly ghosts: readonly (Ghosts | null)[];
  /** By graph that is drawn of this model graph and node of the other one, two numbers for each node; -1: none. */
  readonly counterparts: readonly Int32Array[];
}

/** A node that only one of two models has, or both in different forms. */
export interface DifferenceRow {
  readonly kind: "added" | "removed" | "changed";
  readonly name: string;
  readonly operator: string;
  /** What changed, a sentence each. */
  readonly what: readonly string[];
  /** Where it is drawn in the other model, and in this one; null where it is not. */
  readonly before: Place | null;
  readonly after: Place | null;
}

/** What a view is told of it. */
export interface ComparisonState extends Omit<DifferencesState, "counterparts"> {
  /** What the other one is called, for people. */
  readonly other: string;
  /** Whether that is a file of its own, and not this one as it was opened. */
  readonly isFile: boolean;
}
