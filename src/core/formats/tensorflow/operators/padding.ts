// Pad, and how convolutions pad by themselves: to the size of their input, by given sizes, or not.
import { elementCount } from "../../../ir/dtype";
import { numbersAttribute, stringAttribute, type Node } from "../../../ir/node";
import { samePadding, spatial, zerosByPairs, type Pads, type Widen } from "../../../ir/padding";
import { float32Elements } from "../../../ir/tensor";

const DEPTHWISE = "DepthwiseConv2dNative";
/** Written since convolutions take sizes, if only as an empty list: who can load the node knows it. */
const SIZES = "explicit_paddings";

export const padded: Pads = async (node) => {
  const [input, sizes, value] = node.inputs;
  if (value != null) {
    const { constant, name } = value;
    const isNumber = constant?.dtype === "float32" && elementCount(constant.shape) === 1;
    const zero = isNumber && (await float32Elements(constant, name)).every((each) => each === 0);
    if (!zero) {
      return "it does not pad with zeros";
    }
  }
  return zerosByPairs(input!, sizes);
};

export const widen: Widen = (node, padding) => {
  const format = stringAttribute(node, "data_format", "NHWC");
  const axes = format === "NHWC" ? [1, 2] : format === "NCHW" ? [2, 3] : null;
  const added = axes && padding.before.length === 4 ? spatial(padding, axes) : null;
  if (axes === null || added === null) {
    return "it pads other axes than height and width, or takes positions away";
  }
  const own = stringAttribute(node, "padding", "");
  if (own !== "VALID") {
    return own === "SAME"
      ? `${node.op.name} pads by itself to the size of its input`
      : `${node.op.name} pads by sizes of its own`;
  }
  if (isSame(node, axes, added)) {
    node.setAttribute("padding", { kind: "string", value: "SAME" });
    return null;
  }
  if (node.op.name === DEPTHWISE) {
    return `it is not the padding SAME of ${DEPTHWISE}, and TensorFlow aborts where a bias follows one that pads by sizes`;
  }
  if (!node.attributes.has(SIZES)) {
    return `it is not the padding SAME of ${node.op.name}, and the graph is for versions that may know no other`;
  }
  const value = Array<number>(8).fill(0);
  axes.forEach((axis, index) => {
    value[2 * axis] = added.before[index]!;
    value[2 * axis + 1] = added.after[index]!;
  });
  node.setAttribute("padding", { kind: "string", value: "EXPLICIT" });
  node.setAttribute(SIZES, { kind: "list", of: "int", value });
  return null;
};
/**
 * Whether TensorFlow aborts on a node as soon as a bias follows it: it then computes both by a kernel of oneDNN, and that
 * of depthwise convolutions takes no sizes. Convolutions take them in all of their fused forms.
 */
export function takesNoBiasBehind(node: Node): boolean {
  return node.op.name === DEPTHWISE && stringAttribute(node, "padding", "") === "EXPLICIT";
}

/** The shapes that a graph carries are hints: only with a stride of one SAME is the same for every size. */
function isSame(node: Node, axes: readonly number[], added: NonNullable<ReturnType<typeof spatial>>): boolean {
  const window = node.inputs[1]?.constant?.shape ?? node.inputs[1]?.producer?.inputs[0]?.constant?.shape ?? [];
  const strides = numbersAttribute(node, "strides");
  const dilations = numbersAttribute(node, "dilations") ?? [1, 1, 1, 1];
  return (
    window.length === 4 &&
    axes.every((axis, index) => {
      const same = samePadding(null, window[index]!, strides?.[axis] ?? 0, dilations[axis] ?? 0);
      return same !== null && same.before === added.before[index] && same.after === added.after[index];
    })
  );
}
