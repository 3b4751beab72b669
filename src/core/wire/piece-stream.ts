// The bytes of what a writer made, in order, fetched as they are wanted.
import { readRange } from "../bytes/byte-source";
import { throwIfCancelled, type Context } from "../context";
import { ModelError } from "../ground/errors";
import type { Piece, Pieces } from "../ir/pieces";
import { tensorBytes } from "../ir/tensor";

const BLOCK = 1024 * 1024;

/** Small pieces are gathered, large ones passed on in blocks of 1 MiB, so that memory stays flat at any size. */
export async function* streamPieces(pieces: Pieces, context: Context): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of blocksOf(pieces, context)) {
    yield bytes;
  }
}

/** The same in blocks of at most 1 MiB whose buffers belong to the reader alone, so that they can be handed over. */
export async function* streamOwnBlocks(pieces: Pieces, context: Context): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const { bytes, isOwn } of blocksOf(pieces, context)) {
    if (isOwn && bytes.byteLength <= BLOCK) {
      yield bytes as Uint8Array<ArrayBuffer>;
    } else {
      for (let start = 0; start < bytes.byteLength; start += BLOCK) {
        yield new Uint8Array(bytes.subarray(start, start + BLOCK));
      }
    }
  }
}

interface Block {
  readonly bytes: Uint8Array;
  /** Whether nobody else has its buffer. */
  readonly isOwn: boolean;
}

async function* blocksOf(pieces: Pieces, context: Context): AsyncGenerator<Block> {
  let gathered = new Uint8Array(BLOCK);
  let used = 0;
  let done = 0;
  for (const piece of pieces.list) {
    for await (const block of pieceBlocks(piece)) {
      const { bytes } = block;
      if (bytes.byteLength > BLOCK - used) {
        if (used > 0) {
          yield { bytes: gathered.subarray(0, used), isOwn: true };
          gathered = new Uint8Array(BLOCK);
          used = 0;
        }
        if (bytes.byteLength >= BLOCK / 2) {
          yield block;
          done += bytes.byteLength;
          await context.progress(done, pieces.length);
          continue;
        }
      }
      gathered.set(bytes, used);
      used += bytes.byteLength;
      done += bytes.byteLength;
    }
  }
  throwIfCancelled(context.signal);
  if (used > 0) {
    yield { bytes: gathered.subarray(0, used), isOwn: true };
  }
}

async function* pieceBlocks(piece: Piece): AsyncGenerator<Block> {
  if (piece.kind === "bytes") {
    yield { bytes: piece.bytes, isOwn: false };
  } else if (piece.kind === "tensor") {
    const bytes = await tensorBytes(piece.tensor, piece.subject);
    if (bytes.byteLength !== piece.length) {
      throw new ModelError(
        "malformed",
        `Tensor "${piece.subject}" has ${bytes.byteLength} bytes where ${piece.length} were expected; nothing was written.`,
        piece.subject,
      );
    }
    yield { bytes, isOwn: false };
  } else {
    const isOwn = piece.source.copies === true;
    for (let start = piece.start; start < piece.end; start += BLOCK) {
      const length = Math.min(BLOCK, piece.end - start);
      yield { bytes: await readRange(piece.source, start, length, "A part that is copied"), isOwn };
    }
  }
}

/** Everything in one array; for small files and tests. */
export async function gatherPieces(pieces: Pieces, context: Context): Promise<Uint8Array> {
  const all = new Uint8Array(pieces.length);
  let position = 0;
  for await (const bytes of streamPieces(pieces, context)) {
    all.set(bytes, position);
    position += bytes.byteLength;
  }
  return all;
}
