// What stands in a FlatBuffers table itself: its scalars, and the offsets of everything else.
import { FlatUnion, type FlatTable, type FlatValue } from "./flatbuffer";
import { SCALAR_BYTES, type ScalarType } from "./flatbuffer-schema";

interface InlineField {
  readonly slot: number;
  readonly width: number;
  readonly scalar: ScalarType | null;
  readonly value: FlatValue;
}

/** Where the fields of a table stand in it: widest first leaves no gaps. */
export function inlineLayout(table: FlatTable) {
  const fields = inlineFields(table).sort((a, b) => b.width - a.width || a.slot - b.slot);
  const offsets = new Map<number, number>();
  let size = 4;
  for (const field of fields) {
    offsets.set(field.slot, size);
    size += field.width;
  }
  return { fields, offsets, size, alignment: Math.max(4, fields[0]?.width ?? 4) };
}

export function inlineFields(table: FlatTable): InlineField[] {
  const fields: InlineField[] = [];
  for (const { name, slot, type } of table.spec.fields) {
    const value = table.get(name);
    if (value === undefined) {
      continue;
    }
    if (type.kind === "scalar") {
      fields.push({ slot, width: SCALAR_BYTES[type.scalar], scalar: type.scalar, value });
    } else if (value instanceof FlatUnion) {
      fields.push({ slot: slot - 1, width: 1, scalar: "u8", value: value.type });
      if (value.table !== null) {
        fields.push({ slot, width: 4, scalar: null, value: value.table });
      }
    } else {
      fields.push({ slot, width: 4, scalar: null, value });
    }
  }
  return fields;
}
