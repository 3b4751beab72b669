// Layers of a file that holds tensors and nothing that computes: each tensor by itself.
import { elementCount } from "../ir/dtype";
import type { Model } from "../ir/model";
import type { Layers } from "./layers";
import { isIndexType } from "./parameters";

/**
 * What no operator says anything of counts as parameters if it has a rank and is no list of indices. A tensor's share is
 * that of the bytes, as packed weights can be called anything.
 */
export function tensorLayers({ graphs }: Model): Layers {
  const tensors = graphs.flatMap(({ values }) => [...values]).filter(({ constant }) => constant !== null);
  const total = tensors.reduce((sum, { constant }) => sum + constant!.storage.storedBytes, 0);
  const weights = new Set<object>();
  let parameters = 0;
  const layers = tensors.map(({ name, constant }) => {
    const { dtype, shape, storage } = constant!;
    const elements = shape.length > 0 && !isIndexType(dtype) ? elementCount(shape) : 0;
    const bytes = storage.storedBytes;
    parameters += elements;
    if (elements > 0) {
      weights.add(storage);
    }
    return {
      name,
      operator: null,
      parameters: elements,
      bytes,
      share: total === 0 ? 0 : bytes / total,
      dtype,
      outputShape: shape,
      shared: false,
      node: null,
    };
  });
  return { layers, parameters, steps: new Set(), weights };
}
