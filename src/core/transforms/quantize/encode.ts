// The elements of one tensor in the form an encoding describes.
import { packNibbles } from "../../bytes/nibbles";
import type { Encoded, Encoding } from "../../ir/dialect";
import { bitsOf } from "../../ir/dtype";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import { groupRanges, quantizeAffine } from "./affine";
import {
  largestPerSlice,
  quantizeMinFirst,
  quantizeSymmetric,
  rangeOf,
  slicesOf,
  SMALLEST_SCALE,
  type Slices,
} from "./arithmetic";
import { quantizeFloat16 } from "./float16-elements";
import { groupsOf } from "./groups";
import { outlierIn } from "./outliers";

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
  if (encoding.arithmetic === "minFirst") {
    return encodeMinFirst(shape, elements, encoding);
  }
  if (encoding.codes !== null) {
    const isPlain = encoding.codes.min === -127 && encoding.blockSize === undefined;
    return isPlain ? encodeInt8(shape, elements, encoding) : encodeAffine(shape, elements, encoding);
  }
  if (!rangeOf(elements).finite) {
    return NOT_FINITE;
  }
  const data = encodeFloat16(elements, overflow, note);
  if (typeof data === "string") {
    return data;
  }
  return { data: memoryTensor(encoding.dtype, shape, bytesOf(data)), quantization: null, range: null };
}

/** With an axis each channel is divided by its largest magnitude before: then all have the same range. */
function encodeMinFirst(shape: readonly number[], elements: Float32Array, encoding: Encoding): Encoded | string {
  const { axis } = encoding;
  const slices = slicesOf(shape, axis);
  const { largest, finite } = largestPerSlice(elements, slices);
  if (!finite) {
    return NOT_FINITE;
  }
  const factors = axis === null ? null : largest.map((most) => (most < SMALLEST_SCALE ? 1 : most));
  const divided = factors === null ? elements : dividedBySlice(elements, factors, slices);
  const { data, min, max, step, zero } = quantizeMinFirst(divided, rangeOf(divided));
  if (!Number.isFinite(step)) {
    return "its values are too far apart for one range";
  }
  const outlier = outlierIn(elements, groupsOf(shape, { axis }), { codes: data, largest, zeros: zero });
  if (outlier !== null) {
    return outlier;
  }
  return {
    data: memoryTensor(encoding.dtype, shape, bytesOf(data)),
    quantization: factors && { scale: factors, zeroPoint: Array.from(factors, () => 0), axis },
    range: { min, max },
  };
}

function dividedBySlice(elements: Float32Array, divisors: Float32Array, { count, inner }: Slices): Float32Array {
  return elements.map((x, i) => x / divisors[Math.floor(i / inner) % count]!);
}

/** The bits of float16, after telling what it cannot hold; a sentence where the tensor is to stay because of that. */
export function encodeFloat16(
  elements: Float32Array,
  overflow: Overflow,
  note: (reason: string) => void,
): Uint16Array | string {
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
  return data;
}

/** What most models get, with loops of its own for speed. */
function encodeInt8(shape: readonly number[], elements: Float32Array, encoding: Encoding): Encoded | string {
  const slices = slicesOf(shape, encoding.axis);
  const { largest, finite } = largestPerSlice(elements, slices);
  if (!finite) {
    return NOT_FINITE;
  }
  const { data, scales } = quantizeSymmetric(elements, largest, slices, encoding.rounding);
  const outlier = outlierIn(elements, groupsOf(shape, encoding), { codes: data, largest, zeros: 0 });
  if (outlier !== null) {
    return outlier;
  }
  const zeroPoint = Array.from(scales, () => 0);
  return {
    data: memoryTensor(encoding.dtype, shape, bytesOf(data)),
    quantization: { scale: scales, zeroPoint, axis: encoding.axis },
    range: null,
  };
}

/** How elements are laid out: as they are, or a matrix column by column, each filled up to whole blocks. */
export function layoutOf(shape: readonly number[], { axis, blockSize, byColumns = false, dtype }: Encoding) {
  if (!byColumns) {
    return { shape, axis, data: { dtype, shape } };
  }
  const [rows, columns] = shape;
  const blocks = Math.ceil(rows! / blockSize!);
  const data = { dtype: "uint8", shape: [columns!, blocks, blockSize! / 2] } as const;
  return { shape: [columns!, blocks * blockSize!], axis: 1, data };
}

function encodeAffine(shape: readonly number[], elements: Float32Array, encoding: Encoding): Encoded | string {
  const { blockSize, dtype, byColumns = false } = encoding;
  const layout = layoutOf(shape, encoding);
  const stored = { shape: layout.shape, elements: byColumns ? inColumns(shape, elements, layout.shape[1]!) : elements };
  const form = { axis: layout.axis, ...(blockSize === undefined ? {} : { blockSize }) };
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
  const outlier = outlierIn(stored.elements, groups, {
    codes,
    largest: ranges.high.map((high, group) => Math.max(high, -ranges.low[group]!)),
    zeros: zeroPoints,
  });
  if (outlier !== null) {
    return outlier;
  }
  const bytes = bitsOf(dtype) === 4 ? packNibbles(codes) : bytesOf(codes);
  const data = memoryTensor(layout.data.dtype, layout.data.shape, bytes);
  return { data, quantization: { scale: scales, zeroPoint: zeroPoints, ...form }, range: null };
}

/** The columns of a matrix as rows of the given length, filled up with zeros. */
function inColumns([rows, columns]: readonly number[], elements: Float32Array, length: number): Float32Array {
  const turned = new Float32Array(columns! * length);
  for (let row = 0, i = 0; row < rows!; row++) {
    for (let column = 0; column < columns!; column++, i++) {
      turned[column * length + row] = elements[i]!;
    }
  }
  return turned;
}
