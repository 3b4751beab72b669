// The form of one constant: what was asked for, or the next larger that its format and its readers allow.
import type { Encoding, EncodingRequest } from "../../ir/dialect";
import { bitsOf, denseBytes, elementCount, type DType } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import { scaleShape } from "../../ir/quantization";
import type { Value } from "../../ir/value";
import type { EncodingPlanner } from "../../ir/weight-encoder";

export interface Planned extends Encoding {
  /** What was asked for and is not so, and why. */
  readonly coarser: { readonly not: "in blocks" | "in four bits"; readonly reason: string } | null;
  /** What to do where one scale for all channels would lose too much; null: nothing else. */
  readonly finer: Finer | null;
}

/** "not in blocks: …"; null where it is as asked for. */
export function coarserText({ coarser }: Planned): string | null {
  return coarser && `not ${coarser.not}: ${coarser.reason}`;
}

/** "int8, per channel, with DequantizeLinear". */
export function formText({ dtype, description }: Encoding): string {
  return `${dtype}, ${description}`;
}

export interface Finer {
  readonly channelAxis: number;
  /** Has a scale for each channel; null: there is none, or none that gets smaller. */
  readonly encoding: Encoding | null;
  /** The loss, in decibels, from which on it is worth its bytes. */
  readonly worthFrom: number;
  /** Whether the constant rather stays as it is than have one scale for channels that are too unlike for it. */
  readonly elseLeft: boolean;
}

/** Where a constant is, and who can store it. */
export interface Place {
  readonly model: EditableModel;
  readonly encoder: EncodingPlanner;
  readonly graph: Graph;
  readonly value: Value;
}

export interface FormRequest extends EncodingRequest {
  /** Whether channels that one scale does not hold get one each all the same, by an operator more. */
  readonly unlikeChannels?: boolean;
}

/** In decibels, what one scale for all channels may lose: half a bit. */
export const TOLERATED_LOSS = 3;
/** So much more may scales for each channel take whatever they gain, in bytes or in a hundred. */
const FEW_BYTES = 1024;
const FEW_PERCENT = 10;

/** What cannot have four bits has eight; whoever can read four can read eight in any form that there is. */
export function smallestEncoding(place: Place, request: FormRequest): Planned | string {
  const asked = inBits(place, request);
  if (typeof asked !== "string" || request.bits !== "int4") {
    return asked;
  }
  const wider = inBits(place, {
    ...request,
    bits: "int8",
    target: { ...request.target, version: null },
  });
  return typeof wider === "string" ? asked : { ...wider, coarser: { not: "in four bits", reason: asked } };
}

/** Scales of many small blocks or channels can cost what they save: then fewer have to do. */
function inBits(place: Place, request: FormRequest): Planned | string {
  const { blockSize, ...unblocked } = request;
  const attempts = [
    ...(blockSize === undefined ? [] : [request]),
    ...(request.perChannel ? [{ ...unblocked, perChannel: true }] : []),
    { ...unblocked, perChannel: false },
  ];
  let coarser: Planned["coarser"] = null;
  for (const attempt of attempts) {
    const encoding = encodingFor(place, attempt);
    if (typeof encoding !== "string") {
      if (saves(place, attempt, encoding)) {
        return { ...encoding, coarser, finer: finerThan(place, encoding, attempt, request) };
      }
    } else if (attempt === request && attempts.length > 1) {
      coarser = { not: "in blocks", reason: encoding };
    } else {
      return encoding;
    }
  }
  return "it would not get smaller";
}

function finerThan(place: Place, taken: Encoding, attempt: EncodingRequest, asked: FormRequest): Finer | null {
  const { channelAxis } = asked;
  if (taken.axis !== null || channelAxis === undefined || !asked.perChannel) {
    return null;
  }
  // Of what has 16 bits already, eight with one scale save too little to lose as much.
  const { storage, shape } = place.value.constant!;
  const elseLeft = !attempt.perChannel && storage.storedBytes < denseBytes("float32", elementCount(shape));
  const encoding = asked.unlikeChannels === true ? withOwnScales(place, { ...attempt, perChannel: true }) : null;
  if (encoding === null) {
    return elseLeft ? { channelAxis, encoding, worthFrom: TOLERATED_LOSS, elseLeft } : null;
  }
  return { channelAxis, encoding, worthFrom: worthFrom(shape, taken, encoding), elseLeft };
}

function withOwnScales(place: Place, attempt: EncodingRequest): Encoding | null {
  const request = { ...attempt, ownScales: true };
  const encoding = encodingFor(place, request);
  return typeof encoding !== "string" && encoding.axis !== null && saves(place, request, encoding) ? encoding : null;
}

/** A hundredth more for each decibel. */
function worthFrom(shape: readonly number[], taken: Encoding, finer: Encoding): number {
  const [before, after] = [taken, finer].map((form) => codeBytes(form, shape) + form.overheadBytes);
  const percent = (100 * (after! - before!)) / before!;
  return after! - before! <= FEW_BYTES || percent <= FEW_PERCENT ? TOLERATED_LOSS : percent;
}

function encodingFor({ encoder, model, graph, value }: Place, request: EncodingRequest): Encoding | string {
  return encoder.encoding(model, graph, value, request);
}

function saves({ encoder, model, graph, value }: Place, request: EncodingRequest, encoding: Encoding): boolean {
  const companions = encoder.companions?.(value, request.bits) ?? [];
  const saved = companions.reduce(
    (sum, each) => sum + savedBytes(each, encoder.encoding(model, graph, each, request)),
    savedBytes(value, encoding),
  );
  return saved > 0;
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
    const range = encoding.arithmetic === "minFirst" ? 8 : 0;
    return range + (encoding.axis === null ? 0 : 4 * shape[encoding.axis]!);
  }
  const scaleType: DType = encoding.scaleType ?? "float32";
  const zeroPoint = encoding.arithmetic === "asymmetric" ? bitsOf(encoding.dtype) : 0;
  return Math.ceil((elementCount(scaleShape(shape, encoding)) * (bitsOf(scaleType) + zeroPoint)) / 8);
}
