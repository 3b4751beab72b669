// Which message of TensorFlow a file holds. Protobuf does not say, so the fields that are there tell.
import type { ByteSource, Files } from "../../bytes/byte-source";
import { ReadAhead } from "../../bytes/read-ahead";
import { ModelError } from "../../ground/errors";
import { parseMessage, readField, WireType, type Field, type Message } from "../../wire/protobuf-reader";
import { SAMPLE, sampleFields } from "../../wire/protobuf-sample";
import type { Container } from "./extras";
import { containerOfText, decodeText, textHead } from "./text-head";

/** Fields that later versions of TensorFlow add; other formats that look alike use the numbers up to here. */
const FIRST_LATER_FIELD = 21;

/** @returns the container, and the text of a text file. @throws ModelError where it is none of TensorFlow's. */
export async function whichContainer(files: Files): Promise<{ container: Container; text: string | null }> {
  if ((await textHead(files.main)) !== null) {
    const text = decodeText(await files.main.read(0, files.main.size));
    const container = text === null ? null : containerOfText(text);
    if (text !== null && container !== null) {
      return { container, text };
    }
  } else {
    const fields = await sampleFields(files);
    const container = fields === null ? null : await containerOf(files, fields);
    if (container !== null) {
      return { container, text: null };
    }
  }
  throw new ModelError("not-a-model", `${files.name} is not a TensorFlow graph.`, files.name, 0);
}

/** @param fields The first ones of the file. */
export async function containerOf({ main, name }: Files, fields: readonly Field[]): Promise<Container | null> {
  const numbers = new Set(fields.map((field) => field.number));
  const first = fields.find(({ number }) => number < FIRST_LATER_FIELD);
  if (first === undefined) {
    return null;
  }
  if (first.number === 1 && first.wireType === WireType.Varint) {
    const metaGraphs = fields.filter((field) => field.number === 2);
    const [metaGraph] = metaGraphs;
    if (metaGraph === undefined || metaGraphs.some((field) => field.wireType !== WireType.Bytes || isText(field))) {
      return null;
    }
    // Other formats begin alike; fields that we do not know are carried where there is a graph inside.
    const isPlain = [...numbers].every((number) => number <= 2);
    return isPlain || (await isMetaGraph(main, metaGraph, name)) ? "SavedModel" : null;
  }
  const isKnown = ({ number }: Field) => number !== 3 && number < FIRST_LATER_FIELD;
  if (fields.some((field) => field.wireType !== WireType.Bytes && isKnown(field))) {
    return null;
  }
  const node = fields.find(({ number }) => number === 1);
  if (node !== undefined && isNode(node)) {
    return [...numbers].every((number) => number <= 5 || number >= FIRST_LATER_FIELD) ? "GraphDef" : null;
  }
  if ([...numbers].every((number) => number === 2 || number === 4) && numbers.has(4)) {
    return "GraphDef"; // a library of functions without nodes
  }
  return numbers.has(2) && [...numbers].every((number) => number <= 7 || number >= FIRST_LATER_FIELD) && !isText(first)
    ? "MetaGraphDef"
    : null;
}

/** Whether the first fields inside are those of a MetaGraphDef: what it is about, then its graph. */
async function isMetaGraph(file: ByteSource, { valueStart, end }: Field, name: string): Promise<boolean> {
  const reader = new ReadAhead(file);
  for (let position = valueStart, seen = 0; position < Math.min(end, file.size) && seen < SAMPLE; seen++) {
    let field: Field;
    try {
      field = await readField(reader, position, Math.min(end, file.size), name);
    } catch (error) {
      if (error instanceof ModelError) {
        return false;
      }
      throw error;
    }
    if (field.wireType !== WireType.Bytes || field.number > 2) {
      return false;
    }
    if (field.number === 2) {
      return true;
    }
    position = field.end;
  }
  return false;
}

/** A NodeDef begins with its name and its operator type; large ones are judged by their tag alone. */
function isNode(field: Field): boolean {
  const message = opened(field);
  if (message === null) {
    return field.chunk === null;
  }
  const name = message.first(1);
  const operator = message.first(2);
  return (
    name !== null &&
    operator !== null &&
    name.wireType === WireType.Bytes &&
    operator.wireType === WireType.Bytes &&
    isText(operator) &&
    /^[A-Za-z_>][\w>]*$/.test(message.string(2)) &&
    message.fields.every(({ number }) => number <= 7 || number >= FIRST_LATER_FIELD)
  );
}

function opened(field: Field): Message | null {
  if (field.chunk === null) {
    return null;
  }
  try {
    return parseMessage("field", field.chunk, field.valueStart, field.end);
  } catch {
    return null;
  }
}

/** Whether a field reads as plain text, as a name does and a message with lengths in it rarely. */
function isText(field: Field): boolean {
  return field.chunk !== null && decodeText(field.bytes) !== null;
}
