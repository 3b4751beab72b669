// Writes out what nodes leave to their operator's defaults, as TensorFlow's add_default_attributes: readers that do not
// know the defaults, or know others, then compute the same.
import { lackOf, offered } from "../ir/offer";
import { allGraphs } from "../ir/walk";
import type { Change, Transform } from "./transform";

export const addDefaultAttributes: Transform<Readonly<Record<string, never>>> = {
  id: "add-default-attributes",
  title: "Add Default Attributes",
  description: "Writes out the attributes that TensorFlow graphs leave to defaults, for tools that do not know those.",
  group: "nodes",
  lossy: false,
  mayGrow: () => true,
  suffix: null,
  parameters: {},
  obstacle: ({ dialect: { attributeDefaults } }) => lackOf(attributeDefaults),
  apply: async (model, _, context) => {
    const attributeDefaults = offered(model.dialect.attributeDefaults);
    const changes: Change[] = [];
    const unknown = new Set<string>();
    for (const graph of allGraphs(model)) {
      for (const [index, node] of graph.nodes.entries()) {
        await context.progress(index, graph.nodes.length);
        const defaults = attributeDefaults(node);
        if (defaults === null) {
          unknown.add(node.op.name);
          continue;
        }
        const missing = [...defaults].filter(([name]) => !node.attributes.has(name));
        missing.forEach(([name, attribute]) => node.setAttribute(name, attribute));
        if (missing.length > 0) {
          changes.push({ kind: "rewritten", subject: node.name, bytesBefore: 0, bytesAfter: 0 });
        }
      }
    }
    for (const operator of unknown) {
      if (!model.functions.has(operator)) {
        context.note(operator, "this operator is not known, so nor are its defaults");
      }
    }
    return changes;
  },
};
