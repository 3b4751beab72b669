// The elements of one tensor in the form an encoding describes.
import { packNibbles } from "../../bytes/nibbles";
import type { Encoded, Encoding } from "../../ir/dialect";
import { bitsOf } from "../../ir/dtype";
import { bytesOf, memoryTensor, type Tensor } from "../../ir/tensor";
import { groupRanges, quantizeAffine } from "./affine";
import { largestPerSlice, quantizeMinFirst, quantizeSymmetric, rangeOf, slicesOf } from "./arithmetic";
import { quantizeFloat16 } from "./float16-elements";
import { groupsOf } from "./groups";

/** What happens to values that float16 cannot hold: they become the nearest it can, or their tensor stays. */
export type Overflow = "clamp" | "leave";

/** What stays where something is not finite: no scale could bring it back. */
const NOT_FINITE = "it holds values that are not finite";

/** @returns a sentence where the tensor has to stay as it is. */
export function encode(
  shape: readonly number[],
  elements: Float32Array,
  encoding: Encoding,
  overflow: Overflow,
  note: (reason: string) => void,
): Encoded | string {
  if (encoding.codes !== null) {
    const isPlain = encoding.codes.min === -127 && encoding.blockSize === undefined;
    return isPlain ? encodeInt8(shape, elements, encoding) : encodeAffine(shape, elements, encoding);
  }
  const range = rangeOf(elements);
  if (!range.finite) {
    return NOT_FINITE;
  }
  const store = (view: ArrayBufferView) => memoryTensor(encoding.dtype, shape, bytesOf(view));
  if (encoding.arithmetic === "minFirst") {
    const { data, min, max } = quantizeMinFirst(elements, range);
    return { data: store(data), quantization: null, range: { min, max } };
  }
  const { data, overflowed, underflowed } = quantizeFloat16(elements);
  const values = (count: number) => `${count.toLocaleString("en-US")} ${count === 1 ? "value" : "values"}`;
  if (overflowed > 0 && overflow === "leave") {
    return `${values(overflowed)} beyond ±65,504, the largest float16`;
  }
  if (overflowed > 0) {
    note(`${values(overflowed)} beyond ±65,504, the largest float16, set to it`);
  }
  if (underflowed > 0) {
    note(`${values(underflowed)} too near to 0 for float16, set to its smallest, ±6e-8`);
  }
  return { data: store(data), quantization: null, range: null };
}

/** What most models get, with loops of its own for speed. */
function encodeInt8(shape: readonly number[], elements: Float32Array, encoding: Encoding): Encoded | string {
  const slices = slicesOf(shape, encoding.axis);
  const { largest, finite } = largestPerSlice(elements, slices);
  if (!finite) {
    return NOT_FINITE;
  }
  const { data, scales } = quantizeSymmetric(elements, largest, slices, encoding.rounding);
  const zeroPoint = Array.from(scales, () => 0);
  return {
    data: memoryTensor(encoding.dtype, shape, bytesOf(data)),
    quantization: { scale: scales, zeroPoint, axis: encoding.axis },
    range: null,
  };
}

function encodeAffine(shape: readonly number[], elements: Float32Array, encoding: Encoding): Encoded | string {
  const { axis, blockSize, dtype, byColumns = false } = encoding;
  const stored = byColumns ? paddedColumns(shape, elements, blockSize!) : { shape, elements, axis };
  const form = { axis: stored.axis, ...(blockSize === undefined ? {} : { blockSize }) };
  const groups = groupsOf(stored.shape, form);
  const ranges = groupRanges(stored.elements, groups);
  if (!ranges.finite) {
    return NOT_FINITE;
  }
  const { codes, scales, zeroPoints } = quantizeAffine(stored.elements, groups, ranges, {
    codes: encoding.codes!,
    symmetric: encoding.arithmetic === "symmetric",
    rounding: encoding.rounding,
    scaleType: encoding.scaleType ?? "float32",
  });
  if (!scales.every(Number.isFinite)) {
    return "its values are too large for scales in float16";
  }
  const bytes = bitsOf(dtype) === 4 ? packNibbles(codes) : bytesOf(codes);
  const data: Tensor = byColumns
    ? memoryTensor("uint8", [stored.shape[0]!, stored.shape[1]! / blockSize!, blockSize! / 2], bytes)
    : memoryTensor(dtype, shape, bytes);
  return { data, quantization: { scale: scales, zeroPoint: zeroPoints, ...form }, range: null };
}

/** The columns of a matrix as rows, filled up with zeros to whole blocks. */
function paddedColumns([rows, columns]: readonly number[], elements: Float32Array, blockSize: number) {
  const length = Math.ceil(rows! / blockSize) * blockSize;
  const turned = new Float32Array(columns! * length);
  for (let row = 0, i = 0; row < rows!; row++) {
    for (let column = 0; column < columns!; column++, i++) {
      turned[column * length + row] = elements[i]!;
    }
  }
  return { shape: [columns!, length], elements: turned, axis: 1 };
}
