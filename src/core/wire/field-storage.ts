import { readBlocks, readRange, type ByteSource } from "../bytes/byte-source";
import type { Chunk } from "../bytes/read-ahead";
import type { Storage } from "../ir/tensor";
import type { Field } from "./protobuf-field";

/** Where a field's value lies: behind `valueStart`, in a chunk where it is loaded. */
export type FieldPlace = Pick<Field, "chunk" | "valueStart" | "length">;

/** What the tensors of a file have in common. */
export interface FieldOrigin {
  readonly source: ByteSource;
  /** What they are called in messages: "Tensor". */
  readonly what: string;
}

const IN_FILE = "file";

/** Dense elements that are the value of a field. There may be a million: all that is kept is where they are. */
export class FieldStorage implements Storage {
  readonly storedBytes: number;
  readonly #chunk: Chunk | null;
  readonly #start: number;

  constructor(
    readonly origin: FieldOrigin,
    { chunk, valueStart, length }: FieldPlace,
    readonly name: string,
  ) {
    this.storedBytes = length;
    this.#chunk = chunk;
    this.#start = valueStart;
  }

  get location(): Storage["location"] {
    return IN_FILE;
  }

  get copies(): boolean {
    return this.#chunk === null && this.origin.source.copies === true;
  }

  get blocks(): () => AsyncIterable<Uint8Array> {
    return () => readBlocks(this.origin.source, this.#start, this.storedBytes, this.#subject);
  }

  loaded(): Uint8Array | null {
    if (this.#chunk === null) {
      return null;
    }
    const start = this.#start - this.#chunk.offset;
    return this.#chunk.bytes.subarray(start, start + this.storedBytes);
  }

  read(): Promise<Uint8Array> {
    const loaded = this.loaded();
    return loaded === null
      ? readRange(this.origin.source, this.#start, this.storedBytes, this.#subject)
      : Promise.resolve(loaded);
  }

  get #subject(): string {
    return `${this.origin.what} "${this.name}"`;
  }
}
