// A protobuf file as a tree of fields that can be bent and written again, lies included. What looks like a message is
// taken for one, whatever the format says.
import { decodeVarint } from "../../src/core/bytes/varint";

export type Content = bigint | Uint8Array | Tree[];

export interface Tree {
  number: number;
  wireType: number;
  content: Content;
  /** What is written as its length instead of the true one. */
  length?: bigint;
  /** Bytes that its varints take at least. */
  padding?: number;
  /** The number at the end of a group; null: it has none. */
  closing?: number | null;
}

const GROUP = 3;
const END = 4;
const BYTES = 2;
/** Fields of known messages have such numbers; what has others is taken for bytes. */
const LARGEST_NUMBER = 30;
const MOST_DEPTH = 40;

/** Null where the bytes are no message. */
export function parseTree(bytes: Uint8Array, depth = 0): Tree[] | null {
  const fields: Tree[] = [];
  for (let position = 0; position < bytes.length;) {
    const tag = decodeVarint(bytes, position);
    const number = Math.floor(Number(tag.value) / 8);
    const wireType = Number(tag.value) % 8;
    if (tag.end < 0 || number < 1 || number > LARGEST_NUMBER) {
      return null;
    }
    position = tag.end;
    if (wireType === 0) {
      const { value, end } = decodeVarint(bytes, position);
      if (end < 0) {
        return null;
      }
      fields.push({ number, wireType, content: BigInt(value) });
      position = end;
      continue;
    }
    const fixed = wireType === 1 ? 8 : wireType === 5 ? 4 : null;
    const length = fixed === null ? decodeVarint(bytes, position) : { value: fixed, end: position };
    const count = Number(length.value);
    if ((fixed === null && wireType !== BYTES) || length.end < 0 || count < 0 || length.end + count > bytes.length) {
      return null;
    }
    const content = bytes.subarray(length.end, length.end + count);
    const inner = wireType === BYTES && count > 0 && depth < MOST_DEPTH ? parseTree(content, depth + 1) : null;
    fields.push({ number, wireType, content: inner ?? content });
    position = length.end + count;
  }
  return fields;
}

export function cloneTree(tree: Tree): Tree {
  const { content } = tree;
  return { ...tree, content: Array.isArray(content) ? content.map(cloneTree) : content };
}

export function encodeTrees(trees: readonly Tree[]): Buffer {
  return Buffer.concat(trees.flatMap(encodeTree));
}

function encodeTree(tree: Tree): Uint8Array[] {
  const { number, wireType, content, padding = 1 } = tree;
  const tag = varint(BigInt(number) * 8n + BigInt(wireType), padding);
  if (typeof content === "bigint") {
    return [tag, varint(content, padding)];
  }
  const bytes = Array.isArray(content) ? encodeTrees(content) : content;
  if (wireType === GROUP) {
    const { closing = number } = tree;
    return [tag, bytes, ...(closing === null ? [] : [varint(BigInt(closing) * 8n + BigInt(END), 1)])];
  }
  return wireType === BYTES ? [tag, varint(tree.length ?? BigInt(bytes.length), padding), bytes] : [tag, bytes];
}

/** @param least How many bytes it takes: more than it needs, and more than there may be. */
export function varint(value: bigint, least: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  } while (rest > 0n || bytes.length < least);
  bytes[bytes.length - 1]! &= 127;
  return Uint8Array.from(bytes);
}
