// For which runtime weights are quantized: what users choose of it differs by format.
import { ANY_RUNTIME, type Target } from "../../ir/target";
import type { ParameterSchema } from "../parameters";

export interface TargetParameters {
  readonly tfliteRuntime: string;
  readonly contribOperators: boolean;
}

/** @param texts What each is good for. */
export function targetParameters(texts: {
  readonly tfliteRuntime: string;
  readonly contribOperators: string;
}): ParameterSchema<{ tfliteRuntime: string; contribOperators: boolean }> {
  return {
    tfliteRuntime: {
      title: "Oldest TFLite runtime",
      description: texts.tfliteRuntime,
      default: "2.4",
      choices: ["2.4", "2.17"],
      formats: ["tflite"],
    },
    contribOperators: {
      title: "Operators of onnxruntime",
      description: texts.contribOperators,
      default: false,
      formats: ["onnx"],
    },
  };
}

/** @param format By its id. */
export function targetOf(format: string, { tfliteRuntime, contribOperators }: TargetParameters): Target {
  if (format === "tflite") {
    return { runtime: "tflite", version: tfliteRuntime };
  }
  return format === "onnx" && contribOperators ? { runtime: "onnxruntime", version: null } : ANY_RUNTIME;
}
