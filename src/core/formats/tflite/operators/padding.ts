// PAD, and how convolutions pad by themselves: to the size of their input, or not at all.
import { elementCount, staticShape } from "../../../ir/dtype";
import { sameQuantization } from "../../../ir/no-op";
import { numberAttribute, stringAttribute } from "../../../ir/node";
import { samePadding, spatial, zerosByPairs, type Pads, type Widen } from "../../../ir/padding";
import { float32Elements, type Tensor } from "../../../ir/tensor";

/** Height and width of [batch, height, width, channels]. */
const AXES = [1, 2];

export const padded: Pads = async (node) => {
  const [input, sizes, value] = node.inputs;
  if (value != null && (value.constant?.dtype !== "float32" || !(await isZero(value.constant, value.name)))) {
    return "it does not pad with zeros";
  }
  // Quantized, zeros are the zero point.
  if (!sameQuantization(input!.quantization, node.outputs[0]?.quantization ?? null)) {
    return "its input and output are quantized differently";
  }
  return zerosByPairs(input!, sizes);
};

export const widen: Widen = (node, padding) => {
  const added = padding.before.length === 4 ? spatial(padding, AXES) : null;
  if (added === null) {
    return "it pads other axes than height and width, or takes positions away";
  }
  if (stringAttribute(node, "padding", "SAME") !== "VALID") {
    return `${node.op.name} pads by itself to the size of its input`;
  }
  const window = staticShape(node.inputs[1]?.type?.shape);
  const size = staticShape(padding.input.type?.shape);
  const fits = ["h", "w"].every((side, index) => {
    const same =
      window &&
      samePadding(
        size?.[AXES[index]!] ?? null,
        window[AXES[index]!]!,
        numberAttribute(node, `stride_${side}`, 1),
        numberAttribute(node, `dilation_${side}_factor`, 1),
      );
    return same !== null && same.before === added.before[index] && same.after === added.after[index];
  });
  if (!fits) {
    return `it is not the padding SAME of ${node.op.name}`;
  }
  node.setAttribute("padding", { kind: "string", value: "SAME" });
  return null;
};

async function isZero(tensor: Tensor, subject: string): Promise<boolean> {
  return elementCount(tensor.shape) === 1 && (await float32Elements(tensor, subject)).every((each) => each === 0);
}
