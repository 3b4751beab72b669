// Inputs from files: .npy, .npz, and the tensors of ONNX's test data.
import { ModelError, readTensorFile, tensorBytes, type Endpoint } from "../core";
import { isNumeric } from "./elements";
import type { TensorData, Values } from "./engine";
import { isNpy, readNpy } from "./npy";
import { converted } from "./prepared";
import { isZip, readZip } from "./zip";

export interface InputFile {
  /** Without its folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface GivenArray {
  /** Null: the one input there is, or the one at its place. */
  readonly name: string | null;
  readonly data: TensorData;
  readonly source: string;
}

/**
 * @param sets The files of each set of inputs.
 * @throws ModelError where a file holds no inputs.
 */
export async function readInputs(...sets: readonly (readonly InputFile[])[]): Promise<GivenInputs> {
  const all: (readonly GivenArray[])[] = [];
  for (const files of sets) {
    all.push(await readArrays(files));
  }
  return new GivenInputs(all);
}

async function readArrays(files: readonly InputFile[]): Promise<readonly GivenArray[]> {
  const arrays: GivenArray[] = [];
  for (const { name: file, bytes } of files) {
    if (isNpy(bytes)) {
      arrays.push({ name: null, data: readNpy(bytes, file), source: file });
    } else if (isZip(bytes)) {
      for (const [entry, content] of await readZip(bytes, file)) {
        arrays.push({ name: entry.replace(/\.npy$/, ""), data: readNpy(content, `${file}/${entry}`), source: file });
      }
    } else if (file.endsWith(".pb")) {
      const { name, tensor } = await readTensorFile(bytes, file);
      if (!isNumeric(tensor.dtype)) {
        throw new ModelError("unsupported", `${file} holds ${tensor.dtype}, which cannot be fed.`, file);
      }
      const data = { dtype: tensor.dtype, shape: tensor.shape, bytes: await tensorBytes(tensor, file) };
      arrays.push({ name: name === "" ? null : name, data, source: file });
    } else {
      throw new ModelError("not-a-model", `${file} holds no inputs: .npy, .npz and ONNX's input_0.pb do.`, file);
    }
  }
  return arrays;
}

interface Samples {
  readonly samples: readonly Values[];
  /** What each input is filled with, for people. */
  readonly sources: readonly { readonly name: string; readonly source: string }[];
}

export class GivenInputs {
  constructor(readonly sets: readonly (readonly GivenArray[])[]) {}

  /**
   * The inputs of each sample. An array with one dimension more than the input, or with more in the first one than a batch
   * of one, holds several.
   * @param most Null: all there are.
   * @throws ModelError where an input has no array, or one that does not fit.
   */
  forModel(endpoints: readonly Endpoint[], most: number | null): Samples {
    const sets = this.sets.map((arrays) => samplesOf(arrays, endpoints));
    const samples = sets.flatMap((set) => set.samples);
    return { samples: samples.slice(0, most ?? samples.length), sources: sets[0]!.sources };
  }
}

function samplesOf(arrays: readonly GivenArray[], endpoints: readonly Endpoint[]): Samples {
  const found = endpoints.map((endpoint, index) => arrayFor(arrays, endpoint, index, endpoints.length));
  const several = endpoints.map((endpoint, index) => samplesIn(endpoint, found[index]!.data));
  if (several.some(({ length }) => length === 0)) {
    throw wrong("inputs", "there is no sample in them");
  }
  const counts = several.map(({ length }) => length).filter((length) => length > 1);
  const count = counts[0] ?? 1;
  if (counts.some((each) => each !== count)) {
    throw wrong("inputs", `there are ${counts.join(" and ")} samples of the inputs`);
  }
  const samples = Array.from({ length: count }, (_, sample) => {
    const of = (each: readonly TensorData[]) => (each.length === 1 ? each[0]! : each[sample]!);
    return new Map(endpoints.map(({ value }, index) => [value.name, of(several[index]!)]));
  });
  return { samples, sources: endpoints.map(({ name }, index) => ({ name, source: found[index]!.source })) };
}

function arrayFor(arrays: readonly GivenArray[], { name, value }: Endpoint, index: number, count: number): GivenArray {
  const named = arrays.find((each) => each.name === name || each.name === value.name);
  const placed = arrays.length === count ? arrays[index] : undefined;
  const found = named ?? (placed?.name === null || count === 1 ? placed : undefined);
  if (found === undefined) {
    const names = arrays.map((each) => each.name ?? each.source).slice(0, 20);
    throw wrong(name, `there is no array for input "${name}" among ${names.join(", ")}`);
  }
  return found;
}

function samplesIn({ name, value, type }: Endpoint, array: TensorData): readonly TensorData[] {
  const data = type === null || !isNumeric(type.dtype) ? array : converted(array, type.dtype);
  const wanted = (type ?? value.type)?.shape ?? null;
  if (wanted === null || fits(data.shape, wanted)) {
    return isBatch(data.shape, wanted) ? split(data, [1, ...data.shape.slice(1)]) : [data];
  }
  const [count, ...rest] = data.shape;
  if (count !== undefined && fits(rest, wanted)) {
    return split(data, rest);
  }
  if (count !== undefined && fits([1, ...rest], wanted)) {
    return split(data, [1, ...rest]);
  }
  throw wrong(name, `input "${name}" has the shape ${shapeText(wanted)}, the array ${shapeText(data.shape)}`);
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

function split({ dtype, bytes, shape }: TensorData, each: readonly number[]): TensorData[] {
  const count = shape[0]!;
  const length = count === 0 ? 0 : bytes.byteLength / count;
  return Array.from({ length: count }, (_, index) => ({
    dtype,
    shape: each,
    bytes: bytes.slice(index * length, (index + 1) * length),
  }));
}

function shapeText(shape: readonly (number | string | null)[]): string {
  return shape.length === 0 ? "of one number" : shape.map((length) => length ?? "?").join("×");
}

function wrong(subject: string, why: string): ModelError {
  return new ModelError("parameter", `The inputs do not fit: ${why}.`, subject);
}
