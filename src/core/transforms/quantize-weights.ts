// Weights in eight or four bits, activations as they were. TFLite: integers for the hybrid kernels, DEQUANTIZE before the
// others. ONNX: integers behind DequantizeLinear, or Cast and Mul before opset 13, or MatMulNBits of onnxruntime.
// TensorFlow: quint8 behind Dequantize MIN_FIRST.
import { ModelError } from "../ground/errors";
import type { Model } from "../ir/model";
import { quantizeWith } from "./quantize/apply";
import { plannedTensors } from "./quantize/planned";
import type { PlanRequest } from "./quantize/plan";
import { targetOf, targetParameters } from "./quantize/target-parameters";
import type { Activations } from "../ir/dialect";
import type { Transform } from "./transform";
import { selectionParameters, type Selection } from "./weights/selection";

export interface QuantizeWeights extends Selection {
  readonly [name: string]: number | boolean | string | readonly string[];
  readonly bits: string;
  readonly granularity: string;
  readonly blockSize: number;
  readonly symmetric: boolean;
  readonly reducedRange: boolean;
  readonly halves: boolean;
  readonly minimumElements: number;
  readonly activations: string;
  readonly unlikeChannels: boolean;
  readonly target: readonly string[];
}

export const quantizeWeights: Transform<QuantizeWeights> = {
  id: "quantize-weights",
  title: "Quantize to int8",
  description: "Stores weights in eight bits instead of 32: a quarter of the size, at a small loss of accuracy.",
  group: "bits",
  lossy: true,
  suffix: "int8",
  parameters: {
    bits: {
      title: "Bits",
      description:
        "int4 halves the size again, at a loss that shows; best in blocks. ONNX models need opset 21 for it, TFLite " +
        "models a runtime from 2.18 on.",
      default: "int8",
      choices: ["int8", "int4"],
      formats: ["tflite", "onnx"],
    },
    granularity: {
      title: "Granularity",
      description:
        "What shares a scale: an output channel, the whole tensor, or a block of weights of one channel; the smaller, " +
        "the more accurate. Where an operator does not allow the one asked for, the next larger is taken.",
      default: "channel",
      choices: ["channel", "tensor", "block"],
      formats: ["tflite", "onnx"],
    },
    blockSize: {
      title: "Block size",
      description: "How many weights share a scale where the granularity is block.",
      default: 32,
      choices: ["16", "32", "64", "128", "256"],
      formats: ["tflite", "onnx"],
    },
    symmetric: {
      title: "Symmetric",
      description:
        "Without it a zero point fits the codes to weights that lie to one side of 0. TFLite models then compute in " +
        "floats.",
      default: true,
      formats: ["tflite", "onnx"],
    },
    reducedRange: {
      title: "Seven bits",
      description: "Leaves one of eight bits free, as x86 processors without VNNI need for exact sums.",
      default: false,
      formats: ["tflite", "onnx"],
    },
    halves: {
      title: "Weights in float16",
      description: "Also those that are stored as float16 behind a conversion to float32, which goes.",
      default: false,
    },
    minimumElements: {
      title: "Smallest tensor",
      description: "Tensors with fewer elements stay as they are: they save little and cost accuracy.",
      default: 1024,
      minimum: 1,
      whole: true,
    },
    unlikeChannels: {
      title: "Scales for unlike channels",
      description:
        "Where an operator has one scale for all channels and these are too unlike for it, each gets its own, by a Mul " +
        "in TensorFlow and a DEQUANTIZE in TFLite.",
      default: false,
      formats: ["tensorflow", "tflite"],
    },
    ...selectionParameters,
    activations: {
      title: "Activations",
      description:
        "Kernels that read int8 weights make int8 of their activations too, as they run. int8: all that can. float: " +
        "none, for the price of a DEQUANTIZE each and of float weights in memory. auto: not those for which one " +
        "scale has to do for a whole image.",
      default: "int8",
      choices: ["int8", "auto", "float"],
      formats: ["tflite"],
    },
    ...targetParameters(
      "From tflite-2.17 on dense layers take a scale per channel for int8, from tflite-2.18 on tables too. onnxruntime: " +
        "four bits in blocks without opset 21, by MatMulNBits, which only it has.",
    ),
  },
  apply: (model, parameters, context) => {
    if (parameters.bits === "int4" && targetOf(model.format.id, parameters).version === "2.17") {
      context.note("Target", "four bits need a TFLite runtime from 2.18 on");
    }
    return quantizeWith(model, requestOf(model, parameters), context);
  },
  plan: (model, parameters) => plannedTensors(model, requestOf(model, parameters)),
};

/** @throws ModelError for parameters that contradict each other. */
function requestOf({ format }: Model, parameters: QuantizeWeights): PlanRequest {
  const { bits, granularity, blockSize, symmetric, reducedRange, activations, ...others } = parameters;
  if (bits === "int4" && reducedRange) {
    throw new ModelError("parameter", "reducedRange of quantize-weights is for int8, not for int4.", "reducedRange");
  }
  return {
    ...others,
    bits: bits === "int4" ? "int4" : "int8",
    perChannel: granularity !== "tensor",
    ...(granularity === "block" ? { blockSize } : {}),
    asymmetric: !symmetric,
    reducedRange,
    target: targetOf(format.id, parameters),
    activations: activations as Activations,
  };
}
