// Which messages may be large and are looked into rather than loaded.
import type { MessageShape } from "../../wire/protobuf-reader";
import { ATTR, COLLECTION, ENTRY, FUNCTION, GRAPH, LIBRARY, META_GRAPH, NODE, SAVED_MODEL } from "./schema";

function shape(name: string, messages: () => Record<number, MessageShape> = () => ({})): MessageShape {
  return { name, messages };
}

const tensor = shape("TensorProto");
const attrValue: MessageShape = shape("AttrValue", () => ({ [ATTR.tensor]: tensor, [ATTR.list]: shape("ListValue") }));
const attrEntry = shape("attr", () => ({ [ENTRY.value]: attrValue }));
const node = shape("NodeDef", () => ({ [NODE.attr]: attrEntry }));
const functionDef = shape("FunctionDef", () => ({ [FUNCTION.node]: node, [FUNCTION.signature]: shape("OpDef") }));
const library = shape("FunctionDefLibrary", () => ({ [LIBRARY.function]: functionDef }));

export const graphShape = shape("GraphDef", () => ({ [GRAPH.node]: node, [GRAPH.library]: library }));

const signatureEntry = shape("signature_def", () => ({ [ENTRY.value]: shape("SignatureDef") }));
const collection = shape("CollectionDef", () => ({
  [COLLECTION.nodes]: shape("NodeList"),
  [COLLECTION.bytes]: shape("BytesList"),
}));
/** meta_info_def holds a copy of the definitions of all operators: only its own small fields are looked at. */
export const metaGraphShape = shape("MetaGraphDef", () => ({
  [META_GRAPH.graph]: graphShape,
  [META_GRAPH.metaInfo]: shape("MetaInfoDef"),
  [META_GRAPH.signature]: signatureEntry,
  [META_GRAPH.collection]: shape("collection_def", () => ({ [ENTRY.value]: collection })),
  [META_GRAPH.objectGraph]: shape("SavedObjectGraph"),
}));

export const savedModelShape = shape("SavedModel", () => ({ [SAVED_MODEL.metaGraphs]: metaGraphShape }));
