// UTF-8 as files hold it, in names of which there may be millions.
const text = new TextDecoder("utf-8", { ignoreBOM: true });

/** Views of one block of memory, by their length: a view of the file for each of a million names costs more than them. */
const LONGEST_COPIED = 128;
const copied = new Uint8Array(LONGEST_COPIED);
const views = Array.from({ length: LONGEST_COPIED + 1 }, (_, length) => copied.subarray(0, length));

export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > LONGEST_COPIED) {
    return text.decode(bytes.subarray(start, end));
  }
  for (let index = 0; index < length; index++) {
    copied[index] = bytes[start + index]!;
  }
  return text.decode(views[length]);
}
