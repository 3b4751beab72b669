/** A decoded varint and where it ends; end is −1 where the bytes end or the varint is longer than ten bytes. */
export interface Varint {
  value: number | bigint;
  end: number;
}

/** An int64, two's complement; a bigint where a number would not be exact. */
export function decodeVarint(bytes: Uint8Array, position: number, limit = bytes.byteLength): Varint {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    if (position + i >= limit) {
      return { value: 0, end: -1 };
    }
    const byte = bytes[position + i]!;
    if (i === 7) {
      return decodeLong(bytes, position, limit);
    }
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      return { value, end: position + i + 1 };
    }
    scale *= 128;
  }
  return { value: 0, end: -1 };
}

/** Eight bytes and more: beyond 49 bits, so through bigint. */
function decodeLong(bytes: Uint8Array, position: number, limit: number): Varint {
  let value = 0n;
  for (let i = 0; i < 10 && position + i < limit; i++) {
    const byte = bytes[position + i]!;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) {
      const signed = BigInt.asIntN(64, value);
      const number = Number(signed);
      return { value: Number.isSafeInteger(number) ? number : signed, end: position + i + 1 };
    }
  }
  return { value: 0, end: -1 };
}

export function skipVarint(bytes: Uint8Array, position: number, limit: number): number {
  for (let i = position; i < Math.min(position + 10, limit); i++) {
    if (bytes[i]! < 0x80) {
      return i + 1;
    }
  }
  return -1;
}

export function encodeVarint(value: number | bigint): number[] {
  const bytes: number[] = [];
  if (typeof value === "bigint" || value < 0 || value > Number.MAX_SAFE_INTEGER) {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
    }
    bytes.push(Number(rest));
    return bytes;
  }
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | 0x80);
  }
  bytes.push(rest);
  return bytes;
}
