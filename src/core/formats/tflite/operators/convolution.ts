import { numberAttribute, stringAttribute, type Node } from "../../../ir/node";
import type { Dimension } from "../../../ir/value";
import { perInput, perOutput } from "../../../semantics/cost";
import { fact } from "../../../semantics/fact";
import { windowed, type Windows } from "../../../semantics/images";
import { shapeAt } from "../../../semantics/array-rules";
import type { Made } from "../../../ir/operator";
import { multiplying, operator, type Rule } from "../../../semantics/rules";

const PLANE = ["h", "w"];
const SPACE = ["d", "h", "w"];

export function windowsOf(node: Node, kernel: readonly Dimension[], sides: readonly string[] = PLANE): Windows {
  return {
    kernel,
    strides: sides.map((side) => numberAttribute(node, `stride_${side}`, 1)),
    dilations: sides.map((side) => numberAttribute(node, `dilation_${side}_factor`, 1)),
    padding: stringAttribute(node, "padding", "SAME") === "VALID" ? "valid" : "same",
  };
}

/** @param kernel Where in the weights the window's lengths begin. @param outputs Where the output channels are. */
const convolution =
  (kernel: number, outputs: number, sides: readonly string[]): Rule =>
  (node, inputs) => {
    const [x, weights] = [inputs.at(0).shape, inputs.at(1).shape];
    const window = sides.map((_, axis) => weights?.[kernel + axis] ?? null);
    return [fact(null, windowed(x, true, windowsOf(node, window, sides), weights?.at(outputs) ?? null))];
  };

export const convolutionOperators: Readonly<Record<string, Made>> = {
  CONV_2D: multiplying(operator(convolution(1, 0, PLANE)), perOutput(1, 1)),
  DEPTHWISE_CONV_2D: multiplying(operator(convolution(1, 3, PLANE)), perOutput(1, 1, -1)),
  CONV_3D: multiplying(operator(convolution(0, 4, SPACE)), perOutput(1, 0, -1)),
  TRANSPOSE_CONV: multiplying(operator(shapeAt(0), 0), perInput(2, 1, 0, -1)),
  CONV_3D_TRANSPOSE: multiplying(operator(shapeAt(0), 0), perInput(2, 1, 0, -1)),
};
