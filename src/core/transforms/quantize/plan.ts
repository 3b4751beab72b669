// Which constants a quantizer rewrites and in which encoding.
import type { Encoding, EncodingRequest } from "../../ir/dialect";
import { bitsOf, denseBytes, elementCount, type DType } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { scaleShape } from "../../ir/quantization";
import type { Value } from "../../ir/value";
import type { WeightEncoder } from "../../ir/weight-encoder";
import { chooseWeights, type Plan } from "../weights/choose";
import { Selector, type Selection } from "../weights/selection";
import { leftByCompanions } from "./companions";

export interface PlanRequest extends EncodingRequest, Selection {
  readonly minimumElements: number;
}

export interface Planned extends Encoding {
  /** Why it is not in blocks, where those were asked for. */
  readonly coarser: string | null;
}

export interface QuantizationPlan extends Plan<Planned> {
  readonly encoder: WeightEncoder;
  /** Patterns of the selection that fit nothing. */
  readonly unmatched: readonly string[];
}

export function planQuantization(
  model: Model,
  request: PlanRequest,
  encoder: WeightEncoder = model.dialect,
): QuantizationPlan {
  const selector = new Selector(request);
  const plan = chooseWeights<Planned>(model, {
    minimumElements: request.minimumElements,
    companions: (value) => encoder.companions?.(value) ?? [],
    vectors: request.bits === "float16",
    form: (graph, value, readings) =>
      selector.obstacle(value, readings) ?? smallestEncoding(model, encoder, graph, value, request),
    alike: (one, other) => one.dtype === other.dtype && one.axis === other.axis && one.blockSize === other.blockSize,
  });
  const staying = leftByCompanions(
    encoder,
    plan.chosen.map(({ value }) => value),
  );
  return {
    chosen: plan.chosen.filter(({ value }) => !staying.has(value)),
    left: [...plan.left, ...[...staying].map(([value, reason]) => ({ value, subject: value.name, reason }))],
    encoder,
    unmatched: selector.unmatched(),
  };
}

/** Scales of many small blocks or channels can cost what they save: then fewer have to do. */
function smallestEncoding(
  model: Model,
  encoder: WeightEncoder,
  graph: Graph,
  value: Value,
  request: PlanRequest,
): Planned | string {
  const { blockSize, ...unblocked } = request;
  const attempts = [
    ...(blockSize === undefined ? [] : [request]),
    ...(request.perChannel ? [{ ...unblocked, perChannel: true }] : []),
    { ...unblocked, perChannel: false },
  ];
  let coarser: string | null = null;
  for (const attempt of attempts) {
    const encoding = encoder.encoding(model, graph, value, attempt);
    if (typeof encoding !== "string") {
      const companions = encoder.companions?.(value) ?? [];
      const saved = companions.reduce(
        (sum, each) => sum + savedBytes(each, encoder.encoding(model, graph, each, attempt)),
        savedBytes(value, encoding),
      );
      if (saved > 0) {
        return { ...encoding, coarser };
      }
    } else if (attempt === request && attempts.length > 1) {
      coarser = encoding;
    } else {
      return encoding;
    }
  }
  return "it would not get smaller";
}

/** None where a constant cannot take a form: then neither can its companions. */
function savedBytes({ constant }: Value, encoding: Encoding | string): number {
  return typeof encoding === "string"
    ? 0
    : constant!.storage.storedBytes - codeBytes(encoding, constant!.shape) - encoding.overheadBytes;
}

/** Bytes of the elements of a constant of that shape. */
export function codeBytes({ dtype, byColumns, blockSize }: Encoding, shape: readonly number[]): number {
  const [rows, ...others] = shape;
  const filled = byColumns === true ? [Math.ceil(rows! / blockSize!) * blockSize!, ...others] : shape;
  return denseBytes(dtype, elementCount(filled));
}

/** Bytes of the scales and zero points that bring a constant of that shape back. */
export function scaleBytes(encoding: Encoding, shape: readonly number[]): number {
  if (encoding.codes === null) {
    return encoding.arithmetic === "minFirst" ? 8 : 0;
  }
  const scaleType: DType = encoding.scaleType ?? "float32";
  const zeroPoint = encoding.arithmetic === "asymmetric" ? bitsOf(encoding.dtype) : 0;
  return Math.ceil((elementCount(scaleShape(shape, encoding)) * (bitsOf(scaleType) + zeroPoint)) / 8);
}
