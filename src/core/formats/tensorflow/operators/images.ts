// Pictures as files hold them, parts of pictures, and boxes that are found in them.
import { listAt, numberAt } from "../../../semantics/array-rules";
import { booleanAttribute, numberAttribute, numbersAttribute, type Node } from "../../../ir/node";
import type { Dimension } from "../../../ir/value";
import { family, type Entry } from "../../../semantics/family";
import { multiply, product } from "../../../semantics/dimension";
import { fact } from "../../../semantics/fact";
import { windowed } from "../../../semantics/images";
import { like, needed, operator, operators, type Rule } from "../../../semantics/rules";
import { windowsOf } from "./convolution";

function channelsOf(node: Node): Dimension {
  return numberAttribute(node, "channels", 0) || null;
}

const decoded: Rule = (node) => [fact(null, [null, null, channelsOf(node)])];

const cropped: Rule = (_, inputs) => {
  const [height = null, width = null] = listAt(inputs, 3) ?? [];
  return [fact(null, [inputs.at(1).shape?.[0] ?? null, height, width, inputs.at(0).shape?.[3] ?? null])];
};

/** Where it is padded by class, boxes are no more than those of all classes together. */
const combined: Rule = (node, inputs) => {
  const batch = inputs.at(0).shape?.[0] ?? null;
  let boxes = numberAt(inputs, 3);
  if (booleanAttribute(node, "pad_per_class", false)) {
    const [perClass, classes] = [numberAt(inputs, 2), inputs.at(1).shape?.[2] ?? null];
    const isKnown = typeof perClass === "number" && typeof classes === "number" && typeof boxes === "number";
    boxes = isKnown ? Math.min(boxes as number, perClass * classes) : null;
  }
  return [fact(null, [batch, boxes, 4]), fact(null, [batch, boxes]), fact(null, [batch, boxes]), fact(null, [batch])];
};

/** Which boxes are left, and after that what else is told of them. */
const suppressed =
  (hasScores: boolean): Rule =>
  (node, inputs) => {
    const boxes = booleanAttribute(node, "pad_to_max_output_size", false) ? numberAt(inputs, 2) : null;
    const scores = hasScores ? [fact(null, [boxes])] : [];
    return [fact(null, [boxes]), ...scores, fact(null, [])];
  };

/** Each place of a window with all that is seen in it, one after the other. */
const patches: Rule = (node, inputs) => {
  const kernel = needed(numbersAttribute(node, "ksizes")).slice(1, -1);
  const windows = windowsOf(node, kernel, true, "rates");
  const seen = multiply(inputs.at(0).shape?.at(-1) ?? null, product(kernel));
  return [fact(null, windowed(inputs.at(0).shape, true, windows, seen))];
};

/** The largest sum in each place of a window. */
const dilated: Rule = (node, inputs) => {
  const [height = null, width = null] = inputs.at(1).shape ?? [];
  return [fact(null, windowed(inputs.at(0).shape, true, windowsOf(node, [height, width], true, "rates")))];
};

export const imageOperators = family<Entry>("other", {
  ExtractImagePatches: operator(patches),
  Dilation2D: operator(dilated),
  ...operators(operator(like()), "RGBToHSV HSVToRGB AdjustContrastv2 AdjustHue AdjustSaturation"),
  ...operators(operator(decoded), "DecodeJpeg DecodePng DecodeBmp DecodeWebP DecodeAndCropJpeg"),
  DecodeGif: operator(() => [fact(null, [null, null, null, 3])]),
  CropAndResize: operator(cropped, 3),
  CombinedNonMaxSuppression: operator(combined, 2, 3),
  ...operators(
    operator(() => [fact(null, [null])]),
    "NonMaxSuppression NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionWithOverlaps",
  ),
  NonMaxSuppressionV4: operator(suppressed(false), 2),
  NonMaxSuppressionV5: operator(suppressed(true), 2),
});
