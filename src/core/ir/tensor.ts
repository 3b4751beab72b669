import { denseBytes, elementCount, type DType } from "./dtype";
import { malformed } from "../ground/errors";

/** Where a tensor's bytes are and how to get them. Two tensors with the same storage object share their bytes. */
export interface Storage {
  /** What the tensor takes up where it is stored; typed lists and text can differ from the dense size. */
  readonly storedBytes: number;
  readonly location: "file" | "external" | "memory";
  /** Whether what is read belongs to the reader alone. */
  readonly copies?: boolean;
  /** Why it is not read: it says that it lies where no file of a model does. */
  readonly outside?: string;
  /** The first elements of a tensor of texts, each by itself. */
  readonly texts?: (most: number) => Promise<readonly Uint8Array[]>;
  /** What `read` gives, block by block, for those who need not hold all of it. */
  readonly blocks?: () => AsyncIterable<Uint8Array>;
  /** What `read` gives, without waiting; null where it is not in memory. */
  loaded?(): Uint8Array | null;
  /** The dense elements, little endian, sub-byte types packed from the low bits up. May be a view unless it `copies`. */
  read(): Promise<Uint8Array>;
}

/** Immutable: a transform replaces a value's tensor, it never edits one. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly storage: Storage;
}

export function memoryTensor(dtype: DType, shape: readonly number[], bytes: Uint8Array): Tensor {
  return {
    dtype,
    shape,
    storage: { storedBytes: bytes.byteLength, location: "memory", read: () => Promise.resolve(bytes) },
  };
}

/**
 * The bytes of a tensor, checked against its type and shape. A TFLite buffer may be longer than its tensor.
 * @throws ModelError where fewer bytes are stored than the shape needs.
 */
export async function tensorBytes(tensor: Tensor, subject: string): Promise<Uint8Array> {
  const bytes = await tensor.storage.read();
  const expected = denseBytes(tensor.dtype, elementCount(tensor.shape));
  if (bytes.byteLength < expected) {
    throw malformed(
      `Tensor "${subject}"`,
      `its shape ${tensor.shape.join("×") || "scalar"} of ${tensor.dtype} needs ${expected} bytes, but it holds ${bytes.byteLength}`,
    );
  }
  return bytes.byteLength > expected ? bytes.subarray(0, expected) : bytes;
}

/** float32 elements; a view where the bytes are aligned, else a copy. */
export async function float32Elements(tensor: Tensor, subject: string): Promise<Float32Array> {
  const bytes = await tensorBytes(tensor, subject);
  if (bytes.byteOffset % 4 === 0) {
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  }
  return new Float32Array(bytes.slice().buffer);
}

/** float32 elements to be written to. */
export async function ownFloat32Elements(tensor: Tensor, subject: string): Promise<Float32Array> {
  const elements = await float32Elements(tensor, subject);
  return tensor.storage.copies === true ? elements : elements.slice();
}

export function bytesOf(elements: ArrayBufferView): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}
