// What to do to a model that goes onto a device: every step that keeps the results, then weights in eight bits.
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

/** By the format's id. */
const RECIPES: Readonly<Record<string, readonly string[]>> = {
  tflite: [...EXACT, "quantize-weights"],
  onnx: [...EXACT, "quantize-weights"],
  tensorflow: [...EXACT, "quantize-weights"],
};

/** The recipe that shrinks a model of a format for a device. */
export function recommendedRecipe(format: string): Recipe {
  return RECIPES[format]!.map((id) => ({ id, parameters: {} }));
}
