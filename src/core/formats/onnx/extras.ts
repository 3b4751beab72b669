// What the ONNX reader keeps for the ONNX writer.
import type { ByteSource } from "../../bytes/byte-source";
import type { Extras, TensorType } from "../../ir/value";
import type { Tensor } from "../../ir/tensor";
import type { Field, Message } from "../../wire/protobuf-reader";
import type { FieldFilter } from "../../wire/protobuf-writer";
import type { ExternalFiles } from "./external-data";

export const OWNER = "onnx";

export interface ModelExtras extends Extras {
  readonly source: ByteSource;
  readonly message: Message;
  readonly irVersion: number;
  readonly external: ExternalFiles;
  /** Fields that a written file does not get; null: it gets all. */
  readonly isLeftOut: FieldFilter | null;
}

/** The message a graph or function body was read from; null for one made by a transform. */
export interface GraphExtras extends Extras {
  readonly message: Message;
  readonly field: Field | null;
  /** The value_info fields that name a value of this graph; others are carried as they are. */
  readonly valueInfos: ReadonlySet<Field>;
}

/** The field of the graph that holds the node. */
export interface NodeExtras extends Extras {
  readonly field: Field;
}

/** The fields of the graph that mention a value, and what they said. */
export interface ValueExtras extends Extras {
  readonly type: TensorType | null;
  readonly tensor: Tensor | null;
  readonly initializer: Field | null;
  readonly sparseInitializer: Field | null;
  readonly input: Field | null;
  readonly output: Field | null;
  readonly valueInfo: Field | null;
}

export function extrasOf<T extends Extras>(holder: { extras: Extras | null }): T | null {
  return holder.extras?.owner === OWNER ? (holder.extras as T) : null;
}
