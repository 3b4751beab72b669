// Floats with few different values as a table of those and a byte for one or more elements.
import type { Codebook } from "../../ir/codebook";
import { bytesOf, memoryTensor } from "../../ir/tensor";

/** Positions are bytes. */
const MOST_ENTRIES = 256;
/** Tables stay below what quantizers take for weights. */
const MOST_TABLE_ELEMENTS = 1023;

/** The values in ascending order, the two zeros being different; null where there are more than a byte can tell apart. */
function valuesOf(elements: Float32Array): { values: Float32Array; place: Map<number, number> } | null {
  const bits = new Int32Array(elements.buffer, elements.byteOffset, elements.length);
  const seen = new Set<number>();
  for (let i = 0, last = NaN; i < bits.length; i++) {
    const each = bits[i]!;
    if (each !== last) {
      seen.add(each);
      if (seen.size > MOST_ENTRIES) {
        return null;
      }
      last = each;
    }
  }
  const ordered = [...new Float32Array(Int32Array.from(seen).buffer).sort()];
  const values = Float32Array.from(ordered);
  const place = new Map([...new Int32Array(values.buffer)].map((each, index) => [each, index]));
  return { values, place };
}

/**
 * The codebook that takes the fewest bytes: with k values, an entry can be as many elements in a row as k^width ≤ 256
 * allows, and as divide the elements evenly. Looking up gives the elements back to the bit.
 * @returns null where there are more than 256 values.
 */
export function codebookOf(elements: Float32Array, shape: readonly number[]): Codebook | null {
  const found = valuesOf(elements);
  if (found === null) {
    return null;
  }
  const { values, place } = found;
  const width = bestWidth(values.length, elements.length);
  const entries = values.length ** width;
  const table = new Float32Array(entries * width);
  for (let i = 0; i < table.length; i++) {
    const entry = Math.floor(i / width);
    table[i] = values[Math.floor(entry / values.length ** (width - 1 - (i % width))) % values.length]!;
  }
  const bits = new Int32Array(elements.buffer, elements.byteOffset, elements.length);
  const positions = new Uint8Array(elements.length / width);
  for (let i = 0; i < positions.length; i++) {
    let position = 0;
    for (let j = 0; j < width; j++) {
      position = position * values.length + place.get(bits[i * width + j]!)!;
    }
    positions[i] = position;
  }
  return {
    table: memoryTensor("float32", width === 1 ? [entries] : [entries, width], bytesOf(table)),
    positions: memoryTensor("uint8", width === 1 ? shape : [positions.length], positions),
  };
}

function bestWidth(values: number, elements: number): number {
  const bytes = (width: number) => elements / width + 4 * width * values ** width;
  let best = 1;
  for (let width = 2; values ** width <= MOST_ENTRIES && width * values ** width <= MOST_TABLE_ELEMENTS; width++) {
    if (elements % width === 0 && bytes(width) < bytes(best)) {
      best = width;
    }
    if (values === 1) {
      break;
    }
  }
  return best;
}
