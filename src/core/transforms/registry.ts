import { ModelError } from "../ground/errors";
import { addDefaultAttributes } from "./add-default-attributes";
import { clusterWeights } from "./cluster-weights";
import { foldBatchnorm } from "./fold-batchnorm";
import { foldConstants } from "./fold-constants";
import { fuseActivation } from "./fuse-activation";
import { fuseBias } from "./fuse-bias";
import { pruneChannels } from "./prune-channels";
import { pruneWeights } from "./prune-weights";
import { quantizeDynamic } from "./quantize-dynamic";
import { quantizeFloat16 } from "./quantize-float16";
import { quantizeNodes } from "./quantize-nodes";
import { quantizeWeights } from "./quantize-weights";
import { mergeDuplicates } from "./merge-duplicates";
import { removeNodes } from "./remove-nodes";
import { roundWeights } from "./round-weights";
import { sortNodes } from "./sort-nodes";
import { stripMetadata } from "./strip-metadata";
import { stripUnused } from "./strip-unused";
import type { Transform } from "./transform";

/** Every transform, in the order in which they are best applied. */
export const transforms: readonly Transform[] = [
  stripUnused,
  stripMetadata,
  removeNodes,
  foldConstants,
  foldBatchnorm,
  fuseBias,
  fuseActivation,
  mergeDuplicates,
  sortNodes,
  addDefaultAttributes,
  pruneChannels,
  pruneWeights,
  clusterWeights,
  roundWeights,
  quantizeFloat16,
  quantizeWeights,
  quantizeDynamic,
  quantizeNodes,
];

/** @throws ModelError where there is no such transform. */
export function transformOf(id: string): Transform {
  const transform = transforms.find((each) => each.id === id);
  if (transform === undefined) {
    const known = transforms.map((each) => each.id).join(", ");
    throw new ModelError("parameter", `There is no transform "${id}"; there are ${known}.`, id);
  }
  return transform;
}
