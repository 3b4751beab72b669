// ModelProto → Model.
import type { Files } from "../../bytes/byte-source";
import { ReadAhead } from "../../bytes/read-ahead";
import type { Context } from "../../context";
import { ModelError } from "../../ground/errors";
import type { Graph } from "../../ir/graph";
import type { MetadataEntry, Model } from "../../ir/model";
import type { ModelFormat } from "../../ir/model-format";
import { NamedApart, repeatedNames } from "../../ir/names";
import { warn } from "../../ir/warnings";
import { readMessage, subMessage, type Field, type Message } from "../../wire/protobuf-reader";
import { OnnxDialect } from "./dialect";
import { ExternalFiles } from "./external-data";
import { OWNER, type ModelExtras } from "./extras";
import { GraphReader } from "./read-graph";
import { ENTRY, MODEL, modelShape, OPERATOR_SET, plainDomain } from "./schema";

export async function readOnnx(files: Files, context: Context, format: ModelFormat): Promise<Model> {
  const source = files.main;
  const message = await readMessage(new ReadAhead(source), 0, source.size, modelShape);
  await context.progress(1, 2);
  const graphField = message.first(MODEL.graph);
  const graphMessage = message.single(MODEL.graph, "GraphProto");
  if (graphField === null || graphMessage === null) {
    throw new ModelError("malformed", "This ONNX file holds no graph; export the model again.", files.name, 0);
  }
  const opsets = readOpsets(message, MODEL.opsetImport);
  const warnings: string[] = [];
  const external = new ExternalFiles(files);
  const reader = new GraphReader(source, external, warnings);
  const graphs = [reader.graph(graphMessage, graphField, opsets, null)];
  const functions = new NamedApart<Graph>();
  message.eachIndex(MODEL.functions, (index) => {
    const { key, graph } = reader.functionBody(message.list.made(index), readOpsets);
    if (!functions.add(key, graph)) {
      warn(warnings, `Two functions are called "${graph.name}"; runtimes take one of them or refuse the file.`);
    }
  });
  (await external.problems()).forEach((problem) => warn(warnings, problem));
  if (opsets.size === 0) {
    warnings.push("The file names no operator set; runtimes will refuse it.");
  }
  const repeated = !reader.hasRepeatedNames
    ? []
    : [...graphs, ...functions.items.values()].flatMap((graph) => [...repeatedNames(graph)]);
  if (repeated.length > 0) {
    const others = repeated.length === 1 ? "" : ` and ${repeated.length - 1} other names`;
    warnings.push(`"${repeated[0]}"${others} stand for two values; runtimes take the last one or refuse the file.`);
  }
  const irVersion = message.integer(MODEL.irVersion);
  const extras: ModelExtras = { owner: OWNER, source, message, irVersion, external, isLeftOut: null };
  return {
    lineage: reader.lineage,
    format,
    fileBytes: source.size,
    title: opsets.has("") ? `ONNX, opset ${opsets.get("")}` : "ONNX",
    dialect: new OnnxDialect(irVersion, opsets),
    graphs,
    functions: functions.items,
    signatures: [],
    variables: new Map(),
    opsets,
    metadata: readMetadata(message),
    warnings,
    extras,
  };
}

/** Operator set versions by domain. */
function readOpsets(message: Message, field: number): Map<string, number> {
  const opsets = new Map<string, number>();
  for (const entry of message.messages(field, "OperatorSetIdProto")) {
    opsets.set(plainDomain(entry.string(OPERATOR_SET.domain)), entry.integer(OPERATOR_SET.version));
  }
  return opsets;
}

function readMetadata(message: Message): MetadataEntry[] {
  const entries: MetadataEntry[] = [];
  const named: readonly [string, number][] = [
    ["producer", MODEL.producerName],
    ["producer version", MODEL.producerVersion],
    ["domain", MODEL.domain],
    ["description", MODEL.docString],
  ];
  for (const [name, number] of named) {
    const field = message.last(number);
    if (field !== null) {
      entries.push({ name, value: loadedText(message, field), bytes: field.end - field.start });
    }
  }
  for (const field of message.all(MODEL.metadataProps)) {
    const entry = subMessage(field, "metadata_props");
    const value = entry.last(ENTRY.value);
    entries.push({
      name: entry.string(ENTRY.key),
      value: value === null ? "" : loadedText(entry, value),
      bytes: field.end - field.start,
    });
  }
  for (const field of message.all(MODEL.trainingInfo)) {
    entries.push({ name: "training information", value: null, bytes: field.end - field.start });
  }
  return entries;
}

function loadedText(message: Message, field: Field): string | null {
  return field.chunk === null ? null : message.string(field.number);
}
