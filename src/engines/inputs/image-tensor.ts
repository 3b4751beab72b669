// A picture as a model takes it: in the size and order of an input, its elements in the range that the model was made for.
import { isFloat, ModelError, type DType, type Endpoint } from "../../core";
import { bytesFrom, isNumeric } from "../elements";
import type { TensorData } from "../engine";
import { scaleOf, translated } from "../quantized";
import type { Image } from "./image";
import { PRESETS, type ImageSettings, type Normalization } from "./image-settings";
import { fitted, type Pixels } from "./resize";

/** Where the parts of a picture lie in an input. */
interface Place {
  readonly shape: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly isLast: boolean;
}

/**
 * @param stated What the model itself says of the values it wants; null: nothing.
 * @param first The picture whose size is taken where the input leaves that open.
 * @throws ModelError where the input takes no pictures.
 */
export function imageTensor(
  image: Image,
  endpoint: Endpoint,
  settings: ImageSettings,
  stated: Normalization | null,
  first: Image,
): TensorData {
  const { value, type } = endpoint;
  const dtype = type?.dtype ?? "float32";
  const shape = (type ?? value.type)?.shape ?? null;
  if (!isNumeric(dtype)) {
    throw wrong(endpoint, `it holds ${dtype}`);
  }
  const place = placeOf(shape, settings.layout, first);
  if (place === null) {
    throw wrong(endpoint, `its shape is ${shape === null ? "not known" : shape.map((each) => each ?? "?").join("×")}`);
  }
  const pixels = fitted(image, place.width, place.height, settings.fit);
  const scale = scaleOf(value);
  const values = settings.values ?? stated ?? likely(dtype);
  const numbers = arranged(pixels, place, settings.colors === "bgr", values);
  const isOfCodes = settings.values === null && stated === null;
  const reals = { dtype: "float32" as const, shape: place.shape, bytes: bytesFrom("float32", numbers) };
  return translated({ data: reals, scale: null }, dtype, isOfCodes ? null : scale);
}

/** What it is told to be, where nobody said. */
export function valuesText(dtype: DType, settings: ImageSettings, stated: Normalization | null): string {
  const values = settings.values ?? stated ?? likely(dtype);
  const preset = Object.entries(PRESETS).find(([, each]) => each === values)?.[0];
  const list = (numbers: readonly number[]) => numbers.map((each) => Number(each.toPrecision(6))).join(", ");
  return preset === undefined ? `(x − ${list(values.mean)}) ÷ ${list(values.deviation)}` : `values ${preset}`;
}

/** Bytes are the pixels themselves, signed ones with 0 in the middle; reals are from 0 to 1. */
function likely(dtype: DType): Normalization {
  return isFloat(dtype) ? PRESETS["0..1"] : dtype === "int8" ? SIGNED : PRESETS.raw;
}

const SIGNED: Normalization = { mean: [128], deviation: [1] };

/** Width and height of what is open, and of channels the least that there are. */
function placeOf(
  shape: readonly (number | string | null)[] | null,
  layout: ImageSettings["layout"],
  first: Image,
): Place | null {
  if (shape === null) {
    return null;
  }
  const batch = (length: number | string | null | undefined) => length === undefined || isOpen(length) || length === 1;
  const place = (height: number | string | null, width: number | string | null, channels: 1 | 3, isLast: boolean) => {
    const [high, wide] = [isOpen(height) ? first.height : height, isOpen(width) ? first.width : width];
    const inner = isLast ? [high, wide, channels] : [channels, high, wide];
    return { shape: shape.length === 4 ? [1, ...inner] : inner, width: wide, height: high, channels, isLast };
  };
  const [a, b, c] = shape.slice(-3) as [number | string | null, number | string | null, number | string | null];
  if ((shape.length === 4 && batch(shape[0])) || shape.length === 3) {
    const isLast = layout === null ? isChannels(c) || !isChannels(a) : layout === "nhwc";
    const channels = isLast ? c : a;
    if (isChannels(channels) || (layout !== null && isOpen(channels))) {
      const count = isOpen(channels) ? 3 : (channels as 1 | 3);
      return isLast ? place(a, b, count, true) : place(b, c, count, false);
    }
  }
  // Grey pictures without channels, or all pixels in a row, of pictures as wide as they are high.
  const last = shape[shape.length - 1];
  if (shape.length === 3 && batch(a) && !isOpen(b) && !isOpen(c)) {
    return { shape: [1, b, c], width: c, height: b, channels: 1, isLast: true };
  }
  if (shape.length === 2 && batch(shape[0]) && typeof last === "number" && Number.isInteger(Math.sqrt(last))) {
    return { shape: [1, last], width: Math.sqrt(last), height: Math.sqrt(last), channels: 1, isLast: true };
  }
  return null;
}

function isOpen(length: number | string | null): length is string | null {
  return typeof length !== "number";
}

function isChannels(length: number | string | null): boolean {
  return length === 1 || length === 3;
}

/** Grey as televisions have it (ITU-R BT.601). */
const GREY = [0.299, 0.587, 0.114] as const;

function arranged(
  { width, height, values }: Pixels,
  { channels, isLast }: Place,
  isTurned: boolean,
  { mean, deviation }: Normalization,
): Float32Array {
  const count = width * height;
  const numbers = new Float32Array(count * channels);
  for (let channel = 0; channel < channels; channel++) {
    const color = isTurned ? channels - 1 - channel : channel;
    const [middle, step] = [mean[channel] ?? mean[0] ?? 0, deviation[channel] ?? deviation[0] ?? 1];
    for (let pixel = 0; pixel < count; pixel++) {
      const [red, green, blue] = [values[3 * pixel]!, values[3 * pixel + 1]!, values[3 * pixel + 2]!];
      const isGrey = red === green && green === blue;
      const raw =
        channels === 3 ? values[3 * pixel + color]! : isGrey ? red : GREY[0] * red + GREY[1] * green + GREY[2] * blue;
      numbers[isLast ? pixel * channels + channel : channel * count + pixel] = (raw - middle) / step;
    }
  }
  return numbers;
}

function wrong({ name }: Endpoint, why: string): ModelError {
  return new ModelError("parameter", `Input "${name}" takes no pictures: ${why}.`, name);
}
