// Values that are stored as codes: what they stand for, and how others are told in them.
import { isFloat, type DType, type Value } from "../core";
import type { Result, Scale } from "./compare";
import { bytesFrom, numbersOf } from "./elements";
import type { TensorData } from "./engine";

/** Null where elements stand for themselves. */
export function scaleOf({ quantization, type }: Value): Scale | null {
  if (quantization === null || quantization.scale.length !== 1 || type === null || isFloat(type.dtype)) {
    return null;
  }
  return { scale: quantization.scale[0]!, zeroPoint: quantization.zeroPoint[0] ?? 0 };
}

export function resultOf(value: Value, data: TensorData): Result {
  return { data, scale: scaleOf(value) };
}

/** The same reals in the type and scale of another value. */
export function translated({ data, scale }: Result, dtype: DType, to: Scale | null): TensorData {
  if (data.dtype === dtype && scale?.scale === to?.scale && scale?.zeroPoint === to?.zeroPoint) {
    return data;
  }
  const numbers = Float64Array.from(numbersOf(data.dtype, data.bytes));
  const [least, most] = rangeOf(dtype);
  for (let index = 0; index < numbers.length; index++) {
    const real = scale === null ? numbers[index]! : (numbers[index]! - scale.zeroPoint) * scale.scale;
    const code = to === null ? real : Math.round(real / to.scale) + to.zeroPoint;
    numbers[index] = isFloat(dtype) ? code : Math.min(most, Math.max(least, Math.round(code)));
  }
  return { dtype, shape: data.shape, bytes: bytesFrom(dtype, numbers) };
}

const RANGES: Readonly<Partial<Record<DType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  bool: [0, 1],
};

function rangeOf(dtype: DType): readonly [number, number] {
  return RANGES[dtype] ?? [-(2 ** 31), 2 ** 31 - 1];
}
