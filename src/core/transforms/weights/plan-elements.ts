import { denseBytes, elementCount } from "../../ir/dtype";
import type { Model } from "../../ir/model";
import type { Tensor } from "../../ir/tensor";
import { chooseWeights, type Plan, type Reading } from "./choose";

/**
 * The weights whose elements can be rewritten where they are.
 * @param formOf What to do with one, or why nothing can be done with it.
 */
export function planElements<F extends object>(
  model: Model,
  minimumElements: number,
  formOf: (tensor: Tensor, readings: readonly Reading[]) => F | string,
): Plan<F> {
  return chooseWeights<F>(model, {
    minimumElements,
    vectors: false,
    form: (graph, value, readings) => {
      const tensor = value.constant!;
      const isShort = tensor.storage.storedBytes < denseBytes("float32", elementCount(tensor.shape));
      return isShort
        ? "stored in fewer bytes than its elements take"
        : (model.dialect.elementsObstacle(model, graph, value) ?? formOf(tensor, readings));
    },
    alike: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
}
