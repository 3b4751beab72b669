// Which entry of a checkpoint holds a variable, as the objects of the program say. A function was traced with objects: the
// SavedModel lists them in the order in which a call is given them, behind its arguments. The checkpoint has the same
// objects with their entries: the same names lead to them from the first one, which is the model.
// SavedObjectGraph: nodes 1 { children 1 { node_id 1, local_name 2 } }, concrete_functions 2 { key 1, value 2 {
// bound_inputs 2 } }. TrackableObjectGraph: nodes 1 { children 1, attributes 2 { name 1, full_name 2, checkpoint_key 3 } }.
import { readRange } from "../../bytes/byte-source";
import { malformed } from "../../ground/errors";
import type { Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import { parseMessage, type Message } from "../../wire/protobuf-reader";
import { MAX_OBJECT_GRAPH } from "../../bytes/limits";
import { extrasOf, type GraphExtras, type ModelExtras } from "./extras";
import { rowOf } from "./operators";
import { ENTRY, META_GRAPH, SAVED_MODEL } from "./schema";

const NODES = 1;
const FUNCTIONS = 2;
const BOUND_INPUTS = 2;
const CHILDREN = 1;
const CHILD = { node: 1, name: 2 } as const;
const ATTRIBUTES = 2;
const ATTRIBUTE = { name: 1, fullName: 2, key: 3 } as const;
const VALUE = "VARIABLE_VALUE";

/** Checkpoint keys by the node that holds the variable. @param stored The objects of the checkpoint. */
export async function keysByHolder(model: Model, stored: Message): Promise<Map<Node, string>> {
  const found = new Map<Node, string>();
  const storedNodes = stored.messages(NODES, "TrackableObject");
  const bindingsOf = model.dialect.bodies.bindings(model);
  const children = new Map<number, ReadonlyMap<string, number>>();
  const metaGraphs = metaGraphsByGraph(model);
  for (const graph of model.graphs) {
    const { field } = extrasOf<GraphExtras>(graph)!;
    const objects = await objectsOf(model, field === null ? undefined : metaGraphs.get(field.start));
    if (objects === null) {
      continue;
    }
    const bound = boundInputs(objects);
    const twins = twinsOf(objects.messages(NODES, "SavedObject"), storedNodes, children);
    for (const node of graph.nodes) {
      const given = bound.get(bindingsOf(node)?.bodies[0]?.body.name ?? "") ?? [];
      const first = node.inputs.length - given.length;
      node.inputs.forEach((input, index) => {
        const holder = input?.producer ?? null;
        const object = given[index - first];
        const twin = object === undefined ? undefined : twins.get(object);
        const key = twin === undefined ? null : keyOf(storedNodes[twin]!);
        if (holder !== null && key !== null && rowOf(holder).role === "variable") {
          found.set(holder, key);
        }
      });
    }
  }
  return found;
}

/** Checkpoint keys by the names of variables: for graphs whose calls name no objects. */
export function keysByName(stored: Message): Map<string, string> {
  const keys = new Map<string, string>();
  for (const node of stored.messages(NODES, "TrackableObject")) {
    for (const attribute of node.messages(ATTRIBUTES, "SerializedTensor")) {
      const name = attribute.string(ATTRIBUTE.fullName);
      if (attribute.string(ATTRIBUTE.name) === VALUE && !keys.has(name)) {
        keys.set(name, attribute.string(ATTRIBUTE.key));
      }
    }
  }
  return keys;
}

/** By where their graphs start. */
function metaGraphsByGraph(model: Model): Map<number | undefined, Message> {
  const metaGraphs = extrasOf<ModelExtras>(model)!.message.messages(SAVED_MODEL.metaGraphs, "MetaGraphDef");
  return new Map(metaGraphs.map((each) => [each.first(META_GRAPH.graph)?.start, each]));
}

async function objectsOf(model: Model, metaGraph: Message | undefined): Promise<Message | null> {
  const { source } = extrasOf<ModelExtras>(model)!;
  const field = metaGraph?.first(META_GRAPH.objectGraph) ?? null;
  if (field === null) {
    return null;
  }
  if (field.length > MAX_OBJECT_GRAPH) {
    throw malformed("SavedObjectGraph", `its ${field.length} bytes are too many for what it holds`, field.start);
  }
  const bytes = await readRange(source, field.valueStart, field.length, "SavedObjectGraph");
  return parseMessage("SavedObjectGraph", { bytes, offset: 0 }, 0, bytes.byteLength);
}

/** By function: the objects it was traced with. */
function boundInputs(objects: Message): Map<string, readonly number[]> {
  return new Map(
    objects.messages(FUNCTIONS, "concrete_functions").map((entry) => {
      const traced = entry.single(ENTRY.value, "SavedConcreteFunction");
      return [entry.string(ENTRY.key), (traced?.integers(BOUND_INPUTS) ?? []).map(Number)];
    }),
  );
}

/**
 * By the position of an object in one graph: where the same names lead to in the other.
 * @param children Of objects in the other, those that are known already.
 */
function twinsOf(
  nodes: readonly Message[],
  others: readonly Message[],
  children: Map<number, ReadonlyMap<string, number>>,
): Map<number, number> {
  const twins = new Map<number, number>([[0, 0]]);
  for (const [node, other] of twins) {
    const named = children.get(other) ?? childrenOf(others[other]);
    children.set(other, named);
    for (const [name, child] of childrenOf(nodes[node])) {
      const twin = named.get(name);
      if (twin !== undefined && twin < others.length && !twins.has(child)) {
        twins.set(child, twin);
      }
    }
  }
  return twins;
}

function childrenOf(node: Message | undefined): Map<string, number> {
  const children = node?.messages(CHILDREN, "ObjectReference") ?? [];
  return new Map(children.map((child) => [child.string(CHILD.name), child.integer(CHILD.node)]));
}

function keyOf(node: Message): string | null {
  const value = node.messages(ATTRIBUTES, "SerializedTensor").find((each) => each.string(ATTRIBUTE.name) === VALUE);
  return value?.string(ATTRIBUTE.key) ?? null;
}
