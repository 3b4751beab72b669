// All that a TensorFlow file says but for the contents of its constants, and in which form they are stored. Text has the
// outline of the binary form.
import type { Model } from "../../ir/model";
import type { Pieces } from "../../ir/pieces";
import { outlineOf, type Outline } from "../../wire/protobuf-outline";
import { extrasOf, type ModelExtras } from "./extras";
import { ATTR, ENTRY, FUNCTION, GRAPH, LIBRARY, META_GRAPH, NODE, SAVED_MODEL, TENSOR } from "./schema";
import { isContent } from "./tensor";

const tensor: Outline = () => (field) => (field === TENSOR.content || isContent(field) ? "out" : "whole");
const value: Outline = () => (field) => (field === ATTR.tensor ? tensor : "whole");
const entry: Outline = (message) => {
  const isValue = message.string(ENTRY.key) === "value";
  return (field) => (field === ENTRY.value && isValue ? value : "whole");
};
const node: Outline = (message) => {
  const isConstant = message.string(NODE.op) === "Const";
  return (field) => (field === NODE.attr && isConstant ? entry : "whole");
};
const functionDef: Outline = () => (field) => (field === FUNCTION.node ? node : "whole");
const library: Outline = () => (field) => (field === LIBRARY.function ? functionDef : "whole");
const graph: Outline = () => (field) => (field === GRAPH.node ? node : field === GRAPH.library ? library : "whole");
const metaGraph: Outline = () => (field) => (field === META_GRAPH.graph ? graph : "whole");
const savedModel: Outline = () => (field) => (field === SAVED_MODEL.metaGraphs ? metaGraph : "whole");

const OUTLINES = { GraphDef: graph, MetaGraphDef: metaGraph, SavedModel: savedModel };

export function tensorflowOutline(model: Model): Pieces {
  const { source, message, container } = extrasOf<ModelExtras>(model)!;
  return outlineOf(source, message, OUTLINES[container]);
}
