// Weights as float16 behind a conversion to float32, so that operators compute as before.
import { quantizeWith } from "./quantize/apply";
import { plannedTensors } from "./quantize/planned";
import type { PlanRequest } from "./quantize/plan";
import type { Transform } from "./transform";
import { selectionParameters, type Selection } from "./weights/selection";

export interface QuantizeFloat16 extends Selection {
  readonly [name: string]: number | string | readonly string[];
  readonly minimumElements: number;
  readonly overflow: string;
}

export const quantizeFloat16: Transform<QuantizeFloat16> = {
  id: "quantize-float16",
  title: "Quantize to float16",
  description: "Stores weights as 16-bit floats: half the size, almost no loss of accuracy.",
  group: "bits",
  lossy: true,
  suffix: "float16",
  parameters: {
    minimumElements: {
      title: "Smallest tensor",
      description: "Tensors with fewer elements stay as they are: the conversion would cost what they save.",
      default: 1024,
      minimum: 1,
    },
    overflow: {
      title: "Values beyond ±65,504",
      description: "clamp: they become the largest float16. leave: a tensor that has some stays as it is.",
      default: "clamp",
      choices: ["clamp", "leave"],
    },
    ...selectionParameters,
  },
  apply: (model, parameters, context) =>
    quantizeWith(model, requestOf(parameters), context, {
      overflow: parameters.overflow === "leave" ? "leave" : "clamp",
    }),
  plan: (model, parameters) => plannedTensors(model, requestOf(parameters)),
};

function requestOf({ minimumElements, include, exclude, includeOperators, excludeOperators }: QuantizeFloat16) {
  const selection = { include, exclude, includeOperators, excludeOperators };
  return { bits: "float16", perChannel: false, minimumElements, runtime: null, ...selection } satisfies PlanRequest;
}
