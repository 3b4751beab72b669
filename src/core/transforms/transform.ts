import type { Context } from "../context";
import type { EditableModel } from "../ir/model";
import type { Parameters, ParameterSchema } from "./parameters";

/** One edit a transform made. Bytes are those of the tensors concerned, as they are stored. */
export interface Change {
  readonly kind: "removed" | "added" | "rewritten";
  readonly subject: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** "int8, per channel, with DequantizeLinear"; absent where the subject says it. */
  readonly becomes?: string;
}

/** What a transform would do with one tensor. */
export interface PlannedTensor {
  readonly tensor: string;
  readonly shape: readonly number[];
  /** The first node that reads it, and its operator; null where none does. */
  readonly layer: string | null;
  readonly operator: string | null;
  /** "int8, per channel, with DequantizeLinear"; null where it stays as it is. */
  readonly what: string | null;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Why it stays, or is not done as asked for; null: nothing to say. */
  readonly reason: string | null;
}

export type TransformGroup = "nodes" | "parameters" | "bits";

/** A named way to rewrite a model. Deterministic: the same model and parameters give the same result. */
export interface Transform<P extends Parameters = Parameters> {
  /** Also its file's name and its verb on the command line. */
  readonly id: string;
  /** As in the command palette: "Quantize to int8". */
  readonly title: string;
  /** A sentence for people who choose. */
  readonly description: string;
  /** What it is about, as menus group it: the nodes of the graph, how many weights there are, or their bits. */
  readonly group: TransformGroup;
  /** Whether the results of the model change. */
  readonly lossy: boolean;
  /** Whether a larger model is what was asked for; else a step that makes it larger is taken back. */
  mayGrow?(parameters: P): boolean;
  /** What the proposed name of a saved copy gets: "model.int8.tflite"; null where none is proposed. */
  readonly suffix: string | null;
  readonly parameters: ParameterSchema<P>;
  /** Why it can do nothing to a model of this kind: its format has nothing for it. Then it is not applied. */
  obstacle?(model: EditableModel): string | null;
  /** Edits the fork it was given; says through `context.note` what it left alone and why. */
  apply(model: EditableModel, parameters: P, context: Context): Promise<Change[]>;
  /** What it would do with each tensor, as far as can be told without reading their elements. */
  plan?(model: EditableModel, parameters: P): Promise<readonly PlannedTensor[]>;
}
