// All places of a file, besides the edges of its graphs, that name nodes: what the objects of a SavedModel capture, its
// signatures, collections, savers and assets, and the nodes that functions run for their effect.
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { addTo } from "../../ir/multimap";
import { stringValue, subMessage, WireType, type Field, type Message } from "../../wire/protobuf-reader";
import { extrasOf, type GraphExtras, type ModelExtras } from "./extras";
import {
  ASSET_FILE,
  CAPTURED,
  COLLECTION,
  ENTRY,
  FUNCTION,
  META_GRAPH,
  SAVED_CONSTANT,
  SAVED_MODEL,
  SAVED_OBJECT,
  SAVER,
  SIGNATURE,
  TENSOR_INFO,
  VARIABLE_DEF,
} from "./schema";

/** Names of nodes, and what names them; those that have to be a Const apart. */
interface Named {
  readonly nodes: ReadonlyMap<string, string>;
  readonly constants: ReadonlySet<string>;
}

const NOTHING: Named = { nodes: new Map(), constants: new Set() };
/** By file, and by graph: what files say does not change. */
const known = new WeakMap<Message, Map<string, Named>>();

export function namedNodes(model: Model, graph: Graph): Named {
  const extras = extrasOf<GraphExtras>(graph);
  if (extras === null) {
    return NOTHING;
  }
  const { message } = extrasOf<ModelExtras>(model)!;
  const ofFile = known.get(message) ?? new Map<string, Named>();
  known.set(message, ofFile);
  const key = `${extras.metaGraph} ${extras.kind} ${graph.name}`;
  let named = ofFile.get(key);
  if (named === undefined) {
    const metaGraph = metaGraphOf(model, extras.metaGraph);
    named =
      extras.kind === "function"
        ? inFunction(extras.message, graph.name, metaGraph)
        : metaGraph === null
          ? NOTHING
          : inMetaGraph(metaGraph);
    ofFile.set(key, named);
  }
  return named;
}

/** Why a constant has to stay one that is stored as it is; null where another node may make it. */
export function constantObstacle(model: Model, graph: Graph, name: string): string | null {
  return namedNodes(model, graph).constants.has(name) ? OBJECTS : null;
}

const OBJECTS = "the objects of the SavedModel take it from its node, which has to be a constant";

function metaGraphOf(model: Model, index: number): Message | null {
  const { container, message } = extrasOf<ModelExtras>(model)!;
  if (container !== "SavedModel") {
    return container === "MetaGraphDef" ? message : null;
  }
  let all = metaGraphs.get(message);
  if (all === undefined) {
    all = opened(message, SAVED_MODEL.metaGraphs)
      .map((field) => subMessage(field, "MetaGraphDef"))
      .filter((each) => each.first(META_GRAPH.graph) !== null);
    metaGraphs.set(message, all);
  }
  return all[index] ?? null;
}

/** By file. */
const metaGraphs = new WeakMap<Message, readonly Message[]>();

function inMetaGraph(metaGraph: Message): Named {
  const nodes = new Map<string, string>();
  const constants = new Set<string>();
  const add = (reference: string, what: string) => {
    const name = nodeIn(reference);
    if (name !== "" && !nodes.has(name)) {
      nodes.set(name, what);
    }
  };
  for (const object of objectsOf(metaGraph)) {
    for (const field of opened(object, SAVED_OBJECT.constant)) {
      const name = subMessage(field, "SavedConstant").string(SAVED_CONSTANT.operation);
      constants.add(name);
      add(name, OBJECTS);
    }
  }
  for (const field of opened(metaGraph, META_GRAPH.saver)) {
    const saver = subMessage(field, "SaverDef");
    [SAVER.file, SAVER.save, SAVER.restore].forEach((number) => add(saver.string(number), "the saver names it"));
  }
  for (const field of opened(metaGraph, META_GRAPH.collection)) {
    const entry = subMessage(field, "collection_def");
    const what = `the collection ${entry.string(ENTRY.key)} names it`;
    for (const value of opened(entry, ENTRY.value)) {
      collected(subMessage(value, "CollectionDef")).forEach((name) => add(name, what));
    }
  }
  for (const field of opened(metaGraph, META_GRAPH.signature)) {
    const entry = subMessage(field, "signature_def");
    const what = `the signature ${entry.string(ENTRY.key)} names it`;
    for (const signature of opened(entry, ENTRY.value).map((each) => subMessage(each, "SignatureDef"))) {
      for (const side of [SIGNATURE.inputs, SIGNATURE.outputs]) {
        const infos = opened(signature, side).flatMap((each) => opened(subMessage(each, "signature"), ENTRY.value));
        infos.forEach((info) => tensorNames(subMessage(info, "TensorInfo")).forEach((name) => add(name, what)));
      }
    }
  }
  for (const field of opened(metaGraph, META_GRAPH.assetFile)) {
    const info = opened(subMessage(field, "AssetFileDef"), ASSET_FILE.tensor)[0];
    if (info !== undefined) {
      tensorNames(subMessage(info, "TensorInfo")).forEach((name) => add(name, "it holds the name of an asset"));
    }
  }
  return { nodes, constants };
}

/** What a function runs for its effect, and what objects take from its inside. */
function inFunction(body: Message, functionName: string, metaGraph: Message | null): Named {
  const nodes = new Map<string, string>();
  for (const field of opened(body, FUNCTION.controlRet)) {
    nodes.set(subMessage(field, "control_ret").string(ENTRY.value), "its function runs it for its effect");
  }
  for (const name of (metaGraph === null ? null : capturedIn(metaGraph).get(functionName)) ?? []) {
    nodes.set(name, "an object of the SavedModel takes its result");
  }
  return { nodes, constants: new Set() };
}

/** By function, the nodes inside it that objects take. */
function capturedIn(metaGraph: Message): ReadonlyMap<string, readonly string[]> {
  const objects = objectsOf(metaGraph);
  let found = captures.get(objects);
  if (found === undefined) {
    found = new Map();
    for (const field of objects.flatMap((object) => opened(object, SAVED_OBJECT.capturedTensor))) {
      const captured = subMessage(field, "CapturedTensor");
      addTo(found, captured.string(CAPTURED.function), nodeIn(captured.string(CAPTURED.name)));
    }
    captures.set(objects, found);
  }
  return found;
}

const captures = new WeakMap<readonly Message[], Map<string, string[]>>();
const objects = new WeakMap<object, readonly Message[]>();

/** Those that name nodes, which are few. */
function objectsOf(metaGraph: Message): readonly Message[] {
  // Each look into a file makes messages anew, not the fields of the file.
  const key = metaGraph.first(META_GRAPH.objectGraph);
  if (key === null) {
    return [];
  }
  let found = objects.get(key);
  if (found === undefined) {
    const graphs = opened(metaGraph, META_GRAPH.objectGraph).map((field) => subMessage(field, "SavedObjectGraph"));
    found = graphs
      .flatMap((graph) => opened(graph, SAVED_OBJECT.inGraph))
      .map((field) => subMessage(field, "SavedObject"))
      .filter((object) => NAMING.some((number) => object.first(number) !== null));
    objects.set(key, found);
  }
  return found;
}

const NAMING = [SAVED_OBJECT.constant, SAVED_OBJECT.capturedTensor];

/** Names of nodes, and the names in definitions of variables. */
function collected(collection: Message): string[] {
  const lists = opened(collection, COLLECTION.nodes).map((field) => subMessage(field, "NodeList"));
  const bytes = opened(collection, COLLECTION.bytes).flatMap((field) => opened(subMessage(field, "BytesList"), 1));
  return [...lists.flatMap((list) => list.strings(1)), ...bytes.flatMap(variableNames)];
}

function variableNames(field: Field): string[] {
  try {
    const variable = subMessage(field, "VariableDef");
    return Object.values(VARIABLE_DEF).flatMap((number) => opened(variable, number).map(stringValue));
  } catch {
    return []; // a collection of another kind
  }
}

function tensorNames(info: Message): string[] {
  const parts = [info.string(TENSOR_INFO.name)];
  for (const field of opened(info, TENSOR_INFO.sparse)) {
    const sparse = subMessage(field, "CooSparse");
    [1, 2, 3].forEach((number) => parts.push(sparse.string(number)));
  }
  for (const field of opened(info, TENSOR_INFO.composite)) {
    for (const component of opened(subMessage(field, "CompositeTensor"), 2)) {
      parts.push(subMessage(component, "TensorInfo").string(TENSOR_INFO.name));
    }
  }
  return parts;
}

/** "^node", "node:1" and "node:output:0" name a node. */
function nodeIn(reference: string): string {
  return reference.replace(/^\^/, "").split(":", 1)[0]!;
}

/** The fields of a number that can be looked into. */
function opened(message: Message, number: number): readonly Field[] {
  return message
    .all(number)
    .filter(({ wireType, chunk, message: inner }) => wireType === WireType.Bytes && (chunk ?? inner) !== null);
}
