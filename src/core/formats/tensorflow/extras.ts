// What the TensorFlow reader keeps for the TensorFlow writer.
import type { ByteSource, Files } from "../../bytes/byte-source";
import type { Extras } from "../../ir/value";
import type { FieldFilter } from "../../wire/protobuf-writer";
import { subMessage, type Field, type Message } from "../../wire/protobuf-reader";
import type { Node } from "../../ir/node";
import { NODE } from "./schema";

export const OWNER = "tensorflow";

/** What the file is: a bare graph, a graph with its signatures, or several of those. */
export type Container = "GraphDef" | "MetaGraphDef" | "SavedModel";

export interface ModelExtras extends Extras {
  /** The binary form; of a text file it is in memory. */
  readonly source: ByteSource;
  readonly container: Container;
  readonly message: Message;
  /** The text the model was read from; null for a binary file. */
  readonly text: ByteSource | null;
  /** Fields that a written file does not get; null: it gets all. */
  readonly isLeftOut: FieldFilter | null;
  /** The files it was read from. */
  readonly files: Files;
}

export interface GraphExtras extends Extras {
  readonly kind: "graph" | "function";
  /** The GraphDef or FunctionDef. */
  readonly message: Message;
  readonly field: Field | null;
  /** SavedModel: which of its meta graphs this belongs to. */
  readonly metaGraph: number;
}

export interface NodeExtras extends Extras {
  /** The field of the graph that holds the node; null for a node made by a transform. */
  readonly field: Field | null;
  /** Where it is placed; null: where the file says. */
  readonly device: string | null;
  /** Control inputs that name no node of the graph: carried as they are. */
  readonly lost: readonly string[];
}

/** The NodeDef that a node was read from; null where it calls another operator now, or was made anew. */
export function messageOf(node: Node): Message | null {
  const field = extrasOf<NodeExtras>(node)?.field ?? null;
  const message = field === null ? null : subMessage(field, "NodeDef");
  return message?.string(NODE.op) === node.op.name ? message : null;
}

export function extrasOf<T extends Extras>(holder: { extras: Extras | null }): T | null {
  return holder.extras?.owner === OWNER ? (holder.extras as T) : null;
}
