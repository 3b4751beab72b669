// A file whose format is to be found out, by its content.
import type { Files } from "../bytes/byte-source";
import type { Field } from "../wire/protobuf-reader";
import { sampleFields } from "../wire/protobuf-sample";
import { textHead } from "./tensorflow/text-head";

const HEAD_BYTES = 16;
const ascii = new TextDecoder("latin1");

export class Candidate {
  /** What the file is if its first bytes are the mark of something else; null: they are not. */
  readonly foreign: string | null;
  #text: Promise<string | null> | undefined;
  #fields: Promise<Field[] | null> | undefined;

  /** @param start The first bytes as Latin-1. */
  private constructor(
    readonly files: Files,
    readonly start: string,
  ) {
    this.foreign = SIGNATURES.find(({ at, text }) => start.startsWith(text, at))?.says ?? null;
  }

  static async of(files: Files): Promise<Candidate> {
    const { main } = files;
    return new Candidate(files, ascii.decode(await main.read(0, Math.min(main.size, HEAD_BYTES))));
  }

  /** What it begins with if it is text; null where it is not. */
  text(): Promise<string | null> {
    this.#text ??= this.foreign === null ? textHead(this.files.main) : Promise.resolve(null);
    return this.#text;
  }

  /** Its first fields if it is a protobuf message; null where it is not. */
  async fields(): Promise<readonly Field[] | null> {
    if (this.foreign !== null || (await this.text()) !== null) {
      return null;
    }
    this.#fields ??= sampleFields(this.files);
    return this.#fields;
  }
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
