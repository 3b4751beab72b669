// Weights in eight bits, activations as they were. TFLite: int8 for the hybrid kernels, DEQUANTIZE before the others.
// ONNX: int8 behind DequantizeLinear, or Cast and Mul before opset 13. TensorFlow: quint8 behind Dequantize MIN_FIRST.
import type { Transform } from "./transform";
import { planQuantization } from "./quantize/plan";
import { rewriteConstants } from "./quantize/rewrite";

export interface QuantizeWeights {
  readonly [name: string]: number | boolean;
  readonly minimumElements: number;
  readonly perChannel: boolean;
}

export const quantizeWeights: Transform<QuantizeWeights> = {
  id: "quantize-weights",
  title: "Quantize to int8",
  description: "Stores weights in eight bits instead of 32: a quarter of the size, at a small loss of accuracy.",
  lossy: true,
  suffix: "int8",
  parameters: {
    minimumElements: {
      title: "Smallest tensor",
      description: "Tensors with fewer elements stay as they are: they save little and cost accuracy.",
      default: 1024,
      minimum: 1,
    },
    perChannel: {
      title: "A scale per channel",
      description:
        "One scale for each output channel where the operator allows it: more accurate, and TFLite's fully connected layers then need runtime 2.17 or newer.",
      default: true,
    },
  },
  apply: (model, { minimumElements, perChannel }, context) =>
    rewriteConstants(model, planQuantization(model, { bits: "int8", perChannel, minimumElements }), context),
};
