// For which runtimes weights are quantized.
import { ANY_RUNTIME, type Target } from "../../ir/target";
import type { ParameterSchema } from "../parameters";

export interface TargetParameters {
  readonly target: readonly string[];
}

/** What TFLite models that are for any runtime run on. */
const OLDEST_TFLITE = "2.4";

/** What can be chosen: the format it is for, and what that means. */
const TARGETS: Readonly<Record<string, { readonly format: string; readonly target: Target }>> = {
  "tflite-2.17": { format: "tflite", target: { runtime: "tflite", version: "2.17" } },
  "tflite-2.18": { format: "tflite", target: { runtime: "tflite", version: "2.18" } },
  onnxruntime: { format: "onnx", target: { runtime: "onnxruntime", version: null } },
};

/** @param gains What the targets are good for. */
export function targetParameters(gains: string): ParameterSchema<{ target: readonly string[] }> {
  return {
    target: {
      formerly: {
        tfliteRuntime: { "2.4": [], "2.17": ["tflite-2.17"] },
        contribOperators: { false: [], true: ["onnxruntime"] },
      },
      title: "Target",
      description: `What has to run the model, TFLite from a version on; none: every runtime, TFLite from ${OLDEST_TFLITE} on. ${gains}`,
      default: [],
      choices: Object.keys(TARGETS),
      formatOf: Object.fromEntries(Object.entries(TARGETS).map(([name, { format }]) => [name, format])),
      formats: ["tflite", "onnx"],
    },
  };
}

/** The runtime that all of them of a format come to: of several versions, the oldest. @param format By its id. */
export function targetOf(format: string, { target }: TargetParameters): Target {
  const chosen = Object.entries(TARGETS).find(([name, each]) => target.includes(name) && each.format === format);
  const none = format === "tflite" ? ({ runtime: "tflite", version: OLDEST_TFLITE } as const) : ANY_RUNTIME;
  return chosen?.[1].target ?? none;
}
