// What to do to a model that goes onto a device: every step that keeps the results, then weights in eight bits.
import { own } from "../ir/own";
import type { Parameters } from "./parameters";
import type { Recipe } from "./recipe";

/** Steps that keep the results, in the order of the registry. */
const EXACT = [
  "strip-unused",
  "remove-nodes",
  "fold-constants",
  "fold-batchnorm",
  "fuse-bias",
  "fuse-activation",
  "merge-duplicates",
];

/** By the format's id: how weights are quantized, where not by default. */
const QUANTIZING: Readonly<Record<string, Parameters>> = {
  tflite: { halves: true, activations: "auto", unlikeChannels: true },
  onnx: { halves: true },
  tensorflow: { halves: true, unlikeChannels: true },
};

/** The recipe that shrinks a model of a format for a device. */
export function recommendedRecipe(format: string): Recipe {
  return [
    ...EXACT.map((id) => ({ id, parameters: {} })),
    { id: "quantize-weights", parameters: own(QUANTIZING, format)! },
  ];
}
