// Which constants a quantizer rewrites and in which encoding.
import type { Encoding, EncodingRequest } from "../../ir/dialect";
import { denseBytes, elementCount } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Value } from "../../ir/value";
import type { WeightEncoder } from "../../ir/weight-encoder";
import { chooseWeights, type Plan } from "../weights/choose";

export interface PlanRequest extends EncodingRequest {
  readonly minimumElements: number;
}

export function planQuantization(
  model: Model,
  request: PlanRequest,
  encoder: WeightEncoder = model.dialect,
): Plan<Encoding> {
  return chooseWeights(model, {
    minimumElements: request.minimumElements,
    vectors: request.bits === "float16",
    form: (graph, value) => smallestEncoding(model, encoder, graph, value, request),
    alike: (one, other) => one.axis === other.axis,
  });
}

/** Scales of many small channels can cost what they save: then one scale has to do. */
function smallestEncoding(
  model: Model,
  encoder: WeightEncoder,
  graph: Graph,
  value: Value,
  request: PlanRequest,
): Encoding | string {
  const tensor = value.constant!;
  for (const perChannel of request.perChannel ? [true, false] : [false]) {
    const encoding = encoder.encoding(model, graph, value, { ...request, perChannel });
    if (typeof encoding === "string") {
      return encoding;
    }
    const bytes = denseBytes(encoding.dtype, elementCount(tensor.shape)) + encoding.overheadBytes;
    if (bytes < tensor.storage.storedBytes) {
      return encoding;
    }
  }
  return "it would not get smaller";
}
