// What graphs and nodes were made from, and the shapes that importers noted at nodes.
import type { Node } from "../../ir/node";
import type { Remark, Remarks } from "../../ir/remarks";
import { allGraphs } from "../../ir/walk";
import { subMessage, type Field, type Message } from "../../wire/protobuf-reader";
import { COMPANIONS, companionsOf } from "./companions";
import { extrasOf, type GraphExtras, type ModelExtras, type NodeExtras } from "./extras";
import { deviceOf } from "./insert";
import { GRAPH, NODE } from "./schema";

const SHAPES = "_output_shapes";

export const tensorflowRemarks: Remarks = {
  remove(model, kinds) {
    const extras = extrasOf<ModelExtras>(model)!;
    const found: Remark[] = [];
    if (kinds.has("debugging") && extras.isLeftOut === null) {
      const fields = [...allGraphs(model)].flatMap((graph) => {
        const own = extrasOf<GraphExtras>(graph)!.message;
        const nodes = graph.nodes.flatMap((node) => extrasOf<NodeExtras>(node)?.field ?? []);
        return [own, ...nodes.map((field) => subMessage(field, "NodeDef"))].flatMap((message) =>
          message.fields.filter((field) => isDebugInfo(message, field)),
        );
      });
      add(found, "debug information", fields);
      model.extras = { ...extras, isLeftOut: isDebugInfo } as ModelExtras;
      model.metadata = model.metadata.filter(({ name }) => name !== "debug information");
    }
    if (kinds.has("types")) {
      const nodes = model.graphs.flatMap((graph) => graph.nodes);
      removeAttribute(
        nodes.filter(({ attributes }) => attributes.has(SHAPES)),
        SHAPES,
        "noted shapes",
        found,
      );
    }
    if (kinds.has("colocation")) {
      const nodes = [...allGraphs(model)].flatMap((graph) => graph.nodes);
      removeAttribute(
        nodes.filter((node) => companionsOf(node).length > 0),
        COMPANIONS,
        "colocations",
        found,
      );
    }
    if (kinds.has("devices")) {
      const placed = [...allGraphs(model)].flatMap(({ nodes }) => nodes).filter((node) => deviceOf(node) !== "");
      if (placed.length > 0) {
        const bytes = placed.reduce((sum, node) => sum + deviceOf(node).length + 2, 0);
        found.push({ subject: "devices", count: placed.length, bytes });
      }
      placed.forEach((node) => (node.extras = extrasOf<NodeExtras>(node)!.placedOn("")));
    }
    return found;
  },
};

function removeAttribute(nodes: readonly Node[], name: string, subject: string, found: Remark[]): void {
  add(
    found,
    subject,
    nodes.map(({ attributes }) => attributes.get(name)!.origin as Field | undefined),
  );
  nodes.forEach((node) => node.setAttribute(name, null));
}

function isDebugInfo(message: Message, { number }: Field): boolean {
  return (
    (message.name === "GraphDef" && number === GRAPH.debugInfo) ||
    (message.name === "NodeDef" && number === NODE.debugInfo)
  );
}

function add(found: Remark[], subject: string, fields: readonly (Field | undefined)[]): void {
  if (fields.length > 0) {
    const bytes = fields.reduce((sum, field) => sum + (field === undefined ? 0 : field.end - field.start), 0);
    found.push({ subject, count: fields.length, bytes });
  }
}
