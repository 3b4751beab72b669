// Functions of the library. Nodes call them as operators, or name them in an attribute: as a function, or, as some
// runtimes' own operators do, in a text. A function may name others that can stand for it.
import { callOf, loopOf } from "../../ir/bindings";
import type { Bindings, Bodies } from "../../ir/bodies";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { addTo } from "../../ir/multimap";
import type { Node } from "../../ir/node";
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
  bindings(model) {
    const find = finderOf(model);
    return (node) => bindingsOf(node, find);
  },
  startOf: () => null,
  putFirst: () => undefined,
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
  const follow = (call: Message) => callsOf(call, names).forEach((each) => pending.push(each));
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
        list.messages(LIST_FUNCTIONS, "NameAttrList").forEach(follow);
      } else if (field.number === ATTR.func) {
        follow(subMessage(field, "NameAttrList"));
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

type Find = (node: Node, name: string) => Graph | undefined;

/** Functions by name, among those of the meta graph that the node belongs to. */
function finderOf(model: Model): Find {
  const libraries = new Map<number, Map<string, Graph>>();
  for (const body of model.functions.values()) {
    const { metaGraph } = extrasOf<GraphExtras>(body)!;
    const library = libraries.get(metaGraph) ?? new Map<string, Graph>();
    libraries.set(metaGraph, library.set(body.name, body));
  }
  return (node, name) => {
    const metaGraph = node.graph === null ? undefined : extrasOf<GraphExtras>(node.graph)?.metaGraph;
    return metaGraph === undefined ? undefined : libraries.get(metaGraph)?.get(name);
  };
}

function bindingsOf(node: Node, find: Find): Bindings | null {
  const named = (...keys: string[]) => keys.flatMap((key) => functionsIn(node, key)).map((name) => find(node, name));
  switch (node.op.name) {
    case "PartitionedCall":
    case "StatefulPartitionedCall":
      return callOf(node, named("f"));
    case "RemoteCall":
      return callOf(node, named("f"), 1);
    case "If":
    case "StatelessIf":
      return callOf(node, named("then_branch", "else_branch"), 1);
    case "Case":
    case "StatelessCase":
      return callOf(node, named("branches"), 1);
    case "While":
    case "StatelessWhile": {
      const form = { firstInput: 0, firstCarried: 0, returned: 0, carried: node.inputs.length };
      return loopOf(node, named("body")[0], named("cond"), form);
    }
    case "For": {
      const form = { firstInput: 3, firstCarried: 1, returned: 0, carried: node.inputs.length - 3 };
      return loopOf(node, named("body")[0], [], form);
    }
    default:
      return callOf(node, [find(node, node.op.name)]);
  }
}

/** The functions that an attribute names, in their order. */
export function functionsIn(node: Node, key: string): string[] {
  const origin = node.attribute(key)?.origin;
  const value = origin instanceof Field ? subMessage(origin, "attr").single(ENTRY.value, "AttrValue") : null;
  const single = value?.single(ATTR.func, "NameAttrList");
  const list = value?.single(ATTR.list, "ListValue")?.messages(LIST_FUNCTIONS, "NameAttrList") ?? [];
  return [...(single == null ? [] : [single]), ...list].map((call) => call.string(NAME_ATTR_LIST.name));
}
