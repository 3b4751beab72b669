// What the ONNX reader keeps for the ONNX writer.
import { INLINE_BYTES } from "../../bytes/limits";
import type { ByteSource } from "../../bytes/byte-source";
import type { Attribute, Attributes, LazyAttributes } from "../../ir/node";
import type { Extras, TensorType } from "../../ir/value";
import type { Tensor } from "../../ir/tensor";
import type { Field, FieldList, Message } from "../../wire/protobuf-reader";
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
  /** Where the value_info fields start that name a value of this graph; others are carried as they are. */
  readonly valueInfos: ReadonlySet<number>;
}

/** Who decodes the attributes of a NodeProto. */
export interface AttributeReader {
  attributes(fields: FieldList, index: number): Attributes;
  /** One of them, without decoding the others. */
  attribute(fields: FieldList, index: number, name: string): Attribute | undefined;
  holdsTensor(fields: FieldList, index: number): boolean;
}

/** The field of the graph that holds the node, and its attributes, which most nodes are never asked for. */
export class NodeExtras implements Extras, LazyAttributes {
  #attributes: Attributes | null = null;

  constructor(
    readonly fields: FieldList,
    readonly index: number,
    readonly reader: AttributeReader,
  ) {}

  get owner(): string {
    return OWNER;
  }

  get field(): Field {
    return this.fields.made(this.index);
  }

  decode(): Attributes {
    return (this.#attributes ??= this.reader.attributes(this.fields, this.index));
  }

  look(): Attributes {
    return this.#attributes ?? this.reader.attributes(this.fields, this.index);
  }

  find(name: string): Attribute | undefined {
    if (this.#attributes !== null) {
      return this.#attributes.get(name);
    }
    const found = this.reader.attribute(this.fields, this.index, name);
    // Tensors are told apart by who they are.
    return found?.kind === "tensor" ? this.decode().get(name) : found;
  }

  mayHoldTensors(): boolean {
    return this.reader.holdsTensor(this.fields, this.index);
  }

  areShort(): boolean {
    return this.fields.lengthAt(this.index) <= INLINE_BYTES;
  }
}

/** Of a value that no such field mentions. */
export const NOWHERE = -1;

/** The fields of the graph that mention a value, and what they said. */
export class ValueExtras implements Extras {
  type: TensorType | null = null;
  tensor: Tensor | null = null;
  /** Positions among the fields of the graph. */
  initializerAt = NOWHERE;
  sparseInitializerAt = NOWHERE;
  inputAt = NOWHERE;
  outputAt = NOWHERE;
  valueInfoAt = NOWHERE;

  constructor(readonly fields: FieldList) {}

  get owner(): string {
    return OWNER;
  }

  get initializer(): Field | null {
    return this.#field(this.initializerAt);
  }

  get sparseInitializer(): Field | null {
    return this.#field(this.sparseInitializerAt);
  }

  get input(): Field | null {
    return this.#field(this.inputAt);
  }

  get output(): Field | null {
    return this.#field(this.outputAt);
  }

  get valueInfo(): Field | null {
    return this.#field(this.valueInfoAt);
  }

  withoutValueInfo(): ValueExtras {
    return Object.assign(new ValueExtras(this.fields), this, { valueInfoAt: NOWHERE });
  }

  #field(index: number): Field | null {
    return index === NOWHERE ? null : this.fields.made(index);
  }
}

export function extrasOf<T extends Extras>(holder: { extras: Extras | null }): T | null {
  return holder.extras?.owner === OWNER ? (holder.extras as T) : null;
}
