// SparseTensorProto: the non-zero elements and where they stand, as flat indices [n] or coordinates [n, rank].
import { denseBytes, elementCount } from "../../ir/dtype";
import { malformed, ModelError } from "../../ground/errors";
import { isSparse, type SparseStorage } from "../../ir/sparse";
import { tensorBytes, type Tensor } from "../../ir/tensor";
import { MAX_SPLAT_ELEMENTS } from "../../bytes/limits";

export interface OnnxSparseStorage extends SparseStorage {
  /** Null: there are none. */
  readonly indices: Tensor | null;
}

/** What a tensor is stored as: itself, or values and where they stand. */
export function storedParts(tensor: Tensor): readonly Tensor[] {
  const { storage } = tensor;
  if (!isSparse(storage)) {
    return [tensor];
  }
  const { nonZeros, indices } = storage as OnnxSparseStorage;
  return indices === null ? [nonZeros] : [nonZeros, indices];
}

/** A tensor that counts what is stored and is made dense only when its elements are asked for. */
export function sparseTensor(
  values: Tensor,
  indices: Tensor | null,
  shape: readonly number[],
  subject: string,
): Tensor & { readonly storage: OnnxSparseStorage } {
  const { dtype } = values;
  const elements = elementCount(shape);
  if (Number.isNaN(elements)) {
    throw malformed(`Tensor "${subject}"`, `its shape ${shape.join("×")} is impossibly large`);
  }
  return {
    dtype,
    shape,
    storage: {
      nonZeros: values,
      indices,
      storedBytes: values.storage.storedBytes + (indices?.storage.storedBytes ?? 0),
      location: values.storage.location,
      read: async () => {
        const width = denseBytes(dtype, 1);
        if (elements > MAX_SPLAT_ELEMENTS || !Number.isInteger(width)) {
          throw new ModelError("limit", `The sparse tensor "${subject}" is too large to be made dense.`, subject);
        }
        const dense = new Uint8Array(elements * width);
        const stored = await tensorBytes(values, subject);
        const places = indices === null ? [] : await flatIndices(indices, shape, subject);
        if (places.length * width !== stored.byteLength) {
          throw malformed(`Tensor "${subject}"`, "it has not as many indices as values");
        }
        places.forEach((place, index) => {
          if (!(place >= 0 && place < elements)) {
            throw malformed(`Tensor "${subject}"`, `index ${place} is outside its shape`);
          }
          dense.set(stored.subarray(index * width, (index + 1) * width), place * width);
        });
        return dense;
      },
    },
  };
}

async function flatIndices(indices: Tensor, shape: readonly number[], subject: string): Promise<number[]> {
  const bytes = (await tensorBytes(indices, subject)).slice();
  const flat = Array.from(new BigInt64Array(bytes.buffer, 0, Math.floor(bytes.byteLength / 8)), Number);
  if (indices.shape.length !== 2) {
    return flat;
  }
  const rank = shape.length;
  if (indices.shape[1] !== rank) {
    throw malformed(`Tensor "${subject}"`, "its coordinates have not as many entries as its shape");
  }
  return Array.from({ length: indices.shape[0]! }, (_, row) =>
    shape.reduce((place, dimension, axis) => place * dimension + flat[row * rank + axis]!, 0),
  );
}
