// The elements of tensors as numbers, whatever type they are stored in. Types of at most 16 bits have so few codes that a
// table tells what each of them is worth.
import { fromBfloat16, fromFloat16 } from "../bytes/float16";
import { bitsOf, type DType } from "../ir/dtype";
import { bigsOf, isBig, isNumeric, numbersOf } from "./elements";

/** The code of an element, by its index. */
export type Code = (index: number) => number;

/** A type whose codes are few: what each code is worth. */
export interface CodeTable {
  readonly bits: number;
  readonly worth: Float64Array;
}

interface SmallFloat {
  readonly exponent: number;
  readonly mantissa: number;
  readonly bias: number;
  /** What is no number: as IEEE 754 has it, all bits set, the code of −0 alone, or nothing at all. */
  readonly special: "ieee" | "allOnes" | "minusZero" | "none";
}

/** https://onnx.ai/onnx/technical/float8.html, https://onnx.ai/onnx/technical/float4.html, OCP Microscaling Formats 1.0. */
const SMALL_FLOATS: Readonly<Partial<Record<DType, SmallFloat>>> = {
  float8e4m3fn: { exponent: 4, mantissa: 3, bias: 7, special: "allOnes" },
  float8e4m3fnuz: { exponent: 4, mantissa: 3, bias: 8, special: "minusZero" },
  float8e5m2: { exponent: 5, mantissa: 2, bias: 15, special: "ieee" },
  float8e5m2fnuz: { exponent: 5, mantissa: 2, bias: 16, special: "minusZero" },
  float6e2m3: { exponent: 2, mantissa: 3, bias: 1, special: "none" },
  float6e3m2: { exponent: 3, mantissa: 2, bias: 3, special: "none" },
  float4e2m1: { exponent: 2, mantissa: 1, bias: 1, special: "none" },
};

const SIGNED = new Set<DType>(["int2", "int4", "int8", "int16", "qint8", "qint16"]);
const UNSIGNED = new Set<DType>(["uint2", "uint4", "uint8", "uint16", "quint8", "quint16"]);

const tables = new Map<DType, CodeTable | null>();

/** Null: for types of more than 16 bits, and those whose elements are no numbers. */
export function codeTableOf(dtype: DType): CodeTable | null {
  let table = tables.get(dtype);
  if (table === undefined) {
    const worth = worthOf(dtype);
    const bits = bitsOf(dtype);
    table = worth && { bits, worth: Float64Array.from({ length: 2 ** bits }, (_, code) => worth(code)) };
    tables.set(dtype, table);
  }
  return table;
}

function worthOf(dtype: DType): ((code: number) => number) | null {
  const bits = bitsOf(dtype);
  const small = SMALL_FLOATS[dtype];
  if (small !== undefined) {
    return (code) => smallFloat(code, small);
  }
  if (SIGNED.has(dtype)) {
    return (code) => (code >= 2 ** (bits - 1) ? code - 2 ** bits : code);
  }
  if (UNSIGNED.has(dtype)) {
    return (code) => code;
  }
  switch (dtype) {
    case "bool":
      return (code) => (code === 0 ? 0 : 1);
    case "float16":
      return fromFloat16;
    case "bfloat16":
      return fromBfloat16;
    // A power of two, without a sign.
    case "float8e8m0":
      return (code) => (code === 255 ? NaN : 2 ** (code - 127));
    default:
      return null;
  }
}

function smallFloat(code: number, { exponent, mantissa, bias, special }: SmallFloat): number {
  const sign = code >>> (exponent + mantissa) === 0 ? 1 : -1;
  const power = (code >>> mantissa) & (2 ** exponent - 1);
  const fraction = code & (2 ** mantissa - 1);
  if (special === "ieee" && power === 2 ** exponent - 1) {
    return fraction === 0 ? sign * Infinity : NaN;
  }
  if (special === "allOnes" && power === 2 ** exponent - 1 && fraction === 2 ** mantissa - 1) {
    return NaN;
  }
  if (special === "minusZero" && sign < 0 && power === 0 && fraction === 0) {
    return NaN;
  }
  return power === 0
    ? sign * (fraction / 2 ** mantissa) * 2 ** (1 - bias)
    : sign * (1 + fraction / 2 ** mantissa) * 2 ** (power - bias);
}

/** The codes of elements packed from the low bits up. @param bits At most 16. */
export function codesIn(bytes: Uint8Array, bits: number): Code {
  if (bits === 8) {
    return (index) => bytes[index]!;
  }
  if (bits === 16) {
    return (index) => bytes[2 * index]! | (bytes[2 * index + 1]! << 8);
  }
  const mask = 2 ** bits - 1;
  return (index) => {
    const at = index * bits;
    const byte = Math.floor(at / 8);
    return ((bytes[byte]! | ((bytes[byte + 1] ?? 0) << 8)) >>> (at & 7)) & mask;
  };
}

/** Puts the elements from start on, before end, into a buffer. */
export type Decode = (start: number, end: number, into: Float64Array) => void;

/**
 * Elements as numbers; integers of 64 bits are rounded to what a number holds.
 * @param bytes Dense, little endian. @returns null for types whose elements are no numbers.
 */
export function decoderOf(bytes: Uint8Array, dtype: DType): Decode | null {
  const table = codeTableOf(dtype);
  if (table !== null) {
    const [code, { worth }] = [codesIn(bytes, table.bits), table];
    return (start, end, into) => {
      for (let i = start; i < end; i++) {
        into[i - start] = worth[code(i)]!;
      }
    };
  }
  if (isBig(dtype)) {
    const elements = bigsOf(bytes, dtype);
    return (start, end, into) => {
      for (let i = start; i < end; i++) {
        into[i - start] = Number(elements[i]);
      }
    };
  }
  if (!isNumeric(dtype) && dtype !== "qint32") {
    return null;
  }
  const elements = numbersOf(bytes, dtype === "qint32" ? "int32" : dtype) as Float32Array;
  return (start, end, into) => into.set(elements.subarray(start, end));
}
