import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import { inExecutionOrder } from "../../ir/walk";
import type { Reading } from "./choose";
import { planElements } from "./plan-elements";

/** Why a threshold for the whole model would harm what a node computes most; null where it would not. */
export function sparedNodes(
  model: EditableModel,
): (readings: readonly Reading[], shape: readonly number[]) => string | null {
  const readers = new Set<Node>();
  planElements(model, 1, (_, readings) => {
    readings.forEach(({ node }) => readers.add(node));
    return {};
  });
  const layers = inExecutionOrder(model.graphs[0]!).filter((node) => readers.has(node));
  const role = (node: Node) => model.dialect.role(node);
  const [first, last] = [layers[0], layers.at(-1)];
  return (readings, shape) => {
    for (const { node, operand } of readings) {
      const inputs = operand.kind === "weight" && operand.inputAxis !== null ? shape.at(operand.inputAxis) : undefined;
      if (role(node) === "depthwiseConv" || (role(node) === "conv" && inputs === 1)) {
        return "a depthwise convolution: one threshold for the model would take too much of it";
      }
      if (node === first && role(node) === "conv") {
        return "the first convolution: one threshold for the model would take too much of it";
      }
      if (node === last && role(node) === "dense") {
        return "the last layer: one threshold for the model would take too much of it";
      }
    }
    return null;
  };
}
