// Lists of tensors, in which loops of TensorFlow 2 gather what they make. The list itself is a scalar.
import { listAt } from "../../../semantics/array-rules";
import { numberAttribute } from "../../../ir/node";
import type { Dimension } from "../../../ir/value";
import { family, type Entry } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import type { Facts } from "../../../ir/operator";
import { operator, operators } from "../../../semantics/rules";

/** That an input states; null: of unknown rank, as -1 alone says too. */
function elementShape(inputs: Facts, input: number): readonly Dimension[] | null {
  const isList = inputs.at(input).shape?.length === 1;
  return isList ? (listAt(inputs, input)?.map((each) => (each === -1 ? null : each)) ?? null) : null;
}

const stacked = (inputs: Facts, count: Dimension, input: number) => {
  const shape = elementShape(inputs, input);
  return fact(null, shape && [count, ...shape]);
};

const list = operator(() => [fact(null, [])]);

export const listOperators = family<Entry>("other", {
  ...operators(
    list,
    `EmptyTensorList TensorListReserve TensorListFromTensor TensorListSetItem TensorListPushBack TensorListResize
     TensorListSplit TensorListScatter TensorListScatterV2 TensorListScatterIntoExistingList TensorListConcatLists
     TensorListLength`,
  ),
  TensorListElementShape: operator(() => [fact(null, [null])]),
  TensorListGetItem: operator((_, inputs) => [fact(null, elementShape(inputs, 2))], 2),
  TensorListPopBack: operator((_, inputs) => [fact(null, []), fact(null, elementShape(inputs, 1))], 1),
  TensorListStack: operator((node, inputs) => {
    const count = numberAttribute(node, "num_elements", -1);
    return [stacked(inputs, count < 0 ? null : count, 1)];
  }, 1),
  TensorListGather: operator((_, inputs) => [stacked(inputs, inputs.at(1).shape?.[0] ?? null, 2)], 2),
  TensorListConcat: operator(() => [fact(null, null), fact(null, [null])]),
  TensorListConcatV2: operator(() => [fact(null, null), fact(null, [null])]),
});
