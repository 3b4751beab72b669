// The bytes of what a writer made, in order, fetched as they are wanted.
import { readRange } from "../bytes/byte-source";
import { throwIfCancelled, type Context } from "../context";
import { ModelError } from "../ir/errors";
import type { Piece, Pieces } from "../ir/pieces";
import { tensorBytes } from "../ir/tensor";

const BLOCK = 1024 * 1024;

/** Small pieces are gathered, large ones passed on in blocks of 1 MiB, so that memory stays flat at any size. */
export async function* streamPieces(pieces: Pieces, context: Context): AsyncGenerator<Uint8Array> {
  let gathered = new Uint8Array(BLOCK);
  let used = 0;
  let done = 0;
  for (const piece of pieces.list) {
    for await (const bytes of pieceBlocks(piece)) {
      if (bytes.byteLength > BLOCK - used) {
        if (used > 0) {
          yield gathered.subarray(0, used);
          gathered = new Uint8Array(BLOCK);
          used = 0;
        }
        if (bytes.byteLength >= BLOCK / 2) {
          yield bytes;
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
    yield gathered.subarray(0, used);
  }
}

async function* pieceBlocks(piece: Piece): AsyncGenerator<Uint8Array> {
  if (piece.kind === "bytes") {
    yield piece.bytes;
  } else if (piece.kind === "tensor") {
    const bytes = await tensorBytes(piece.tensor, piece.subject);
    if (bytes.byteLength !== piece.length) {
      throw new ModelError(
        "malformed",
        `Tensor "${piece.subject}" has ${bytes.byteLength} bytes where ${piece.length} were expected; nothing was written.`,
        piece.subject,
      );
    }
    yield bytes;
  } else {
    for (let start = piece.start; start < piece.end; start += BLOCK) {
      yield await readRange(piece.source, start, Math.min(BLOCK, piece.end - start), "A part that is copied");
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
