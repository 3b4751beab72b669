// Inputs from files: arrays in .npy, .npz, .csv and .tsv, raw elements, the tensors of ONNX's test data, pictures and sound.
import { bitsOf, ModelError, readTensorFile, tensorBytes, type Endpoint } from "../../core";
import { bytesFrom, isNumeric } from "../elements";
import type { TensorData } from "../engine";
import { converted } from "../prepared";
import { readNumbers } from "./csv";
import { isDecodedRate } from "./decoded-wav";
import type { FilledInput, GivenInput } from "./given-inputs";
import { readImage, type Image } from "./image";
import type { ImageSettings } from "./image-settings";
import { imageTensor, valuesText } from "./image-tensor";
import { isNpy, readNpy } from "./npy";
import { soundTensor, soundText, SPEECH_RATE, type SoundSettings } from "./sound-tensor";
import { readWav } from "./wav";
import { wrong } from "./wrong-input";
import { isZip, readZip } from "./zip";

export interface InputFile {
  /** Without its folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What holds one array. */
export const ARRAY_NAME = /\.(npy|csv|tsv|bin|raw)$/i;
const RAW_NAME = /\.(bin|raw)$/i;

/** An array that is read when it is needed. @param name Of the input it is for. */
export function givenArray(name: string, file: string, read: (path: string) => Promise<Uint8Array>): GivenInput {
  return {
    ...{ name, source: file },
    samples: async (...how) => {
      const [array, ...others] = await readArrays([{ name: baseOf(file), bytes: await read(file) }]);
      if (array === undefined || others.length > 0) {
        throw wrong(name, `${file} is an archive of ${others.length + Number(array !== undefined)} arrays, not one`);
      }
      return array.samples(...how);
    },
  };
}

/** What stands behind the last "/". */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** @throws ModelError where a file holds no inputs. */
export async function readArrays(files: readonly InputFile[]): Promise<readonly GivenInput[]> {
  const arrays: GivenInput[] = [];
  for (const { name: file, bytes } of files) {
    if (isNpy(bytes)) {
      arrays.push(givenTensor(null, readNpy(bytes, file), file));
    } else if (isZip(bytes)) {
      for (const [entry, content] of await readZip(bytes, file)) {
        arrays.push(givenTensor(entry.replace(/\.npy$/, ""), readNpy(content, `${file}/${entry}`), file));
      }
    } else if (file.endsWith(".pb")) {
      const { name, tensor } = await readTensorFile(bytes, file);
      if (!isNumeric(tensor.dtype)) {
        throw new ModelError("unsupported", `${file} holds ${tensor.dtype}, which cannot be fed.`, file);
      }
      const data = { dtype: tensor.dtype, shape: tensor.shape, bytes: await tensorBytes(tensor, file) };
      arrays.push(givenTensor(name === "" ? null : name, data, file));
    } else if (/\.[ct]sv$/i.test(file)) {
      arrays.push(givenRows(readNumbers(bytes, file), file));
    } else if (RAW_NAME.test(file)) {
      arrays.push(givenRaw(bytes, file));
    } else {
      throw new ModelError(
        "not-a-model",
        `${file} holds no inputs: .npy, .npz, .csv, .tsv, .wav, .bin, .raw, ONNX's input_0.pb and pictures do.`,
        file,
      );
    }
  }
  return arrays;
}

const SPEECH: FilledInput = {
  samples: [{ dtype: "int32", shape: [], bytes: bytesFrom("int32", [SPEECH_RATE]) }],
  told: soundText({ rate: null, values: null }, null),
};

/** @param samples So many as are enough. What it throws comes back as a rejection. */
function given(
  name: string | null,
  source: string,
  samples: (endpoint: Endpoint, most: number) => readonly TensorData[],
): GivenInput {
  return {
    ...{ name, source },
    samples: (endpoint, _, most) =>
      new Promise((resolve) =>
        resolve(
          // One that is for all inputs is the sound itself.
          name === null && isDecodedRate(endpoint.value) ? SPEECH : { samples: samples(endpoint, most), told: "" },
        ),
      ),
  };
}

function givenTensor(name: string | null, data: TensorData, source: string): GivenInput {
  return given(name, source, (endpoint, most) => samplesIn(endpoint, data, most));
}

/** Each row is a sample, whatever shape the input has. */
function givenRows({ rows, numbers }: ReturnType<typeof readNumbers>, source: string): GivenInput {
  return given(null, source, ({ name, type, value }, most) => {
    const width = numbers.length / Math.max(1, rows);
    const stated = (type ?? value.type)?.shape ?? null;
    const shape = stated === null ? [1, width] : shapeOfRow(stated, width);
    if (shape === null) {
      throw wrong(name, `input "${name}" has the shape ${shapeText(stated!)}, rows of ${source} ${width} numbers`);
    }
    const data = { dtype: "float64" as const, shape: [rows, ...shape], bytes: bytesFrom("float64", numbers) };
    return split(type === null || !isNumeric(type.dtype) ? data : converted(data, type.dtype), shape, most);
  });
}

/** Elements as the input has them, little endian and one after the other; as many samples as there are. */
function givenRaw(bytes: Uint8Array, source: string): GivenInput {
  return given(null, source, ({ name, type, value }, most) => {
    const dtype = type?.dtype ?? "float32";
    const stated = (type ?? value.type)?.shape ?? null;
    const width = bitsOf(dtype) / 8;
    if (!isNumeric(dtype) || bytes.byteLength % width !== 0) {
      throw wrong(name, `input "${name}" holds ${dtype}, ${source} has ${bytes.byteLength} bytes`);
    }
    const count = bytes.byteLength / width;
    const shape = stated === null ? [count] : shapeOfSome(stated, count);
    if (shape === null) {
      throw wrong(name, `input "${name}" has the shape ${shapeText(stated!)}, ${source} ${count} elements`);
    }
    const each = shape.reduce((product, length) => product * length, 1);
    return split({ dtype, shape: [count / each, ...shape], bytes }, shape, most);
  });
}

/** As of one row, or, where all lengths are known, as of one of several samples. */
function shapeOfSome(stated: readonly (number | string | null)[], count: number): readonly number[] | null {
  const closed = stated.map((length, axis) => (axis === 0 && typeof length !== "number" ? 1 : Number(length ?? NaN)));
  const each = closed.reduce((product, length) => product * length, 1);
  return each > 0 && count > 0 && count % each === 0 ? closed : shapeOfRow(stated, count);
}

/** With a batch of one, and what is left for another length that is open. */
function shapeOfRow(stated: readonly (number | string | null)[], width: number): readonly number[] | null {
  const isBatched = stated.length > 1 && typeof stated[0] !== "number";
  const shape = stated.map((length, axis) => (isBatched && axis === 0 ? 1 : typeof length === "number" ? length : 0));
  const open = shape.flatMap((length, axis) => (length === 0 ? [axis] : []));
  const known = shape.reduce((product, length) => product * (length === 0 ? 1 : length), 1);
  if (open.length === 1 && width % known === 0) {
    shape[open[0]!] = width / known;
  }
  return shape.reduce((product, length) => product * length, 1) === width ? shape : null;
}

/** Pictures, each a sample. @param read Reads one of them by its path. */
export function givenImages(
  name: string | null,
  source: string,
  files: readonly string[],
  settings: ImageSettings,
  read: (path: string) => Promise<Uint8Array>,
): GivenInput {
  return {
    ...{ name, source },
    samples: async (endpoint, stated, most, between) => {
      const samples: TensorData[] = [];
      const normalization = stated?.normalization ?? null;
      let first: Image | null = null;
      for (const file of files.slice(0, most)) {
        const image = await readImage(await read(file), file);
        first ??= image;
        samples.push(imageTensor(image, endpoint, settings, normalization, first));
        await between();
      }
      return { samples, told: valuesText(endpoint.type?.dtype ?? "float32", settings, normalization) };
    },
  };
}

/** Sounds, each a sample. @param read Reads one of them by its path. */
export function givenSounds(
  name: string | null,
  source: string,
  files: readonly string[],
  settings: SoundSettings,
  read: (path: string) => Promise<Uint8Array>,
): GivenInput {
  return {
    ...{ name, source },
    samples: async (endpoint, stated, most, between) => {
      const samples: TensorData[] = [];
      for (const file of files.slice(0, most)) {
        samples.push(soundTensor(readWav(await read(file), file), endpoint, settings, stated));
        await between();
      }
      return { samples, told: soundText(settings, stated) };
    },
  };
}

function samplesIn({ name, value, type }: Endpoint, array: TensorData, most: number): readonly TensorData[] {
  const data = type === null || !isNumeric(type.dtype) ? array : converted(array, type.dtype);
  const wanted = (type ?? value.type)?.shape ?? null;
  if (wanted === null || fits(data.shape, wanted)) {
    return isBatch(data.shape, wanted) ? split(data, [1, ...data.shape.slice(1)], most) : [data];
  }
  const [count, ...rest] = data.shape;
  if (count !== undefined && fits(rest, wanted)) {
    return split(data, rest, most);
  }
  if (count !== undefined && fits([1, ...rest], wanted)) {
    return split(data, [1, ...rest], most);
  }
  // Programs leave out dimensions of one, and add them.
  const one = wanted.map((length, axis) => (axis === 0 && typeof length !== "number" ? 1 : length));
  const closed = one.filter((length) => typeof length === "number");
  if (closed.length === one.length && String(squeezed(closed)) === String(squeezed(data.shape))) {
    return [{ ...data, shape: closed }];
  }
  throw wrong(name, `input "${name}" has the shape ${shapeText(wanted)}, the array ${shapeText(data.shape)}`);
}

function squeezed(shape: readonly number[]): readonly number[] {
  return shape.filter((length) => length !== 1);
}

/** Whether the first dimension is open, so that it may hold several samples. */
function isBatch(shape: readonly number[], wanted: readonly (number | string | null)[] | null): boolean {
  return wanted !== null && wanted.length > 1 && typeof wanted[0] !== "number" && (shape[0] ?? 1) > 1;
}

function fits(shape: readonly number[], wanted: readonly (number | string | null)[]): boolean {
  return (
    shape.length === wanted.length &&
    wanted.every((length, axis) => typeof length !== "number" || length === shape[axis])
  );
}

/** More nobody runs, and each takes many times its bytes. */
const MOST_SAMPLES = 2 ** 20;

/** Samples along the first dimension; one for all where they hold nothing: a file may say that of any number. */
function split({ dtype, bytes, shape }: TensorData, each: readonly number[], most: number): TensorData[] {
  const [all = 0] = shape;
  const length = bytes.byteLength === 0 ? 0 : bytes.byteLength / all;
  const count = Math.min(all, length === 0 ? 1 : most);
  if (count > MOST_SAMPLES) {
    throw wrong("samples", `there are ${count} samples, of ${MOST_SAMPLES} at most; say how many to take`);
  }
  return Array.from({ length: count }, (_, index) => ({
    dtype,
    shape: each,
    bytes: bytes.slice(index * length, (index + 1) * length),
  }));
}

function shapeText(shape: readonly (number | string | null)[]): string {
  return shape.length === 0 ? "of one number" : shape.map((length) => length ?? "?").join("×");
}
