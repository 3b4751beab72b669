// Whether a file is text, and which message its first word begins.
import type { ByteSource } from "../../bytes/byte-source";
import type { Container } from "./extras";
import { fieldsOf } from "./schema";
import { afterRemarks } from "./text-tokens";

const HEAD_BYTES = 1024;
const BLOCK = 64 * 1024;
const [NEWLINE, SPACE, HASH] = [0x0a, 0x20, 0x23];

/** Text, or null where the bytes are not: control characters or invalid UTF-8. The end may cut a character. */
export function decodeText(bytes: Uint8Array): string | null {
  if (!bytes.every(isTextual)) {
    return null;
  }
  for (let cut = 0; cut < 4 && cut <= bytes.byteLength; cut++) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, bytes.byteLength - cut));
    } catch {
      // perhaps a character was cut
    }
  }
  return null;
}

function isTextual(byte: number): boolean {
  return byte >= SPACE || (byte >= 0x09 && byte <= 0x0d && byte !== 0x0b);
}

/** What a text file begins with, comments left out; null where it is none. */
export async function textHead(file: ByteSource): Promise<string | null> {
  const head = decodeText(await file.read(0, Math.min(file.size, HEAD_BYTES)));
  if (head === null || afterRemarks(head, 0) === 0) {
    return head;
  }
  const start = await firstWord(file);
  return start === null ? null : decodeText(await file.read(start, Math.min(file.size - start, HEAD_BYTES)));
}

/** Where the first word stands, behind spaces and comments of any length; null where what comes before is no text. */
async function firstWord(file: ByteSource): Promise<number | null> {
  let inComment = false;
  for (let position = 0; position < file.size; position += BLOCK) {
    const bytes = await file.read(position, Math.min(BLOCK, file.size - position));
    for (let i = 0; i < bytes.byteLength; i++) {
      const byte = bytes[i]!;
      if (!isTextual(byte)) {
        return null;
      }
      if (inComment ? byte === NEWLINE : byte === HASH) {
        inComment = !inComment;
      } else if (!inComment && byte > SPACE) {
        return position + i;
      }
    }
  }
  return file.size;
}

/** The message whose fields the text begins with; null where it is none that holds a graph. */
export function containerOfText(text: string): Container | null {
  const word = /([a-z_]+)\s*[:{<]/y;
  word.lastIndex = afterRemarks(text, 0);
  const first = word.exec(text)?.[1];
  const containers: readonly Container[] = ["GraphDef", "MetaGraphDef", "SavedModel"];
  return containers.find((name) => fieldsOf(name)!.some((field) => field.name === first)) ?? null;
}
