// Weights at a few evenly spaced values, as TensorFlow's round_weights: elements stay float32, and zip well.
import type { Transform } from "./transform";
import { planElements } from "./weights/plan-elements";
import { rewriteElements } from "./weights/rewrite-elements";
import { roundedAsTensorflow, roundedToSteps } from "./weights/rounded";

export interface RoundWeights {
  readonly [name: string]: number | boolean;
  readonly steps: number;
  readonly keepZeros: boolean;
  readonly minimumElements: number;
}

export const roundWeights: Transform<RoundWeights> = {
  id: "round-weights",
  title: "Round Weights",
  description: "Rounds the weights of each layer to evenly spaced values: the file stays as large, but zips smaller.",
  group: "parameters",
  lossy: true,
  suffix: "rounded",
  parameters: {
    steps: {
      title: "Steps",
      description: "How many values there are between the smallest and the largest weight of a layer.",
      default: 256,
      minimum: 2,
      whole: true,
      maximum: 65536,
      ask: true,
    },
    keepZeros: {
      title: "Keep zeros",
      description:
        "Zeros stay zero; false: as TensorFlow's round_weights does it, which moves them, and the largest too.",
      default: true,
    },
    minimumElements: {
      title: "Smallest tensor",
      description: "Tensors with fewer elements stay as they are.",
      default: 16,
      minimum: 1,
      whole: true,
    },
  },
  apply: (model, { steps, keepZeros, minimumElements }, context) => {
    const plan = planElements(model, minimumElements, () => ({}));
    const round = keepZeros ? roundedToSteps : roundedAsTensorflow;
    return rewriteElements(model, plan, context, (elements) => round(elements, Math.floor(steps)));
  },
};
