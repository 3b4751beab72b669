// A tensor as a file of its own: NumPy's .npy, or .csv with one row for each index of all axes but the last.
import { bitsOf, elementCount, isFloat, type DType } from "../ir/dtype";
import { ModelError } from "../ground/errors";
import { Pieces } from "../ir/pieces";
import { bytesOf, tensorBytes, type Tensor } from "../ir/tensor";
import { decoderOf } from "../kernels/codes";
import { elementTexts } from "./element-texts";

export type TensorFileKind = "npy" | "csv";

/** Texts of more elements take more memory than anyone reads. */
const MOST_IN_CSV = 5_000_000;

/** NumPy's names of types that it has. https://numpy.org/doc/stable/reference/arrays.interface.html */
const NUMPY: Readonly<Partial<Record<DType, string>>> = {
  float16: "<f2",
  float32: "<f4",
  float64: "<f8",
  int8: "|i1",
  qint8: "|i1",
  int16: "<i2",
  qint16: "<i2",
  int32: "<i4",
  qint32: "<i4",
  int64: "<i8",
  uint8: "|u1",
  quint8: "|u1",
  uint16: "<u2",
  quint16: "<u2",
  uint32: "<u4",
  uint64: "<u8",
  bool: "|b1",
  complex64: "<c8",
  complex128: "<c16",
};

/** The kind of file that a name's ending asks for; null where it is none of them. */
export function tensorFileKind(name: string): TensorFileKind | null {
  const ending = /\.(npy|csv)$/iu.exec(name)?.[1]?.toLowerCase();
  return ending === undefined ? null : (ending as TensorFileKind);
}

/**
 * Types that NumPy does not have become the next wider one that holds all of their values: int4 becomes int8, bfloat16 and
 * smaller floats become float32.
 * @throws ModelError where elements of this type have no place in such a file, or are not there.
 */
export async function tensorFile(tensor: Tensor, subject: string, kind: TensorFileKind): Promise<Pieces> {
  return kind === "npy" ? npy(tensor, subject) : csv(tensor, subject);
}

/** https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0 */
async function npy(tensor: Tensor, subject: string): Promise<Pieces> {
  const { dtype, shape } = tensor;
  const stored = NUMPY[dtype];
  if (stored !== undefined) {
    const length = elementCount(shape) * (bitsOf(dtype) / 8);
    const [name, held] = dtype === "bool" ? [subject, await truths(tensor, subject)] : [subject, tensor];
    return npyHeader(stored, shape).tensor(held, length, name);
  }
  const decode = bitsOf(dtype) === 0 ? null : decoderOf(await tensorBytes(tensor, subject), dtype);
  if (decode === null) {
    throw new ModelError("unsupported", `NumPy's files hold no elements of type ${dtype}; ask for .csv.`, subject);
  }
  const count = elementCount(shape);
  const wide = new Float64Array(count);
  decode(0, count, wide);
  const [descriptor, elements] = isFloat(dtype)
    ? ["<f4", Float32Array.from(wide)]
    : dtype.startsWith("u")
      ? ["|u1", Uint8Array.from(wide)]
      : ["|i1", Int8Array.from(wide)];
  return npyHeader(descriptor, shape).bytes(bytesOf(elements));
}

/** Any byte but 0 is true; NumPy takes 1 for it. */
async function truths(tensor: Tensor, subject: string): Promise<Tensor> {
  const bytes = await tensorBytes(tensor, subject);
  const read = () => Promise.resolve(bytes.map((byte) => (byte === 0 ? 0 : 1)));
  return { ...tensor, storage: { storedBytes: bytes.byteLength, location: "memory", read } };
}

/** The magic string, the version, the length of the rest, and a literal that ends at a multiple of 64 bytes. */
function npyHeader(descriptor: string, shape: readonly number[]): Pieces {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const literal = `{'descr': '${descriptor}', 'fortran_order': False, 'shape': (${lengths}), }`;
  const length = Math.ceil((10 + literal.length + 1) / 64) * 64 - 10;
  const text = new TextEncoder().encode(`${literal.padEnd(length - 1)}\n`);
  const header = new Uint8Array(10 + length);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >>> 8]);
  header.set(text, 10);
  return new Pieces().bytes(header);
}

async function csv(tensor: Tensor, subject: string): Promise<Pieces> {
  const { shape } = tensor;
  const count = elementCount(shape);
  if (count > MOST_IN_CSV) {
    throw new ModelError("limit", `"${subject}" has too many elements for .csv; ask for .npy.`, subject);
  }
  const textAt = await elementTexts(tensor, subject);
  const columns = shape.at(-1) ?? 1;
  const encoder = new TextEncoder();
  const pieces = new Pieces();
  for (let start = 0; start < count; start += columns) {
    const cells = Array.from({ length: columns }, (_, column) => cell(textAt(start + column)));
    pieces.bytes(encoder.encode(`${cells.join(",")}\r\n`));
  }
  return pieces;
}

/** RFC 4180: what has a comma, a quote or a line end stands in quotes. */
function cell(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
