// What to do to a model that goes onto a device: every step that keeps the results, then weights in eight bits.
import { own } from "../ir/own";
import type { Parameters } from "./parameters";
import type { Recipe } from "./recipe";

/**
 * Steps that keep the results. Of what was computed some is read no more, and some turns out to change nothing, as does
 * what had a factor between.
 */
const EXACT = [
  "strip-unused",
  "remove-nodes",
  "fold-constants",
  "strip-unused",
  "remove-nodes",
  "fold-batchnorm",
  "fuse-bias",
  "fuse-activation",
  "remove-nodes",
  "merge-duplicates",
];

/** By the format's id: how weights are quantized, where not by default. */
const QUANTIZING: Readonly<Record<string, Parameters>> = {
  tflite: { halves: true, activations: "auto", unlikeChannels: true },
  onnx: { halves: true },
  tensorflow: { halves: true, unlikeChannels: true },
};

/** Scales and codes of different weights may be equal. */
const BEHIND = ["merge-duplicates"];

/** The recipe that shrinks a model of a format for a device. A second time it changes nothing. */
export function recommendedRecipe(format: string): Recipe {
  const plain = (id: string) => ({ id, parameters: {} });
  return [...EXACT.map(plain), { id: "quantize-weights", parameters: own(QUANTIZING, format)! }, ...BEHIND.map(plain)];
}
