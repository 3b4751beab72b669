// Weights in eight bits, activations as they were. TFLite: int8 for the hybrid kernels, DEQUANTIZE before the others.
// ONNX: int8 behind DequantizeLinear, or Cast and Mul before opset 13. TensorFlow: quint8 behind Dequantize MIN_FIRST.
import type { Transform } from "./transform";
import { planQuantization } from "./quantize/plan";
import { rewriteConstants } from "./quantize/rewrite";

export interface QuantizeWeights {
  readonly [name: string]: number | boolean | string;
  readonly minimumElements: number;
  readonly perChannel: boolean;
  readonly tfliteRuntime: string;
}

export const quantizeWeights: Transform<QuantizeWeights> = {
  id: "quantize-weights",
  title: "Quantize to int8",
  description: "Stores weights in eight bits instead of 32: a quarter of the size, at a small loss of accuracy.",
  group: "bits",
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
      description: "One scale for each output channel where the operator allows it: more accurate than one for all.",
      default: true,
    },
    tfliteRuntime: {
      title: "Oldest TFLite runtime",
      description: "Runtimes from 2.17 on also take a scale per channel in fully connected layers.",
      default: "2.4",
      choices: ["2.4", "2.17"],
    },
  },
  apply: (model, { minimumElements, perChannel, tfliteRuntime }, context) => {
    const request = { bits: "int8", perChannel, minimumElements, runtime: tfliteRuntime } as const;
    return rewriteConstants(model, planQuantization(model, request), context);
  },
};
