// Wire format → protobuf text format, by the schema.
import { ModelError } from "../../ground/errors";
import { shortestFloat32 } from "../../ir/shortest-float32";
import { decodeVarints, parseMessage, WireType, type Field } from "../../wire/protobuf-reader";
import { dataTypeName, fieldsOf, type FieldSpec } from "./schema";
import { escape } from "./text-escapes";

/** @throws ModelError for a field the schema does not have: text cannot carry it. */
export function printText(bytes: Uint8Array, message: string): string {
  const lines: string[] = [];
  print(bytes, 0, bytes.byteLength, message, "", lines);
  return lines.join("");
}

function print(bytes: Uint8Array, start: number, end: number, message: string, indent: string, lines: string[]): void {
  const specs = fieldsOf(message)!;
  for (const field of parseMessage(message, { bytes, offset: 0 }, start, end).fields) {
    const spec = specs.find((each) => each.number === field.number);
    if (spec === undefined) {
      throw new ModelError(
        "unsupported",
        `${message} has a field ${field.number} that the text format cannot carry; save the model as .pb instead.`,
        message,
        field.start,
      );
    }
    if (fieldsOf(spec.type) !== undefined) {
      lines.push(`${indent}${spec.name} {\n`);
      print(bytes, field.valueStart, field.end, spec.type, `${indent}  `, lines);
      lines.push(`${indent}}\n`);
    } else {
      for (const value of values(field, spec)) {
        lines.push(`${indent}${spec.name}: ${value}\n`);
      }
    }
  }
}

function values(field: Field, spec: FieldSpec): string[] {
  const { bytes } = field;
  switch (spec.type) {
    case "string":
    case "bytes":
      return [`"${escape(bytes)}"`];
    case "float":
    case "double":
    case "fixed32":
    case "fixed64":
      return fixedValues(bytes, spec.type);
    default: {
      const integers =
        field.wireType === WireType.Bytes ? decodeVarints(bytes, field.valueStart) : decodeVarints(bytes, 0);
      return integers.map((value) => integerText(value, spec.type));
    }
  }
}

function integerText(value: number | bigint, type: string): string {
  if (type === "bool") {
    return Number(value) === 0 ? "false" : "true";
  }
  if (type === "sint") {
    const coded = BigInt.asUintN(64, BigInt(value));
    return `${coded & 1n ? -(coded >> 1n) - 1n : coded >> 1n}`;
  }
  return type === "DataType" ? dataTypeName(Number(value)) : `${value}`;
}

function fixedValues(bytes: Uint8Array, type: "float" | "double" | "fixed32" | "fixed64"): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = type === "float" || type === "fixed32" ? 4 : 8;
  return Array.from({ length: Math.floor(bytes.byteLength / width) }, (_, index) => {
    const at = index * width;
    switch (type) {
      case "float":
        return numberText(shortestFloat32(view.getFloat32(at, true)));
      case "double":
        return numberText(view.getFloat64(at, true));
      case "fixed32":
        return `${view.getUint32(at, true)}`;
      case "fixed64":
        return `${view.getBigUint64(at, true)}`;
    }
  });
}

function numberText(value: number): string {
  if (Number.isNaN(value)) {
    return "nan";
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? "inf" : "-inf";
  }
  return Object.is(value, -0) ? "-0" : `${value}`;
}
