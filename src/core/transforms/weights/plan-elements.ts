import { denseBytes, elementCount } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { chooseWeights, type Plan, type Reading } from "./choose";

/**
 * The weights whose elements can be rewritten where they are.
 * @param formOf What to do with one, or why nothing can be done with it.
 * @param obstacleOf Why one is left alone all the same; null where it is not.
 */
export function planElements<F extends object>(
  model: EditableModel,
  minimumElements: number,
  formOf: (tensor: Tensor, readings: readonly Reading[]) => F | string,
  obstacleOf: (graph: Graph, value: Value) => string | null = () => null,
): Plan<F> {
  return chooseWeights<F>(model, {
    minimumElements,
    vectors: false,
    form: (graph, value, readings) => {
      const tensor = value.constant!;
      const isShort = tensor.storage.storedBytes < denseBytes("float32", elementCount(tensor.shape));
      return isShort
        ? "stored in fewer bytes than its elements take"
        : (model.dialect.elementsObstacle(model, graph, value) ?? obstacleOf(graph, value) ?? formOf(tensor, readings));
    },
    alike: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
}
