import type { Model } from "./model";
import type { Offer } from "./offer";
import type { OperatorOf } from "./operator";
import type { Pieces } from "./pieces";
import type { Writer } from "./writer";

/** Something that a file says of itself, in a few words: versions, who made it. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** What a format does for the models that were read by it. Each carries it, so that nobody has to look it up. */
export interface ModelFormat {
  readonly id: string;
  readonly title: string;
  /** Usual ones, with the dot. */
  readonly extensions: readonly string[];
  /** Whether its files hold tensors and nothing that computes: then each tensor is shown as a layer. */
  readonly tensorsOnly?: true;
  readonly writer: Offer<Writer>;
  /**
   * All that the file of a model says, as it was read, but for the contents of its tensors and where and in which form
   * they are stored, for a hash: what is the same in two files has the same outline. Each format says how it is made up.
   */
  outline(model: Model): Pieces;
  /** What a file says of itself besides its metadata: versions, what it needs to run, and metadata that takes decoding. */
  facts?(model: Model): Promise<readonly Fact[]>;
  /** What the operators of a model make of what they read. */
  operators(model: Model): OperatorOf;
}
