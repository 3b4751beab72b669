// What a file is, by its content. Names only help to say what is wrong.
import type { Files } from "../bytes/byte-source";
import { ModelError } from "../ground/errors";
import { WireType, type Field } from "../wire/protobuf-reader";
import { Candidate } from "./candidate";
import type { Format } from "./format";
import { TENSOR, dtypeOf } from "./onnx/schema";
import { decodeText } from "./tensorflow/text-head";
import { own } from "../ir/own";

/** @throws ModelError: one sentence on what the file is instead. */
export async function recognise(files: Files, formats: readonly Format[]): Promise<Format> {
  const { main, name } = files;
  if (main.size === 0) {
    throw no(name, "is empty: it has no bytes; copy or download it again");
  }
  const candidate = await Candidate.of(files);
  for (const format of formats) {
    if (await format.recognises(candidate)) {
      return format;
    }
  }
  const text = await candidate.text();
  const fields = await candidate.fields();
  throw no(
    name,
    candidate.foreign ??
      (text === null ? null : otherText(name, text)) ??
      (fields === null ? null : otherProtobuf(fields)) ??
      fallback(name, formats),
  );
}

function no(name: string, says: string): ModelError {
  return new ModelError("not-a-model", `${name} ${says}.`, name, 0);
}

/** What a text file is that holds no model. */
function otherText(name: string, text: string): string {
  if (text.startsWith("version https://git-lfs.github.com/spec/")) {
    return "is a Git LFS pointer, not the model itself: run `git lfs pull` to fetch it";
  }
  const trimmed = text.trimStart();
  if (/^ir_version\s*:/.test(trimmed)) {
    return "is an ONNX model in protobuf's text format: convert it to the binary .onnx form";
  }
  if (trimmed.startsWith("{") && name.endsWith(".safetensors.index.json")) {
    return "says which .safetensors file holds which weight of a model: open those files";
  }
  if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
    return "is JSON text, not a model";
  }
  if (trimmed.startsWith("<")) {
    return "is an XML or HTML page, not a model: perhaps the download failed";
  }
  const isPath = /^\S+\.(onnx|tflite|pb)$/.test(trimmed.trimEnd()) && !text.trimEnd().includes("\n");
  if (isPath) {
    return "holds only a path: a symbolic link that was checked out as text; fetch the file it names";
  }
  if (/\.pbtxt$|\.pb$/i.test(name) && /^[a-z_]+\s*[:{]/m.test(trimmed)) {
    return "is a protobuf message in text form, but not a TensorFlow graph";
  }
  return "is a text file, not a model";
}

/** What a protobuf file is that holds no model, as far as it can be told. */
function otherProtobuf(fields: readonly Field[]): string | null {
  const only = (numbers: readonly number[]) => fields.every((field) => numbers.includes(field.number));
  const find = (number: number, wireType: WireType) =>
    fields.find((field) => field.number === number && field.wireType === wireType);
  const dataType = find(TENSOR.dataType, WireType.Varint);
  const data = fields.some((field) => field.number >= 4 && field.number <= 11 && field.number !== TENSOR.name);
  if (dataType !== undefined && data && only([1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16])) {
    const type = dataType.chunk === null ? 0 : dataType.bytes[0]!;
    const name = find(TENSOR.name, WireType.Bytes);
    const called = name?.chunk == null ? "" : ` called "${decodeText(name.bytes) ?? ""}"`;
    return `is a single tensor${called} of ${dtypeOf(type)} (an ONNX TensorProto), not a model`;
  }
  const isHash = (field: Field) => field.wireType === WireType.Varint && field.length >= 5;
  if (fields.length >= 4 && only([1, 2, 3, 4, 5, 6, 7]) && fields.slice(0, 4).every(isHash)) {
    return COMPANIONS["fingerprint.pb"]!;
  }
  if (
    fields[0]?.number === 1 &&
    fields[0].wireType === WireType.Varint &&
    only([1, 2]) &&
    find(2, WireType.Bytes) === undefined
  ) {
    return "is a protobuf message, but not a model";
  }
  return null;
}

/** Files that lie beside models and are taken for them. */
const COMPANIONS: Readonly<Record<string, string>> = {
  "fingerprint.pb": "is the fingerprint of a SavedModel: open the saved_model.pb beside it",
  "keras_metadata.pb": "holds what Keras notes about a SavedModel: open the saved_model.pb beside it",
};

/** Formats that share nothing with ours, by their extension. */
const FOREIGN: Readonly<Record<string, string>> = {
  ".mlmodel": "is a Core ML model, which is not read",
  ".binarypb": "is a MediaPipe graph, not a model: open the .tflite file that it uses",
};

function fallback(name: string, formats: readonly Format[]): string {
  const extension = /\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? "";
  const known = own(COMPANIONS, name) ?? own(FOREIGN, extension);
  if (known !== undefined) {
    return known;
  }
  const expected = formats.find(({ extensions }) => extensions.includes(extension));
  const titles = formats.map(({ title }) => title);
  const says = expected?.unlike ?? `is not a ${titles.slice(0, -1).join(", ")} or ${titles.at(-1)} model`;
  return `${says}: it is damaged or something else`;
}
