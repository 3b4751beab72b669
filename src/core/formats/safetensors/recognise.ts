import type { Candidate } from "../candidate";
import { LENGTH_BYTES } from "./header";

/**
 * The header's length, far from needing all of its eight bytes, then the header. What says a length beyond the file has
 * to be called as such files are.
 */
export function recogniseSafetensors({ start, files }: Candidate): Promise<boolean> {
  const [low, high] = [lengthAt(start, 0), lengthAt(start, 4)];
  const fits = LENGTH_BYTES + low <= files.main.size || /\.safetensors$/i.test(files.name);
  return Promise.resolve(start[LENGTH_BYTES] === "{" && high === 0 && fits);
}

function lengthAt(start: string, position: number): number {
  return [3, 2, 1, 0].reduce((sum, byte) => sum * 256 + start.charCodeAt(position + byte), 0);
}
