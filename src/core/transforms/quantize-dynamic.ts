// Integer arithmetic without calibration: int8 weights, and activations quantized as the model runs, each batch by its
// own range. ONNX: DynamicQuantizeLinear before MatMulInteger, ConvInteger and QAttention, and DynamicQuantizeLSTM.
// TFLite: hybrid kernels.
import { lackOf, offered } from "../ir/offer";
import type { Model } from "../ir/model";
import type { Transform } from "./transform";
import { quantizeWith } from "./quantize/apply";
import { plannedTensors } from "./quantize/planned";
import type { PlanRequest } from "./quantize/plan";
import { targetOf, targetParameters } from "./quantize/target-parameters";
import { selectionParameters } from "./weights/selection";

export interface QuantizeDynamic {
  readonly [name: string]: number | boolean | string | readonly string[];
  readonly minimumElements: number;
  readonly perChannel: boolean;
  readonly asymmetric: boolean;
  readonly reducedRange: boolean;
  readonly target: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly includeOperators: readonly string[];
  readonly excludeOperators: readonly string[];
}

export const quantizeDynamic: Transform<QuantizeDynamic> = {
  id: "quantize-dynamic",
  title: "Quantize Dynamically",
  description:
    "Stores weights in eight bits and has operators calculate in integers, with activations quantized as the model runs.",
  group: "bits",
  lossy: true,
  suffix: "dynamic",
  parameters: {
    minimumElements: {
      title: "Smallest tensor",
      description: "Tensors with fewer elements stay as they are: they save little and cost accuracy.",
      default: 1024,
      minimum: 1,
      whole: true,
    },
    perChannel: {
      title: "A scale per channel",
      description: "One scale for each output channel where the operator allows it: more accurate than one for all.",
      default: true,
    },
    asymmetric: {
      title: "Asymmetric weights",
      description: "Weights of matrix products in uint8 over their own range: for those mostly of one sign.",
      default: false,
      formats: ["onnx"],
    },
    reducedRange: {
      formerly: { reduceRange: null },
      title: "Seven bits",
      description:
        "Weights of matrix products in seven bits, for processors with AVX2 or AVX-512 but without VNNI, whose sums of eight-bit products overflow.",
      default: false,
      formats: ["onnx"],
    },
    ...selectionParameters,
    ...targetParameters(
      "From tflite-2.17 on dense layers take a scale per channel, from tflite-2.18 on tables too. onnxruntime: LSTM " +
        "becomes DynamicQuantizeLSTM, which only it has.",
    ),
  },
  obstacle: ({ dialect: { dynamicWeights } }) => lackOf(dynamicWeights),
  apply: (model, parameters, context) =>
    quantizeWith(model, requestOf(model, parameters), context, {
      encoder: offered(model.dialect.dynamicWeights),
    }),
  plan: async (model, parameters) => {
    const { dynamicWeights } = model.dialect;
    return "lacks" in dynamicWeights ? [] : plannedTensors(model, requestOf(model, parameters), dynamicWeights.offers);
  },
};

function requestOf({ format }: Model, parameters: QuantizeDynamic): PlanRequest {
  return { ...parameters, bits: "int8", target: targetOf(format.id, parameters) };
}
