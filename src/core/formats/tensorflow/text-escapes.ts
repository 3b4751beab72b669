// Strings of protobuf's text format ↔ bytes.
import { own } from "../../ir/own";
import type { GrowingBytes } from "./text-bytes";

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

/** Adds what a string stands for. @returns false where an escape is not one. */
export function unescape(text: string, out: GrowingBytes): boolean {
  let plain = 0;
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", plain)) {
    out.text(text.slice(plain, at));
    const escape = ESCAPE.exec(text.slice(at + 1, at + 1 + LONGEST_ESCAPE));
    if (escape === null || !addEscaped(escape, out)) {
      return false;
    }
    plain = at + 1 + escape[0].length;
  }
  out.text(text.slice(plain));
  return true;
}

const ESCAPE = /^(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/;
/** Behind the backslash. */
const LONGEST_ESCAPE = 9;

function addEscaped([, octal, hex, short, long, simple]: RegExpExecArray, out: GrowingBytes): boolean {
  const byte =
    octal !== undefined
      ? parseInt(octal, 8) & 0xff
      : hex !== undefined
        ? parseInt(hex, 16)
        : simple !== undefined
          ? own(SIMPLE, simple)
          : undefined;
  if (byte !== undefined) {
    out.byte(byte);
    return true;
  }
  const point = parseInt(short ?? long ?? "", 16);
  if (!(point <= 0x10ffff)) {
    return false;
  }
  out.text(String.fromCodePoint(point));
  return true;
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
