// Conversions between element types as C does them: floats are cut towards zero, integers wrap around.
import { isFloat, type DType } from "../ir/dtype";
import { Refusal, sameElements, type Known, type Result } from "../ir/folding";
import { bigSink, bigsOf, countOf, isBig, isNumeric, numbersOf, numberSink } from "./elements";

/** What integer types hold. */
export const INTEGER_RANGES: Readonly<Partial<Record<DType, readonly [number, number]>>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63 - 1024],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, 2 ** 64 - 2048],
};

export function cast(x: Known, dtype: DType): Result {
  if (x.dtype === dtype) {
    return { dtype, shape: x.shape, from: [x], compute: sameElements };
  }
  if (!isNumeric(x.dtype) || !isNumeric(dtype) || (x.dtype === "float64" && isHalf(dtype))) {
    throw new Refusal(`${x.dtype} is not converted to ${dtype} here`);
  }
  return { dtype, shape: x.shape, from: [x], compute: ([bytes]) => convert(bytes!, x, dtype) };
}

function convert(bytes: Uint8Array, x: Known, dtype: DType): Uint8Array {
  const count = countOf(x);
  const bigs = isBig(x.dtype) ? bigsOf(bytes, x.dtype) : null;
  const numbers = bigs === null ? numbersOf(bytes, x.dtype) : null;
  if (isBig(dtype)) {
    const sink = bigSink(dtype, count);
    const check = checked(x.dtype, dtype);
    for (let index = 0; index < count; index++) {
      sink.set(index, bigs === null ? BigInt(Math.trunc(check(numbers![index]!))) : bigs[index]!);
    }
    return sink.bytes();
  }
  const sink = numberSink(dtype, count);
  if (bigs !== null) {
    for (let index = 0; index < count; index++) {
      sink.set(index, narrowed(bigs[index]!, dtype));
    }
    return sink.bytes();
  }
  const check = checked(x.dtype, dtype);
  for (let index = 0; index < count; index++) {
    const number = check(numbers![index]!);
    sink.set(index, dtype === "bool" ? Number(number !== 0) : isFloat(dtype) ? number : Math.trunc(number));
  }
  return sink.bytes();
}

function narrowed(big: bigint, dtype: DType): number {
  if (dtype === "bool") {
    return big === 0n ? 0 : 1;
  }
  if (!isFloat(dtype)) {
    return Number(BigInt.asIntN(32, big));
  }
  // Beyond 2^53 a number would be rounded here and once more to its type.
  if (dtype !== "float64" && (big > 2n ** 53n || big < -(2n ** 53n))) {
    throw new Refusal("it converts an integer that is too large to be rounded once");
  }
  return Number(big);
}

/** What a float beyond an integer type becomes differs from processor to processor. */
function checked(from: DType, to: DType): (x: number) => number {
  const range = isFloat(from) ? INTEGER_RANGES[to] : undefined;
  if (range === undefined) {
    return (x) => x;
  }
  return (x) => {
    const whole = Math.trunc(x);
    if (!(whole >= range[0] && whole <= range[1])) {
      throw new Refusal(`it converts a number that ${to} cannot hold`);
    }
    return x;
  };
}

function isHalf(dtype: DType): boolean {
  return dtype === "float16" || dtype === "bfloat16";
}
