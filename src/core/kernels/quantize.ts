// Real numbers as codes of a scale and a zero point, as ONNX defines QuantizeLinear:
// https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html
import { elementCount, type DType } from "../ir/dtype";
import { Refusal, type Known, type Result } from "../ir/folding";
import { scaleShape } from "../ir/quantization";
import { INTEGER_RANGES } from "./cast";
import { countOf, numbersOf, numberSink } from "./elements";
import { roundHalfEven } from "./unary";

export interface CodeForm {
  readonly dtype: DType;
  /** Null: one scale for all. */
  readonly axis: number | null;
  /** How many elements along the axis share a scale; absent: slices. */
  readonly blockSize?: number;
}

/**
 * code = saturate(round(x / scale) + zero point): divided in float32, ties to even.
 * @param scale In the shape that `form` says. @param zeroPoint As many; null: zero.
 * @throws Refusal for other types than float32 and codes of 8 or 16 bits.
 */
export function quantize(x: Known, scale: Known, zeroPoint: Known | null, form: CodeForm): Result {
  const { dtype } = form;
  const [least, most] = rangeOf(dtype);
  if (x.dtype !== "float32" || scale.dtype !== "float32") {
    throw new Refusal(`it quantizes ${x.dtype} by ${scale.dtype}, not float32 by float32`);
  }
  if (!fits(scale, x, form) || (zeroPoint !== null && (!fits(zeroPoint, x, form) || zeroPoint.dtype !== dtype))) {
    throw new Refusal("its scales or zero points do not fit its input");
  }
  const compute: Result["compute"] = ([elements, steps, zeros]) => {
    const numbers = numbersOf(elements!, "float32");
    const step = numbersOf(steps!, "float32");
    const zero = zeros === undefined ? null : numbersOf(zeros, dtype);
    const sink = numberSink(dtype, countOf(x));
    forEachScale(x.shape, form, (group, index) => {
      const code = roundHalfEven(Math.fround(numbers[index]! / step[group]!)) + (zero?.[group] ?? 0);
      if (Number.isNaN(code)) {
        throw new Refusal("it quantizes what is not a number");
      }
      sink.set(index, Math.min(Math.max(code, least), most));
    });
    return sink.bytes();
  };
  return { dtype, shape: x.shape, from: [x, scale, ...(zeroPoint === null ? [] : [zeroPoint])], compute };
}

/** A single one may have any number of dimensions. */
function fits(scales: Known, x: Known, form: CodeForm): boolean {
  return form.axis === null ? countOf(scales) === 1 : scales.shape.join() === scaleShape(x.shape, form).join();
}

/** The place of each element's scale. */
function forEachScale(
  shape: readonly number[],
  { axis, blockSize }: CodeForm,
  visit: (group: number, index: number) => void,
): void {
  const length = axis === null ? 1 : shape[axis]!;
  const inner = axis === null ? elementCount(shape) : elementCount(shape.slice(axis + 1));
  const outer = axis === null ? 1 : elementCount(shape.slice(0, axis));
  const blocks = blockSize === undefined ? 0 : Math.ceil(length / blockSize);
  for (let i = 0, index = 0; i < outer; i++) {
    for (let place = 0; place < length; place++) {
      const first = blockSize === undefined ? place : (i * blocks + Math.floor(place / blockSize)) * inner;
      for (let k = 0; k < inner; k++, index++) {
        visit(blockSize === undefined ? first : first + k, index);
      }
    }
  }
}

function rangeOf(dtype: DType): readonly [number, number] {
  const range = /^u?int(8|16)$/.test(dtype) ? INTEGER_RANGES[dtype] : undefined;
  if (range === undefined) {
    throw new Refusal(`codes of type ${dtype} are not made ahead`);
  }
  return range;
}
