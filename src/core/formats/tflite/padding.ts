// TFLite's PAD, and the convolutions that pad by themselves: to the size of their input, or not at all.
import { elementCount, staticShape } from "../../ir/dtype";
import { sameQuantization } from "../../ir/no-op";
import { numberAttribute, stringAttribute, type Node } from "../../ir/node";
import { samePadding, spatial, zerosByPairs, type Padding, type Paddings } from "../../ir/padding";
import { float32Elements, type Tensor } from "../../ir/tensor";
import { CUSTOM_DOMAIN } from "./operator-codes";

const CONVOLUTIONS = new Set(["CONV_2D", "DEPTHWISE_CONV_2D"]);
/** Height and width of [batch, height, width, channels]. */
const AXES = [1, 2];

export const tflitePaddings: Paddings = {
  async padding(node: Node): Promise<Padding | string | null> {
    const [input, sizes, value] = node.inputs;
    const pads = node.op.name === "PAD" || node.op.name === "PADV2" || node.op.name === "MIRROR_PAD";
    if (node.op.domain === CUSTOM_DOMAIN || !pads || input == null) {
      return null;
    }
    if (node.op.name === "MIRROR_PAD") {
      return "it pads with its input mirrored, not with zeros";
    }
    if (value != null && (value.constant?.dtype !== "float32" || !(await isZero(value.constant, value.name)))) {
      return "it does not pad with zeros";
    }
    // Quantized, zeros are the zero point.
    if (!sameQuantization(input.quantization, node.outputs[0]?.quantization ?? null)) {
      return "its input and output are quantized differently";
    }
    return zerosByPairs(input, sizes);
  },

  windowInput({ op }: Node): number | null {
    return op.domain !== CUSTOM_DOMAIN && CONVOLUTIONS.has(op.name) ? 0 : null;
  },

  widen(node: Node, padding: Padding): string | null {
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
  },
};

async function isZero(tensor: Tensor, subject: string): Promise<boolean> {
  return elementCount(tensor.shape) === 1 && (await float32Elements(tensor, subject)).every((each) => each === 0);
}
