// What an author says of a model, its inputs and outputs: the FlatBuffer in the metadata buffer TFLITE_METADATA. Field
// names, types and order as in https://github.com/tensorflow/tflite-support/blob/master/tensorflow_lite_support/metadata/metadata_schema.fbs
import { memorySource } from "../../bytes/byte-source";
import { LoadedBytes } from "../../bytes/loaded-bytes";
import { ModelError } from "../../ground/errors";
import type { Model } from "../../ir/model";
import type { FlatTable } from "../../wire/flatbuffer";
import { FlatReader } from "../../wire/flatbuffer-reader";
import { parseSchema } from "../../wire/flatbuffer-schema";
import { extrasOf, type ModelExtras } from "./extras";
import { outsideSpan } from "./read-file";

export interface ModelMetadata {
  readonly name: string | null;
  readonly description: string | null;
  readonly version: string | null;
  readonly author: string | null;
  readonly license: string | null;
  /** Of the first subgraph's inputs and outputs, in their order. */
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  /** Names of files in the archive behind the model, such as vocabularies. */
  readonly files: readonly string[];
}

export interface TensorMetadata {
  readonly name: string | null;
  readonly description: string | null;
  readonly content: "features" | "image" | "bounding boxes" | "audio" | null;
  /** What makes an input of what was measured: (x - mean) / deviation, for each channel or once for all. */
  readonly normalization: { readonly mean: readonly number[]; readonly deviation: readonly number[] } | null;
  /** Of sound: in a second; null where it does not say. */
  readonly sampleRate: number | null;
  /** Names of files that say what its elements stand for. */
  readonly labels: readonly string[];
}

const ENTRY = "TFLITE_METADATA";
/** Metadata is text; what is longer is not read. */
const MOST_BYTES = 16 * 2 ** 20;

const CONTENTS = ["FeatureProperties", "ImageProperties", "BoundingBoxProperties", "AudioProperties"];
const CONTENT_NAMES = ["features", "image", "bounding boxes", "audio"] as const;
const PROCESS_UNITS = [
  "NormalizationOptions",
  "ScoreCalibrationOptions",
  "ScoreThresholdingOptions",
  "BertTokenizerOptions",
  "SentencePieceTokenizerOptions",
  "RegexTokenizerOptions",
];
const LABELS = ["TENSOR_AXIS_LABELS", "TENSOR_VALUE_LABELS", "VOCABULARY"];
const FILE_TYPES = [
  "UNKNOWN",
  "DESCRIPTIONS",
  "TENSOR_AXIS_LABELS",
  "TENSOR_VALUE_LABELS",
  "TENSOR_AXIS_SCORE_CALIBRATION",
  "VOCABULARY",
  "SCANN_INDEX_FILE",
];

const schema = parseSchema({
  tables: {
    ModelMetadata:
      "name:string description:string version:string subgraph_metadata:[SubGraphMetadata] author:string " +
      "license:string associated_files:[AssociatedFile] min_parser_version:string",
    SubGraphMetadata:
      "name:string description:string input_tensor_metadata:[TensorMetadata] " +
      "output_tensor_metadata:[TensorMetadata] associated_files:[AssociatedFile]",
    // Names of dimensions and statistics are not read: where they lie is a number like others.
    TensorMetadata:
      "name:string description:string dimension_names:u32 content:Content process_units:[ProcessUnit] " +
      "stats:u32 associated_files:[AssociatedFile]",
    Content: "content_properties:ContentProperties",
    ProcessUnit: "options:ProcessUnitOptions",
    NormalizationOptions: "mean:[f32] std:[f32]",
    AssociatedFile: "name:string description:string type:AssociatedFileType",
    ...Object.fromEntries([...CONTENTS, ...PROCESS_UNITS.slice(1)].map((name) => [name, ""])),
    AudioProperties: "sample_rate:u32 channels:u32",
  },
  enums: { AssociatedFileType: { scalar: "i8", values: FILE_TYPES } },
  unions: { ContentProperties: CONTENTS, ProcessUnitOptions: PROCESS_UNITS },
  alignments: {},
});

/** @returns null where the model has none. @throws ModelError where it cannot be read. */
export async function readModelMetadata(model: Model): Promise<ModelMetadata | null> {
  const bytes = await metadataBytes(model);
  if (bytes === null) {
    return null;
  }
  const loaded = new LoadedBytes(memorySource(bytes), "The metadata");
  await loaded.ensure(0, bytes.byteLength);
  const root = new FlatReader(loaded, schema).root("ModelMetadata");
  const [graph] = root.tables("subgraph_metadata");
  return {
    name: root.text("name"),
    description: root.text("description"),
    version: root.text("version"),
    author: root.text("author"),
    license: root.text("license"),
    inputs: graph?.tables("input_tensor_metadata").map(tensorMetadata) ?? [],
    outputs: graph?.tables("output_tensor_metadata").map(tensorMetadata) ?? [],
    files: [root, ...(graph === undefined ? [] : [graph])].flatMap((holder) => fileNames(holder, () => true)),
  };
}

/** The buffer of a metadata entry; null where the model has none of that name. */
export function metadataBuffer(model: Model, name: string): FlatTable | null {
  const root = extrasOf<ModelExtras>(model)?.root;
  const entry = root?.tables("metadata").find((each) => each.text("name") === name);
  const buffers = root?.list("buffers");
  const index = entry?.number("buffer") ?? Infinity;
  return buffers !== undefined && index < buffers.length ? buffers.at(index) : null;
}

async function metadataBytes(model: Model): Promise<Uint8Array | null> {
  const table = metadataBuffer(model, ENTRY);
  const extras = extrasOf<ModelExtras>(model);
  if (extras === null || table === null) {
    return null;
  }
  const data = table.vector("data");
  const outside = outsideSpan(table, "offset", "size");
  const start = outside?.start ?? data?.offset ?? null;
  const length = outside === null ? (data?.byteLength ?? 0) : outside.end - outside.start;
  if (start === null || length === 0) {
    return null;
  }
  if (length > MOST_BYTES) {
    throw new ModelError("unsupported", "The metadata is longer than any text.", ENTRY);
  }
  return extras.source.read(start, length);
}

function tensorMetadata(table: FlatTable): TensorMetadata {
  const content = table.table("content")?.union("content_properties");
  const kind = CONTENT_NAMES[(content?.type ?? 0) - 1] ?? null;
  const rate = kind === "audio" ? (content?.table?.number("sample_rate") ?? 0) : 0;
  const options = table
    .tables("process_units")
    .map((unit) => unit.union("options"))
    .find((union) => union?.type === PROCESS_UNITS.indexOf("NormalizationOptions") + 1)?.table;
  return {
    name: table.text("name"),
    description: table.text("description"),
    content: kind,
    normalization: options == null ? null : normalizationOf(options),
    sampleRate: rate === 0 ? null : rate,
    labels: fileNames(table, (type) => LABELS.includes(type)),
  };
}

function normalizationOf(options: FlatTable): TensorMetadata["normalization"] {
  const [mean, deviation] = [options.numbers("mean") ?? [], options.numbers("std") ?? []];
  return mean.length === 0 && deviation.length === 0 ? null : { mean, deviation };
}

function fileNames(holder: FlatTable, isWanted: (type: string) => boolean): string[] {
  return holder
    .tables("associated_files")
    .filter((file) => isWanted(FILE_TYPES[file.number("type")] ?? ""))
    .flatMap((file) => file.text("name") ?? []);
}
