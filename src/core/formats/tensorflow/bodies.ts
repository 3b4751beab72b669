// Functions of the library. Nodes call them as operators, or name them in an attribute: as a function, or, as some
// runtimes' own operators do, in a text. A function may name others that can stand for it.
import type { Bodies } from "../../ir/bodies";
import type { Graph } from "../../ir/graph";
import { addTo } from "../../ir/multimap";
import { Field, stringValue, subMessage, type Message } from "../../wire/protobuf-reader";
import { extrasOf, type GraphExtras, type ModelExtras } from "./extras";
import { ATTR, ENTRY, FUNCTION, GRADIENT, GRAPH, LIBRARY, NAME_ATTR_LIST } from "./schema";

export const tensorflowBodies: Bodies = {
  /** Functions that gradients name, or that stand for others on some devices, are needed by nobody we could see. */
  entries(model) {
    const named = new Set<string>();
    for (const graph of model.graphs) {
      const library = extrasOf<GraphExtras>(graph)!.message.single(GRAPH.library, "FunctionDefLibrary");
      for (const gradient of library?.messages(LIBRARY.gradient, "GradientDef") ?? []) {
        named.add(gradient.string(GRADIENT.function)).add(gradient.string(GRADIENT.gradient));
      }
    }
    const bodies = [...model.functions.values()];
    return [...model.graphs, ...bodies.filter((body) => named.has(body.name) || standsForOthers(body))];
  },
  calls({ functions }) {
    const bodies = new Map<string, Graph[]>();
    for (const body of functions.values()) {
      addTo(bodies, body.name, body);
    }
    return (graph) => {
      const names = new Set<string>();
      for (const { op, attributes } of graph.nodes) {
        names.add(op.name);
        for (const { origin } of attributes.values()) {
          if (origin instanceof Field) {
            collectNames(subMessage(origin, "attr"), names);
          }
        }
      }
      for (const entry of declaredAttributes(graph)) {
        collectNames(entry, names);
      }
      return [...names].flatMap((name) => bodies.get(name) ?? []);
    };
  },
  obstacle: (model) =>
    extrasOf<ModelExtras>(model)!.container === "GraphDef" ? null : "a SavedModel's functions are named by its objects",
  remove({ functions }, uncalled) {
    [...functions].filter(([, body]) => uncalled.has(body)).forEach(([key]) => functions.delete(key));
  },
};

function declaredAttributes(body: Graph): Message[] {
  const { kind, message } = extrasOf<GraphExtras>(body)!;
  return kind === "function" ? message.messages(FUNCTION.attr, "attr") : [];
}

function standsForOthers(body: Graph): boolean {
  return declaredAttributes(body).some((entry) => entry.string(ENTRY.key) === "api_implements");
}

/** Every text in an entry of an attribute map that may be the name of a function. */
function collectNames(entry: Message, names: Set<string>): void {
  const pending = entry.messages(ENTRY.value, "AttrValue");
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const field of value.fields) {
      if (field.chunk === null) {
        continue; // a tensor or a list of numbers: names are short
      }
      if (field.number === ATTR.s) {
        names.add(stringValue(field));
      } else if (field.number === ATTR.list) {
        const list = subMessage(field, "ListValue");
        list.strings(ATTR.s).forEach((text) => names.add(text));
        list.messages(LIST_FUNCTIONS, "NameAttrList").forEach((call) => pending.push(...callsOf(call, names)));
      } else if (field.number === ATTR.func) {
        pending.push(...callsOf(subMessage(field, "NameAttrList"), names));
      }
    }
  }
}

/** Where lists hold calls of functions. */
const LIST_FUNCTIONS = 9;

/** The function a call names; @returns the attributes it is called with, which may be functions too. */
function callsOf(call: Message, names: Set<string>): Message[] {
  names.add(call.string(NAME_ATTR_LIST.name));
  return call.messages(NAME_ATTR_LIST.attr, "attr").flatMap((entry) => entry.messages(ENTRY.value, "AttrValue"));
}
