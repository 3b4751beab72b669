// How channels flow through TFLite's operators that state in options what others take as inputs.
import { reshapes, shapeAt, squeezes } from "../../ir/axis-flows";
import type { ChannelFlow, Place } from "../../ir/channel-flow";
import { integersOf } from "../../ir/no-op";
import { numberAttribute, numbersAttribute, type Node } from "../../ir/node";
import type { Flow } from "../../ir/operator";

export const squeeze: Flow = (node, around) => {
  const axes = numbersAttribute(node, "squeeze_dims") ?? [];
  return squeezes(node.op.name, shapeAt(node, 0, around), axes.length === 0 ? null : axes);
};

export const concatenate: Flow = (node) => ({
  kind: "concatenates",
  inputs: [...node.inputs.keys()],
  axis: numberAttribute(node, "axis", 0),
});

/** The shape is an input, an option, or both. */
export async function reshape(node: Node): Promise<ChannelFlow> {
  const option = numbersAttribute(node, "new_shape") ?? [];
  const target = node.inputs[1] == null ? option : await integersOf(node.inputs[1]);
  const input = (index: number): Place[] => (node.inputs[1] == null ? [] : [{ input: 1, attribute: null, index }]);
  const attribute = (index: number): Place[] =>
    option.length === target?.length ? [{ input: null, attribute: "new_shape", index }] : [];
  return reshapes(target, (index) => [...input(index), ...attribute(index)]);
}
