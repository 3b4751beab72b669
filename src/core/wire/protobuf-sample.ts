// The first fields of a file, by which formats that are protobuf messages are told apart.
import type { Files } from "../bytes/byte-source";
import { ReadAhead } from "../bytes/read-ahead";
import { ModelError } from "../ground/errors";
import { fieldCutOff, readField, type Field } from "./protobuf-reader";

/** Fields looked at before deciding. */
export const SAMPLE = 32;
const LONGEST_TAG = 5;

/** The first fields of the file as protobuf, one that the file ends within included; null where they are none. */
export async function sampleFields(files: Files): Promise<Field[] | null> {
  const { main, name } = files;
  const reader = new ReadAhead(main);
  const fields: Field[] = [];
  let position = 0;
  try {
    while (position < main.size && fields.length < SAMPLE) {
      const field = await readField(reader, position, main.size, name);
      fields.push(field);
      position = field.end;
    }
  } catch (error) {
    // A damaged or incomplete file: what came before may still tell.
    if (!(error instanceof ModelError) || fields.length === 0) {
      return null;
    }
    if (error.code === "truncated") {
      const rest = await main.read(position, Math.min(LONGEST_TAG, main.size - position));
      const cut = fieldCutOff({ bytes: rest, offset: position }, position);
      return cut === null ? fields : [...fields, cut];
    }
  }
  return fields;
}
