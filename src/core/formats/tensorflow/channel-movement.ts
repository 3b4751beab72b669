// How channels flow through TensorFlow's operators that state in attributes what others take as inputs.
import { blocks, reshapes, shapeAt, squeezes } from "../../ir/axis-flows";
import { integersOf } from "../../ir/no-op";
import { numbersAttribute } from "../../ir/node";
import type { Flow } from "../../ir/operator";

export const squeeze: Flow = (node, around) => {
  const axes = numbersAttribute(node, "squeeze_dims") ?? numbersAttribute(node, "axis") ?? [];
  return squeezes(node.op.name, shapeAt(node, 0, around), axes.length === 0 ? null : axes);
};

export const concatenate: Flow = async (node, { numbersOf }) => {
  const last = node.inputs.length - 1;
  const at = node.op.name === "Concat" ? 0 : last;
  const axis = (await numbersOf(node.inputs[at]))?.[0];
  const inputs = [...node.inputs.keys()].filter((input) => input !== at);
  return axis === undefined
    ? blocks(`the axis of ${node.op.name} is computed`)
    : { kind: "concatenates", inputs, axis };
};

export const reshape: Flow = async (node) =>
  reshapes(await integersOf(node.inputs[1]), (index) => [{ input: 1, attribute: null, index }]);
