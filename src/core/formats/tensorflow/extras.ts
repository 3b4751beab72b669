// What the TensorFlow reader keeps for the TensorFlow writer.
import { INLINE_BYTES } from "../../bytes/limits";
import type { ByteSource, Files } from "../../bytes/byte-source";
import type { Attribute, Attributes, LazyAttributes } from "../../ir/node";
import type { Extras, TensorType, UnresolvedType } from "../../ir/value";
import type { FieldFilter } from "../../wire/protobuf-writer";
import { subMessage, type Field, type FieldList, type Message, type MessageOpener } from "../../wire/protobuf-reader";
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

/** Who decodes what a NodeDef says. */
export interface NodeReader {
  attributes(node: Field): Attributes;
  /** One of them, without decoding the others. */
  attribute(fields: FieldList, index: number, name: string): Attribute | undefined;
  holdsTensor(fields: FieldList, index: number): boolean;
  /** @param port Which of the outputs of the node at `index`. */
  type(fields: FieldList, index: number, port: number): TensorType | null;
}

/** Where nodes were read from, and by whom. */
export interface NodesRead {
  readonly fields: FieldList;
  readonly reader: NodeReader;
}

/** What few nodes have: control inputs that name no node of the graph, and a device other than that of the file. */
interface Exceptions {
  readonly lost: readonly string[];
  readonly device: string | null;
}

const NO_EXCEPTIONS: Exceptions = { lost: [], device: null };

/** What a node was read from: its attributes, and the type of its first output, are there once they are asked for. */
export class NodeExtras implements Extras, LazyAttributes, UnresolvedType {
  #attributes: Attributes | null = null;
  #exceptions = NO_EXCEPTIONS;

  /** @param from null: the node was made by a transform. */
  constructor(
    readonly from: NodesRead | null,
    readonly index: number,
  ) {}

  get fields(): FieldList | null {
    return this.from?.fields ?? null;
  }

  /** Control inputs that name no node of the graph: carried as they are. */
  get lost(): readonly string[] {
    return this.#exceptions.lost;
  }

  set lost(lost: readonly string[]) {
    this.#exceptions = { ...this.#exceptions, lost };
  }

  /** Where it is placed; null: where the file says. */
  get device(): string | null {
    return this.#exceptions.device;
  }

  get owner(): string {
    return OWNER;
  }

  /** The field of the graph that holds the node; null for a node made by a transform. */
  get field(): Field | null {
    return this.fields?.made(this.index) ?? null;
  }

  decode(): Attributes {
    return (this.#attributes ??= this.from!.reader.attributes(this.field!));
  }

  look(): Attributes {
    return this.#attributes ?? this.from!.reader.attributes(this.field!);
  }

  find(name: string): Attribute | undefined {
    if (this.#attributes !== null) {
      return this.#attributes.get(name);
    }
    const found = this.from!.reader.attribute(this.from!.fields, this.index, name);
    // Tensors are told apart by who they are.
    return found?.kind === "tensor" ? this.decode().get(name) : found;
  }

  mayHoldTensors(): boolean {
    return this.from!.reader.holdsTensor(this.from!.fields, this.index);
  }

  areShort(): boolean {
    return this.fields !== null && this.fields.lengthAt(this.index) <= INLINE_BYTES;
  }

  resolve(): TensorType | null {
    return this.typeOf(0);
  }

  /** @param port Which of its outputs. */
  typeOf(port: number): TensorType | null {
    return this.from === null ? null : this.from.reader.type(this.from.fields, this.index, port);
  }

  placedOn(device: string): NodeExtras {
    const copy = new NodeExtras(this.from, this.index);
    copy.#exceptions = { ...this.#exceptions, device };
    return copy;
  }
}

/**
 * The NodeDef that a node was read from; null where it calls another operator now, or was made anew.
 * @param opener Opens it where it is good until the next one is opened.
 */
export function messageOf(node: Node, opener?: MessageOpener): Message | null {
  const extras = extrasOf<NodeExtras>(node);
  const { fields = null, index = 0 } = extras ?? {};
  const message =
    fields === null
      ? null
      : opener === undefined
        ? subMessage(fields.made(index), "NodeDef")
        : opener.open(fields, index, "NodeDef");
  return message?.word(NODE.op) === node.op.name ? message : null;
}

export function extrasOf<T extends Extras>(holder: { extras: Extras | null }): T | null {
  return holder.extras?.owner === OWNER ? (holder.extras as T) : null;
}
