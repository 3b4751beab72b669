// What a file is, by its content. Names only help to say what is wrong.
import type { Files } from "../bytes/byte-source";
import { ModelError } from "../ir/errors";
import { WireType, type Field } from "../wire/protobuf-reader";
import { MODEL, TENSOR, dtypeOf } from "./onnx/schema";
import { containerOf, sampleFields } from "./tensorflow/container";
import { containerOfText, decodeText, textHead } from "./tensorflow/text-head";
import { own } from "../ir/own";

const HEAD_BYTES = 1024;
const ascii = new TextDecoder("latin1");

/** @returns the id of the format. @throws ModelError: one sentence on what the file is instead. */
export async function recognise(files: Files): Promise<string> {
  const { main, name } = files;
  if (main.size === 0) {
    throw no(name, "is empty: it has no bytes; copy or download it again");
  }
  const head = await main.read(0, Math.min(main.size, HEAD_BYTES));
  const start = ascii.decode(head.subarray(0, 16));
  if (start.slice(4, 8) === "TFL3") {
    return "tflite";
  }
  const known = SIGNATURES.find(({ at, text }) => start.slice(at, at + text.length) === text);
  if (known !== undefined) {
    throw no(name, known.says);
  }
  const text = await textHead(main);
  if (text !== null) {
    return recogniseText(name, text);
  }
  const fields = await sampleFields(files);
  if (fields !== null) {
    const container = await containerOf(files, fields);
    if (container !== "SavedModel" && looksLikeOnnx(fields)) {
      return "onnx";
    }
    if (container !== null) {
      return "tensorflow";
    }
    throw no(name, otherProtobuf(fields) ?? fallback(name));
  }
  throw no(name, fallback(name));
}

function no(name: string, says: string): ModelError {
  return new ModelError("not-a-model", `${name} ${says}.`, name, 0);
}

/** Files people take for models, by their first bytes. */
const SIGNATURES: readonly { readonly at: number; readonly text: string; readonly says: string }[] = [
  {
    at: 4,
    text: "TFL1",
    says: "is a TFLite file of schema version 1, older than version 3, which is read: convert it again",
  },
  {
    at: 4,
    text: "TFL2",
    says: "is a TFLite file of schema version 2, older than version 3, which is read: convert it again",
  },
  { at: 4, text: "ORTM", says: "is in the ORT format, made from an ONNX model: open the .onnx file instead" },
  { at: 0, text: "LITERTLM", says: "is a LiteRT-LM bundle: open the .tflite model inside it" },
  {
    at: 0,
    text: "PK\x03\x04",
    says: "is a ZIP archive, such as a MediaPipe task or a Keras model: unpack it and open the model inside",
  },
  { at: 0, text: "\x89HDF", says: "is an HDF5 file, such as a Keras model: convert it to .tflite, .onnx or .pb first" },
  { at: 0, text: "GGUF", says: "is a GGUF model, which is not read" },
  { at: 0, text: "\x80\x02", says: "is a Python pickle, such as an older PyTorch model: export it to .onnx first" },
  { at: 0, text: "\x1f\x8b", says: "is compressed with gzip: unpack it first" },
  { at: 0, text: "\x89PNG", says: "is a picture, not a model" },
  { at: 0, text: "%PDF", says: "is a PDF document, not a model" },
];

function recogniseText(name: string, text: string): string {
  if (text.startsWith("version https://git-lfs.github.com/spec/")) {
    throw no(name, "is a Git LFS pointer, not the model itself: run `git lfs pull` to fetch it");
  }
  if (containerOfText(text) !== null) {
    return "tensorflow";
  }
  const trimmed = text.trimStart();
  if (/^ir_version\s*:/.test(trimmed)) {
    throw no(name, "is an ONNX model in protobuf's text format: convert it to the binary .onnx form");
  }
  if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
    throw no(name, "is JSON text, not a model");
  }
  if (trimmed.startsWith("<")) {
    throw no(name, "is an XML or HTML page, not a model: perhaps the download failed");
  }
  const isPath = /^\S+\.(onnx|tflite|pb)$/.test(trimmed.trimEnd()) && !text.trimEnd().includes("\n");
  if (isPath) {
    throw no(name, "holds only a path: a symbolic link that was checked out as text; fetch the file it names");
  }
  if (/\.pbtxt$|\.pb$/i.test(name) && /^[a-z_]+\s*[:{]/m.test(trimmed)) {
    throw no(name, "is a protobuf message in text form, but not a TensorFlow graph");
  }
  throw no(name, "is a text file, not a model");
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

function fallback(name: string): string {
  const extension = /\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? "";
  const known = own(COMPANIONS, name) ?? own(FOREIGN, extension);
  if (known !== undefined) {
    return known;
  }
  const expected: Readonly<Record<string, string>> = {
    ".tflite": "does not have the mark TFL3 of a TFLite model",
    ".onnx": "is not the protobuf message that an ONNX model is",
    ".pb": "is not a TensorFlow graph or SavedModel, nor an ONNX model",
  };
  const says = own(expected, extension) ?? "is not a TFLite, ONNX or TensorFlow model";
  return `${says}: it is damaged or something else`;
}
