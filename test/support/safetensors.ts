// .safetensors files: a header in JSON behind its length, then the bytes of tensors.

export interface TensorSpec {
  readonly name: string;
  /** As the format calls it. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** As the format's own writer does it: tensors behind each other, the header filled up with spaces to eight bytes. */
export function encodeSafetensors(
  tensors: readonly TensorSpec[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, dtype, shape, bytes }): [string, object] => [
    name,
    { dtype, shape, data_offsets: [end, (end += bytes.byteLength)] },
  ]);
  const header = Object.fromEntries([
    ...(metadata === undefined ? [] : [["__metadata__", metadata] as const]),
    ...entries,
  ]);
  const text = new TextEncoder().encode(JSON.stringify(header)).byteLength;
  return withHeader(JSON.stringify(header) + " ".repeat((8 - (text % 8)) % 8), ...tensors.map(({ bytes }) => bytes));
}

export function withHeader(header: string | Uint8Array, ...data: readonly Uint8Array[]): Uint8Array {
  const bytes = typeof header === "string" ? new TextEncoder().encode(header) : header;
  return Buffer.concat([lengthOf(bytes.byteLength), bytes, ...data]);
}

export function lengthOf(bytes: number): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(bytes)).buffer);
}
