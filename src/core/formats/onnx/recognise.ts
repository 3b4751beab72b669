import { WireType, type Field } from "../../wire/protobuf-reader";
import type { Candidate } from "../candidate";
import { MODEL } from "./schema";

export async function recogniseOnnx(candidate: Candidate): Promise<boolean> {
  const fields = await candidate.fields();
  return fields !== null && looksLikeOnnx(fields);
}

/** ModelProto: a version, then names, a graph (field 7) or operator sets (field 8). */
function looksLikeOnnx(fields: readonly Field[]): boolean {
  const wires: Readonly<Record<number, WireType>> = {
    [MODEL.irVersion]: WireType.Varint,
    [MODEL.producerName]: WireType.Bytes,
    [MODEL.producerVersion]: WireType.Bytes,
    [MODEL.domain]: WireType.Bytes,
    5: WireType.Varint,
    [MODEL.docString]: WireType.Bytes,
    [MODEL.graph]: WireType.Bytes,
    [MODEL.opsetImport]: WireType.Bytes,
  };
  const fits = fields.every((field) => wires[field.number] === undefined || wires[field.number] === field.wireType);
  const has = (number: number) => fields.some((field) => field.number === number);
  const version = fields.find((field) => field.number === MODEL.irVersion);
  const startsRight = version !== undefined && version.length === 1;
  return (
    fits && (has(MODEL.graph) || (startsRight && has(MODEL.opsetImport))) && (startsRight || has(MODEL.opsetImport))
  );
}
