// Strings of protobuf's text format ↔ bytes.

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  "\\": 92,
  "'": 39,
  '"': 34,
  "?": 63,
};

/** @returns null where an escape is not one. */
export function unescape(text: string): Uint8Array | null {
  if (!text.includes("\\")) {
    return new TextEncoder().encode(text);
  }
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  const pattern = /\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))|([^\\]+)/gy;
  let end = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    end = pattern.lastIndex;
    const [, octal, hex, short, long, simple, plain] = match;
    if (plain !== undefined) {
      bytes.push(...encoder.encode(plain));
    } else if (octal !== undefined) {
      bytes.push(parseInt(octal, 8) & 0xff);
    } else if (hex !== undefined) {
      bytes.push(parseInt(hex, 16));
    } else if (short !== undefined || long !== undefined) {
      const point = parseInt((short ?? long)!, 16);
      if (point > 0x10ffff) {
        return null;
      }
      bytes.push(...encoder.encode(String.fromCodePoint(point)));
    } else {
      const byte = SIMPLE[simple!];
      if (byte === undefined) {
        return null;
      }
      bytes.push(byte);
    }
  }
  return end === text.length ? Uint8Array.from(bytes) : null;
}

/** Printable ASCII as it is, the rest in octal, as TensorFlow writes it. */
export function escape(bytes: Uint8Array): string {
  const parts: string[] = [];
  const named: Readonly<Record<number, string>> = { 9: "\\t", 10: "\\n", 13: "\\r", 34: '\\"', 39: "\\'", 92: "\\\\" };
  for (const byte of bytes) {
    const simple = named[byte];
    if (simple !== undefined) {
      parts.push(simple);
    } else if (byte >= 0x20 && byte < 0x7f) {
      parts.push(String.fromCharCode(byte));
    } else {
      parts.push(`\\${byte.toString(8).padStart(3, "0")}`);
    }
  }
  return parts.join("");
}
