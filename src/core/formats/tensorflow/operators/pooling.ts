import { numbersAttribute } from "../../../ir/node";
import { family } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import { windowed } from "../../../semantics/images";
import { needed, operator, operators, type Rule } from "../../../semantics/rules";
import { isChannelsLast, windowsOf } from "./convolution";

const pool =
  (fallback: string): Rule =>
  (node, inputs) => {
    const channelsLast = isChannelsLast(node, fallback);
    const sizes = needed(numbersAttribute(node, "ksize"));
    // Along batch and channels there is no window.
    if (sizes[0] !== 1 || sizes.at(channelsLast ? -1 : 1) !== 1) {
      return null;
    }
    const kernel = channelsLast ? sizes.slice(1, -1) : sizes.slice(2);
    const made = windowed(inputs.at(0).shape, channelsLast, windowsOf(node, kernel, channelsLast));
    const places = node.op.name === "MaxPoolWithArgmax" ? made : [];
    return [fact(null, made), fact(null, places), fact(null, [])];
  };

export const poolingOperators = family("pool", {
  ...operators(operator(pool("NHWC")), "MaxPool AvgPool QuantizedMaxPool QuantizedAvgPool MaxPoolWithArgmax"),
  ...operators(operator(pool("NDHWC")), "MaxPool3D AvgPool3D"),
});
