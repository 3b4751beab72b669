// NumPy's .npy: one array, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { denseBytes, elementCount, ModelError, type DType } from "../../core";
import type { TensorData } from "../engine";

const MAGIC = "\u0093NUMPY";
/** By kind and bytes of an element. */
const TYPES = new Map<string, DType>([
  ["f2", "float16"],
  ["f4", "float32"],
  ["f8", "float64"],
  ["i1", "int8"],
  ["i2", "int16"],
  ["i4", "int32"],
  ["i8", "int64"],
  ["u1", "uint8"],
  ["u2", "uint16"],
  ["u4", "uint32"],
  ["u8", "uint64"],
  ["b1", "bool"],
]);

export function isNpy(bytes: Uint8Array): boolean {
  return text(bytes, 0, MAGIC.length) === MAGIC;
}

/** @throws ModelError where it is no array of numbers. */
export function readNpy(bytes: Uint8Array, file: string): TensorData {
  const wrong = (why: string) => new ModelError("malformed", `${file} is no .npy file that can be read: ${why}.`, file);
  if (!isNpy(bytes) || bytes.byteLength < 12) {
    throw wrong("it does not begin as one");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLong = bytes[6]! > 1;
  const start = isLong ? 12 : 10;
  const end = start + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > bytes.byteLength) {
    throw wrong("it ends within its header");
  }
  const header = text(bytes, start, end);
  const descr = /'descr':\s*'([<>|=])([a-z]\d+)'/.exec(header);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  const dtype = TYPES.get(descr?.[2] ?? "");
  if (dtype === undefined || shape === undefined) {
    throw wrong("it holds no plain array of numbers");
  }
  if (/'fortran_order':\s*True/.test(header)) {
    throw wrong("its elements are in Fortran's order; store it with numpy.ascontiguousarray");
  }
  const lengths = shape
    .split(",")
    .filter((each) => each.trim() !== "")
    .map(Number);
  const length = denseBytes(dtype, elementCount(lengths));
  if (!(end + length <= bytes.byteLength)) {
    throw wrong("it ends within its elements");
  }
  const elements = bytes.slice(end, end + length);
  if (descr![1] === ">") {
    swap(elements, Number(descr![2]!.slice(1)));
  }
  return { dtype, shape: lengths, bytes: elements };
}

function swap(elements: Uint8Array, width: number): void {
  for (let start = 0; start < elements.byteLength; start += width) {
    elements.subarray(start, start + width).reverse();
  }
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return Array.from(bytes.subarray(start, end), (code) => String.fromCharCode(code)).join("");
}
