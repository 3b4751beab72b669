import { passes, unfollowed } from "../../../ir/axis-flows";
import type { Flow } from "../../../ir/operator";
import { channelAxisOf, spatialAxes } from "../layouts";
import { numbersAttribute } from "../../../ir/node";
import { family, type Entry } from "../../../semantics/family";
import { fact } from "../../../semantics/fact";
import { windowed } from "../../../semantics/images";
import { like, needed, operator, operators, untold, type Rule } from "../../../semantics/rules";
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

const flow =
  (count: number): Flow =>
  (node) => {
    const axis = channelAxisOf(node);
    return axis === null ? unfollowed(node) : passes(spatialAxes(axis, count));
  };

export const poolingOperators = family<Entry>("pool", {
  ...operators({ ...operator(pool("NHWC")), flow: flow(2) }, "MaxPool AvgPool"),
  ...operators({ ...operator(pool("NDHWC")), flow: flow(3) }, "MaxPool3D AvgPool3D"),
  ...operators(operator(pool("NHWC")), "QuantizedMaxPool QuantizedAvgPool MaxPoolWithArgmax"),
  MaxPoolV2: untold,
  MaxPoolGrad: { role: "other", ...operator(like()) },
});
