import { decodeText } from "../bytes/text";

const SLOTS = 256;
/** Longer ones are no words that a file has over and over. */
const LONGEST = 64;

/** Texts that a file has over and over, such as operators and keys: each is made once, as long as no other takes its slot. */
export class TextPool {
  readonly #texts = new Array<string | undefined>(SLOTS);

  of(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length === 0 || length > LONGEST) {
      return decodeText(bytes, start, end);
    }
    const slot = (31 * length + 7 * bytes[start]! + 3 * bytes[start + (length >> 1)]! + bytes[end - 1]!) & (SLOTS - 1);
    const known = this.#texts[slot];
    if (known !== undefined && isTextAt(bytes, start, end, known)) {
      return known;
    }
    const text = decodeText(bytes, start, end);
    if (IS_ASCII.test(text)) {
      this.#texts[slot] = text;
    }
    return text;
  }
}

const IS_ASCII = /^[ -~]*$/;

/** @param text ASCII. */
export function isTextAt(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  let isSame = end - start === text.length;
  for (let each = 0; isSame && each < text.length; each++) {
    isSame = bytes[start + each] === text.charCodeAt(each);
  }
  return isSame;
}
