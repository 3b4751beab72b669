// How much JSON would take once it is parsed: an empty list has two bytes, and takes twenty times as many.

/** The largest profiles have a value in about fifteen bytes of their text. */
const MOST_VALUES = 20_000_000;
/** Of lists and objects within each other. */
const MOST_DEPTH = 100;
const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/** @param bytes Whatever is no JSON is left to its parser. @throws RangeError where it holds more than any profile. */
export function checkJsonSize(bytes: Uint8Array): void {
  let [depth, values, isText] = [0, 0, false];
  for (let at = 0; at < bytes.byteLength; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      isText = !isText;
    } else if (byte === BACKSLASH) {
      at++;
    } else if (isText) {
      continue;
    } else if (byte === COMMA) {
      values++;
    } else if (byte === LIST || byte === OBJECT) {
      values++;
      depth++;
    } else if (byte === LIST_END || byte === OBJECT_END) {
      depth--;
    }
    if (depth > MOST_DEPTH) {
      throw new RangeError(`its lists and objects lie more than ${MOST_DEPTH} deep in each other`);
    }
    if (values > MOST_VALUES) {
      throw new RangeError(`it has more than ${MOST_VALUES} values; measure fewer runs`);
    }
  }
}
