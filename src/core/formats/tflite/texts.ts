const text = new TextDecoder();
/** A longer text is none that anybody reads. */
const LONGEST = 4096;

/** The first texts of a buffer: their number, where each begins and where the last one ends, then all of them. */
export function textsIn(bytes: Uint8Array, most: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (index: number) => (index * 4 + 4 <= bytes.byteLength ? view.getUint32(index * 4, true) : 0);
  const texts: string[] = [];
  for (let index = 1; index <= Math.min(at(0), most); index++) {
    const [start, end] = [at(index), at(index + 1)];
    if (start > end || end > bytes.byteLength || end - start > LONGEST) {
      return texts;
    }
    texts.push(text.decode(bytes.subarray(start, end)));
  }
  return texts;
}
