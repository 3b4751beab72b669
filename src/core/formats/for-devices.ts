// What to do to a model that goes onto a device: every step that keeps the results, then weights in eight bits.
import type { Parameters, Recipe } from "../ir/recipe";

/**
 * Steps that keep the results. Of what was computed some is read no more, and some turns out to change nothing, as does
 * what had a factor between. Without the addition between them a factor lies beside the weights.
 */
const EXACT = [
  "strip-unused",
  "remove-nodes",
  "fold-constants",
  "strip-unused",
  "remove-nodes",
  "fold-batchnorm",
  "fuse-bias",
  "fold-batchnorm",
  "fuse-activation",
  "remove-nodes",
  "merge-duplicates",
];

/** Scales and codes of different weights may be equal. */
const BEHIND = ["merge-duplicates"];

/**
 * The recipe that shrinks a model of a format for a device. A second time it changes nothing.
 * @param quantizing How weights are quantized, where not by default.
 */
export function forDevices(quantizing: Parameters): Recipe {
  const plain = (id: string) => ({ id, parameters: {} });
  return [...EXACT.map(plain), { id: "quantize-weights", parameters: quantizing }, ...BEHIND.map(plain)];
}
