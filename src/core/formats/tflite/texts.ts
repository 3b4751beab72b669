/** The first texts of a buffer: their number, where each begins and where the last one ends, then all of them. */
export function textsIn(bytes: Uint8Array, most: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (index: number) => view.getUint32(index * 4, true);
  // How many, where each begins, and where the last one ends.
  const room = Math.floor(bytes.byteLength / 4) - 2;
  const count = room < 0 ? 0 : Math.min(at(0), most, room);
  const texts: Uint8Array[] = [];
  for (let index = 1; index <= count; index++) {
    const [start, end] = [at(index), at(index + 1)];
    if (start > end || end > bytes.byteLength) {
      return texts;
    }
    texts.push(bytes.subarray(start, end));
  }
  return texts;
}
