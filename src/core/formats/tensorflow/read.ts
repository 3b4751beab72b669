// GraphDef, MetaGraphDef and SavedModel, binary or text → Model.
import type { Files } from "../../bytes/byte-source";
import { memorySource } from "../../bytes/byte-source";
import { ReadAhead } from "../../bytes/read-ahead";
import type { Context } from "../../context";
import { ModelError } from "../../ground/errors";
import type { Graph } from "../../ir/graph";
import type { MetadataEntry, Model, Signature, StoredVariable } from "../../ir/model";
import type { ModelFormat } from "../../ir/model-format";
import { NamedApart } from "../../ir/names";
import { readMessage, subMessage, type Field, type Message } from "../../wire/protobuf-reader";
import { elementCount } from "../../ir/dtype";
import { warn } from "../../ir/warnings";
import { readVariables } from "./checkpoint";
import { TensorflowDialect } from "./dialect";
import { OWNER, type Container, type ModelExtras } from "./extras";
import { GraphReader } from "./read-graph";
import { rowOf } from "./operators";
import { readSignatures } from "./signatures";
import { GRAPH, LIBRARY, META_GRAPH, META_INFO, SAVED_MODEL, VERSIONS } from "./schema";
import { graphShape, metaGraphShape, savedModelShape } from "./shapes";
import { parseText } from "./text-reader";
import { whichContainer } from "./container";

const SHAPES = { GraphDef: graphShape, MetaGraphDef: metaGraphShape, SavedModel: savedModelShape };

const TITLES: Readonly<Record<Container, string>> = {
  GraphDef: "TensorFlow graph",
  MetaGraphDef: "TensorFlow meta graph",
  SavedModel: "TensorFlow SavedModel",
};

/** Text files are turned into the binary form first; what is kept of them is what both forms say. */
export async function readTensorflow(files: Files, context: Context, format: ModelFormat): Promise<Model> {
  const { container, text } = await whichContainer(files);
  const source = text === null ? files.main : memorySource(parseText(text, container));
  const message = await readMessage(new ReadAhead(source), 0, source.size, SHAPES[container]);
  await context.progress(1, 2);
  const warnings: string[] = [];
  const parts = metaGraphsOf(message, container);
  const reader = new GraphReader(source, warnings);
  const graphs: Graph[] = [];
  const functions = new NamedApart<Graph>();
  const signatures: Signature[] = [];
  parts.forEach((part, index) => {
    const graph = reader.graph(part.graph, part.field, index, part.name);
    graphs.push(graph);
    for (const field of part.graph.single(GRAPH.library, "FunctionDefLibrary")?.all(LIBRARY.function) ?? []) {
      const body = reader.functionBody(field, index);
      if (!functions.add(index === 0 ? body.name : `${body.name} (${part.name})`, body)) {
        warn(
          warnings,
          `Two functions are called "${body.name}"; TensorFlow will refuse the graph unless they are equal.`,
        );
      }
    }
    if (part.metaGraph !== null) {
      readSignatures(part.metaGraph, graph).forEach((signature) => signatures.push(signature));
    }
  });
  if (graphs[0]!.nodes.length === 0 && functions.items.size === 0) {
    throw new ModelError("malformed", "This TensorFlow file holds a graph without nodes.", files.name, 0);
  }
  const variables = new Map<string, StoredVariable>();
  if (container !== "SavedModel") {
    missingWeights(graphs).forEach((warning) => warnings.push(warning));
  }
  const extras: ModelExtras = {
    owner: OWNER,
    source,
    container,
    message,
    text: text === null ? null : files.main,
    isLeftOut: null,
    files,
  };
  const model: Model = {
    lineage: reader.lineage,
    format,
    fileBytes: files.main.size,
    title: `${TITLES[container]}${text === null ? "" : ", text"}`,
    dialect: new TensorflowDialect(),
    graphs,
    functions: functions.items,
    signatures,
    variables,
    opsets: new Map(),
    metadata: readMetadata(parts),
    warnings,
    extras,
  };
  if (container === "SavedModel") {
    await readVariables(model, files, variables, warnings);
  }
  return model;
}

/** A graph that was not frozen names its variables but does not hold them. */
function missingWeights(graphs: readonly Graph[]): string[] {
  const variables = graphs.flatMap((graph) => graph.nodes.filter((node) => rowOf(node).role === "variable"));
  if (variables.length === 0) {
    return [];
  }
  const count = variables.reduce((sum, node) => {
    const shape = node.attributes.get("shape");
    const dimensions = shape?.kind === "shape" ? shape.value : null;
    return sum + (dimensions === null ? 0 : elementCount(dimensions.map((each) => Number(each ?? 0))));
  }, 0);
  const many = `${variables.length} variables with ${count.toLocaleString("en-US")} elements`;
  return [
    `The weights are not in this file: it names ${many}, which lie in a checkpoint. Freeze the graph to have them in it.`,
  ];
}

interface Part {
  readonly name: string;
  readonly graph: Message;
  readonly field: Field | null;
  readonly metaGraph: Message | null;
}

function metaGraphsOf(message: Message, container: Container): Part[] {
  if (container === "GraphDef") {
    return [{ name: "", graph: message, field: null, metaGraph: null }];
  }
  const metaGraphs =
    container === "MetaGraphDef"
      ? [message]
      : message.all(SAVED_MODEL.metaGraphs).map((field) => subMessage(field, "MetaGraphDef"));
  const parts = metaGraphs.flatMap((metaGraph) => {
    const field = metaGraph.first(META_GRAPH.graph);
    const graph = metaGraph.single(META_GRAPH.graph, "GraphDef");
    const tags = metaGraph.single(META_GRAPH.metaInfo, "MetaInfoDef")?.strings(META_INFO.tags) ?? [];
    return graph === null ? [] : [{ name: tags.join(","), graph, field, metaGraph }];
  });
  if (parts.length === 0) {
    throw new ModelError("malformed", `This ${container} holds no graph; export the model again.`, container, 0);
  }
  return parts;
}

function readMetadata(parts: readonly Part[]): MetadataEntry[] {
  const entries: MetadataEntry[] = [];
  const add = (name: string, value: string | null, field: Field | null) => {
    if (field !== null) {
      entries.push({ name, value, bytes: field.end - field.start });
    }
  };
  for (const { graph, metaGraph } of parts) {
    const versions = graph.single(GRAPH.versions, "VersionDef");
    if (versions !== null) {
      add("producer", `${versions.integer(VERSIONS.producer)}`, graph.first(GRAPH.versions));
    }
    add("debug information", null, graph.first(GRAPH.debugInfo));
    if (metaGraph !== null) {
      const info = metaGraph.single(META_GRAPH.metaInfo, "MetaInfoDef");
      add(
        "written by TensorFlow",
        info?.string(META_INFO.tensorflowVersion) ?? "",
        metaGraph.first(META_GRAPH.metaInfo),
      );
      add("Python objects", null, metaGraph.first(META_GRAPH.objectGraph));
      metaGraph.all(META_GRAPH.collection).forEach((field) => add("collection", null, field));
      add("saver", null, metaGraph.first(META_GRAPH.saver));
    }
  }
  return entries;
}
