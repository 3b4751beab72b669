// Weights as float16 behind a conversion to float32, so that operators compute as before; or operators that compute in
// float16, for processors that do so faster.
import { ANY_RUNTIME } from "../ir/target";
import { computeInFloat16, plannedConstants } from "./float16/compute";
import { quantizeWith } from "./quantize/apply";
import { plannedTensors } from "./quantize/planned";
import type { PlanRequest } from "./quantize/plan";
import type { Transform } from "./transform";
import { selectionParameters, type Selection } from "./weights/selection";

export interface QuantizeFloat16 extends Selection {
  readonly [name: string]: number | boolean | string | readonly string[];
  readonly minimumElements: number;
  readonly overflow: string;
  readonly compute: boolean;
  readonly keepTypes: boolean;
  readonly denyOperators: readonly string[];
}

export const quantizeFloat16: Transform<QuantizeFloat16> = {
  id: "quantize-float16",
  title: "Quantize to float16",
  description: "Stores weights as 16-bit floats: half the size, almost no loss of accuracy.",
  group: "bits",
  lossy: true,
  mayGrow: ({ compute }) => compute,
  suffix: "float16",
  parameters: {
    minimumElements: {
      title: "Smallest tensor",
      description: "Tensors with fewer elements stay as they are: the conversion would cost what they save.",
      default: 1024,
      minimum: 1,
      whole: true,
    },
    overflow: {
      title: "Values beyond ±65,504",
      description: "clamp: they become the largest float16. leave: a tensor that has some stays as it is.",
      default: "clamp",
      choices: ["clamp", "leave"],
    },
    compute: {
      title: "Compute in float16",
      description:
        "Operators compute in float16 too, which is faster on processors for it and less exact. Tensors of any size are then float16; the selection below is of nodes.",
      default: false,
      formats: ["onnx"],
    },
    keepTypes: {
      title: "Keep the types of inputs and outputs",
      description: "With compute: inputs and outputs stay float32, with conversions behind and before them.",
      default: true,
      formats: ["onnx"],
    },
    denyOperators: {
      title: "Operators in float32",
      description: "With compute: operators that stay float32, with * and ?. Those that cannot take float16 always do.",
      default: ["CumSum", "Max", "Min", "RoiAlign", "TopK"],
      formats: ["onnx"],
    },
    ...selectionParameters,
  },
  apply: (model, parameters, context) =>
    parameters.compute
      ? computeInFloat16(model, { ...parameters, overflow: overflowOf(parameters) }, context)
      : quantizeWith(model, requestOf(parameters), context, { overflow: overflowOf(parameters) }),
  plan: async (model, parameters) =>
    parameters.compute
      ? plannedConstants(model, { ...parameters, overflow: overflowOf(parameters) })
      : plannedTensors(model, requestOf(parameters)),
};

function overflowOf({ overflow }: QuantizeFloat16) {
  return overflow === "leave" ? "leave" : "clamp";
}

function requestOf({ minimumElements, include, exclude, includeOperators, excludeOperators }: QuantizeFloat16) {
  const selection = { include, exclude, includeOperators, excludeOperators };
  return {
    bits: "float16",
    perChannel: false,
    minimumElements,
    target: ANY_RUNTIME,
    ...selection,
  } satisfies PlanRequest;
}
