// What a writer makes: a list of pieces, each either new bytes, a span copied from the source file, or a tensor's
// bytes fetched when the file is written. Its length is known before anything is read.
import type { ByteSource } from "../bytes/byte-source";
import type { Tensor } from "./tensor";

export type Piece =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "copy"; readonly source: ByteSource; readonly start: number; readonly end: number }
  | { readonly kind: "tensor"; readonly tensor: Tensor; readonly length: number; readonly subject: string };

export class Pieces {
  readonly list: Piece[] = [];
  length = 0;
  /** The last piece, where it is a span; no other list has it. */
  #span: { end: number } | null = null;

  bytes(bytes: Uint8Array): this {
    if (bytes.byteLength > 0) {
      this.list.push({ kind: "bytes", bytes });
      this.#span = null;
      this.length += bytes.byteLength;
    }
    return this;
  }

  /** Spans that follow each other in the file become one. */
  copy(source: ByteSource, start: number, end: number): this {
    if (end === start) {
      return this;
    }
    const last = this.list[this.list.length - 1];
    if (this.#span !== null && last?.kind === "copy" && last.source === source && last.end === start) {
      this.#span.end = end;
    } else {
      const span = { kind: "copy", source, start, end } as const;
      this.list.push(span);
      this.#span = span;
    }
    this.length += end - start;
    return this;
  }

  tensor(tensor: Tensor, length: number, subject: string): this {
    if (length > 0) {
      this.list.push({ kind: "tensor", tensor, length, subject });
      this.#span = null;
      this.length += length;
    }
    return this;
  }

  append(other: Pieces): this {
    other.list.forEach((piece) => this.add(piece));
    return this;
  }

  add(piece: Piece): this {
    if (piece.kind === "copy") {
      return this.copy(piece.source, piece.start, piece.end);
    }
    this.list.push(piece);
    this.#span = null;
    this.length += pieceLength(piece);
    return this;
  }

  /** Whether this is nothing but the given span of the source, so that nothing in it was changed. */
  isCopyOf(source: ByteSource, start: number, end: number): boolean {
    if (start === end) {
      return this.length === 0;
    }
    const [only, second] = this.list;
    return (
      second === undefined &&
      only?.kind === "copy" &&
      only.source === source &&
      only.start === start &&
      only.end === end
    );
  }
}

export function pieceLength(piece: Piece): number {
  switch (piece.kind) {
    case "bytes":
      return piece.bytes.byteLength;
    case "copy":
      return piece.end - piece.start;
    case "tensor":
      return piece.length;
  }
}

/** One file of a model as it would be written. */
export interface OutputFile {
  /** Relative to the folder the model is written to; null: the model file itself. */
  readonly path: string | null;
  readonly pieces: Pieces;
  /** It lies beside the model already and is not written; the pieces are what the model uses of it. */
  readonly stays?: boolean;
}
