// The size after gzip, which is what an app download or an over-the-air update carries.
import type { ByteSource } from "../bytes/byte-source";
import { through } from "../bytes/through";
import { type Piece, pieceLength, Pieces } from "../ir/pieces";
import type { DType } from "../ir/dtype";
import { tensorBytes } from "../ir/tensor";
import { isUnmade } from "../ir/unmade";

export interface GzipSize {
  readonly bytes: number;
  /** True where only samples were compressed. */
  readonly estimated: boolean;
}

/** Above this only samples are compressed: to compress 1 MB takes as long as to read a graph of thousands of nodes. */
const WHOLE = 1024 * 1024;
const SAMPLE_BYTES = 32 * 1024;
const FEWEST_SAMPLES = 16;
const MOST_SAMPLES = 64;
/** Of the file, so that opening a model still reads less than a hundredth of it. */
const SAMPLED_SHARE = 0.006;

/** Of a file as it is. */
export function gzipOfFile(file: ByteSource, isExact = false): Promise<GzipSize> {
  return gzipSize(new Pieces().copy(file, 0, file.size), isExact);
}

/** @param isExact Whether all of it is compressed, however large it is. */
export async function gzipSize(pieces: Pieces, isExact = false): Promise<GzipSize> {
  const size = pieces.length;
  if (isExact || size <= WHOLE) {
    return { bytes: await compressedSize(ranges(pieces, [{ start: 0, end: size }])), estimated: false };
  }
  const wanted = Math.round((size * SAMPLED_SHARE) / SAMPLE_BYTES);
  const count = Math.min(MOST_SAMPLES, Math.max(FEWEST_SAMPLES, wanted));
  const step = (size - SAMPLE_BYTES) / (count - 1);
  const samples = Array.from({ length: count }, (_, index) => {
    const start = Math.floor(index * step);
    return { start, end: start + SAMPLE_BYTES };
  });
  const bytes = await compressedSize(ranges(pieces, samples));
  return { bytes: Math.round((bytes / (count * SAMPLE_BYTES)) * size), estimated: true };
}

/**
 * The size of a model that is not made in full: its unmade tensors zip as those of their type in memory do.
 * @returns null where there are none in memory to tell.
 */
export async function gzipPreview(pieces: Pieces): Promise<GzipSize | null> {
  const known = new Pieces();
  const kinds = new Map<DType, { readonly made: Pieces; unmade: number }>();
  for (const piece of pieces.list) {
    if (piece.kind !== "tensor" || piece.tensor.storage.location !== "memory") {
      known.add(piece);
      continue;
    }
    const { dtype, storage } = piece.tensor;
    const kind = kinds.get(dtype) ?? { made: new Pieces(), unmade: 0 };
    kinds.set(dtype, kind);
    if (isUnmade(storage)) {
      kind.unmade += piece.length;
    } else {
      kind.made.add(piece);
    }
  }
  if ([...kinds.values()].every(({ unmade }) => unmade === 0)) {
    return gzipSize(pieces);
  }
  let bytes = 0;
  for (const { made, unmade } of kinds.values()) {
    if (unmade === 0) {
      known.append(made);
    } else if (made.length === 0) {
      return null;
    } else {
      bytes += (await gzipSize(made)).bytes * (1 + unmade / made.length);
    }
  }
  const others = await gzipSize(known);
  return { bytes: Math.round(bytes + others.bytes), estimated: true };
}

async function compressedSize(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const { byteLength } of through(new CompressionStream("gzip"), chunks)) {
    size += byteLength;
  }
  return size;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const BLOCK = 1024 * 1024;

/** The bytes of some ranges of the pieces, in order. */
async function* ranges(pieces: Pieces, wanted: readonly Range[]): AsyncGenerator<Uint8Array> {
  let next = 0;
  let position = 0;
  for (const piece of pieces.list) {
    const end = position + pieceLength(piece);
    while (next < wanted.length && wanted[next]!.start < end) {
      const range = wanted[next]!;
      yield* part(piece, Math.max(0, range.start - position), Math.min(range.end, end) - position);
      if (range.end > end) {
        break;
      }
      next++;
    }
    position = end;
  }
}

async function* part(piece: Piece, start: number, end: number): AsyncGenerator<Uint8Array> {
  if (piece.kind === "bytes") {
    yield piece.bytes.subarray(start, end);
  } else if (piece.kind === "tensor") {
    yield (await tensorBytes(piece.tensor, piece.subject)).subarray(start, end);
  } else {
    for (let at = start; at < end; at += BLOCK) {
      yield await piece.source.read(piece.start + at, Math.min(BLOCK, end - at));
    }
  }
}
