// Numbers that say how many channels there are: attributes, and elements of constants.
import type { Place } from "../../ir/channel-flow";
import { denseBytes, elementCount } from "../../ir/dtype";
import type { EditableModel } from "../../ir/model";
import type { Node } from "../../ir/node";
import { memoryTensor, tensorBytes, type Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";

/** A stated number that counts the channels of a list that stay. */
export interface Count {
  readonly node: Node;
  readonly place: Place;
  readonly channels: Int32Array;
}

/** Whether a count in a constant can be replaced. */
export function canState({ dtype, shape }: Tensor, index: number): boolean {
  return (dtype === "int32" || dtype === "int64") && index < elementCount(shape);
}

/** How many channels are left where a node says how many there are. */
export interface NewCount {
  readonly place: Place;
  readonly count: number;
}

/** @param stated What is said in one list or number: an attribute, or a constant. */
export async function setCounts(model: EditableModel, node: Node, stated: readonly NewCount[]): Promise<void> {
  const { input, attribute: name, index: place } = stated[0]!.place;
  const counts = new Map(stated.map(({ place: { index }, count }) => [index, count]));
  if (input === null) {
    const attribute = node.attributes.get(name!);
    if (place === null) {
      node.setAttribute(name!, { kind: "int", value: counts.get(null)! });
    } else if (attribute?.kind === "list") {
      const value = attribute.value.map((each, index) => counts.get(index) ?? each);
      node.setAttribute(name!, { kind: "list", of: attribute.of, value });
    }
    return;
  }
  const value = ownConstant(model, node, input);
  const tensor = value.constant!;
  // The other elements stay bit by bit: among them are limits that a number would round.
  const bytes = (await tensorBytes(tensor, value.name)).slice(0, denseBytes(tensor.dtype, elementCount(tensor.shape)));
  const view = new DataView(bytes.buffer);
  for (const [index, count] of counts) {
    if (tensor.dtype === "int64") {
      view.setBigInt64(8 * (index ?? 0), BigInt(count), true);
    } else {
      view.setInt32(4 * (index ?? 0), count, true);
    }
  }
  model.dialect.storeElements(value, memoryTensor(tensor.dtype, tensor.shape, bytes));
}

/** The constant that a node reads its settings from; a copy of it where others read it too. */
function ownConstant(model: EditableModel, node: Node, input: number): Value {
  const value = node.inputs[input]!;
  if (value.uses.size === 1 && node.inputs.filter((each) => each === value).length === 1) {
    return value;
  }
  const graph = value.graph!;
  const copy = model.dialect.linearOperators.addConstant(model, graph, `${value.name}_pruned`, value.constant!, value);
  node.graph!.setInput(node, input, copy);
  return copy;
}
