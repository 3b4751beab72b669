// Model → GraphDef, MetaGraphDef or SavedModel. Every message is rewritten from the one it was read from: fields that
// nobody changed are copied.
import type { ByteSource } from "../../bytes/byte-source";
import { quietContext } from "../../context";
import { ModelError } from "../../ground/errors";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import type { Attribute, Attributes, Node } from "../../ir/node";
import { Pieces } from "../../ir/pieces";
import { gatherPieces } from "../../wire/piece-stream";
import { stringValue, subMessage, type Field, type Message } from "../../wire/protobuf-reader";
import { MessageWriter, type FieldFilter, type Item } from "../../wire/protobuf-writer";
import type { Destination } from "../../ir/writer";
import { writeAttribute } from "./attributes";
import { COMPANIONS, companionsOf, companionsWithout } from "./companions";
import { extrasOf, type GraphExtras, type ModelExtras, type NodeExtras } from "./extras";
import { parseReference } from "./read-graph";
import { ENTRY, FUNCTION, GRAPH, LIBRARY, META_GRAPH, NODE, SAVED_MODEL } from "./schema";
import { printText } from "./text-writer";

/** Protobuf messages end here, and a GraphDef cannot keep its tensors elsewhere. */
const LARGEST_FILE = 2 ** 31 - 1;

/** The model file. What lies beside it in a SavedModel is not changed. */
export async function writeModelFile(model: Model, target: Destination): Promise<Pieces> {
  const extras = extrasOf<ModelExtras>(model)!;
  const writer = new Writer(extras.source, model, extras.isLeftOut);
  const pieces = writer.container(extras);
  if (pieces.length > LARGEST_FILE && pieces.length > extras.source.size) {
    throw new ModelError("limit", "The graph would be larger than the 2 GiB that a .pb file can be.", target.name);
  }
  if (extras.text === null || target.name.endsWith(".pb")) {
    return pieces;
  }
  // A copy that nobody changed is printed all the same: its size is what that of a changed one compares with.
  if (model.fileBytes !== null && pieces.isCopyOf(extras.source, 0, extras.source.size)) {
    return new Pieces().copy(extras.text, 0, extras.text.size);
  }
  const text = printText(await gatherPieces(pieces, quietContext()), extras.container);
  return new Pieces().bytes(new TextEncoder().encode(text));
}

class Writer {
  constructor(
    readonly source: ByteSource,
    readonly model: Model,
    readonly isLeftOut: FieldFilter | null,
  ) {}

  container(extras: ModelExtras): Pieces {
    const { message, container } = extras;
    if (container === "GraphDef") {
      return this.#graph(this.model.graphs[0]!);
    }
    if (container === "MetaGraphDef") {
      return this.#metaGraph(message, this.model.graphs[0]!);
    }
    const out = new MessageWriter(this.source, message);
    const byStart = new Map(this.model.graphs.map((graph) => [extrasOf<GraphExtras>(graph)!.field?.start, graph]));
    const items = message.all(SAVED_MODEL.metaGraphs).map((field) => {
      const metaGraph = subMessage(field, "MetaGraphDef");
      const graph = byStart.get(metaGraph.first(META_GRAPH.graph)?.start);
      return graph === undefined
        ? out.kept(field)
        : out.message(SAVED_MODEL.metaGraphs, field, this.#metaGraph(metaGraph, graph));
    });
    return out.field(SAVED_MODEL.metaGraphs, items).finish();
  }

  #metaGraph(message: ModelExtras["message"], graph: Graph): Pieces {
    const out = new MessageWriter(this.source, message);
    const { field } = extrasOf<GraphExtras>(graph)!;
    return out.field(META_GRAPH.graph, [out.message(META_GRAPH.graph, field, this.#graph(graph))]).finish();
  }

  #graph(graph: Graph): Pieces {
    const { message, metaGraph } = extrasOf<GraphExtras>(graph)!;
    const out = new MessageWriter(this.source, message, this.isLeftOut);
    out.field(GRAPH.node, this.#nodes(graph, out, GRAPH.node));
    const libraryField = message.first(GRAPH.library);
    if (libraryField !== null) {
      const library = new MessageWriter(this.source, subMessage(libraryField, "FunctionDefLibrary"));
      const bodies = [...this.model.functions.values()]
        .map((body) => ({ body, extras: extrasOf<GraphExtras>(body)! }))
        .filter(({ extras }) => extras.metaGraph === metaGraph);
      library.field(
        LIBRARY.function,
        bodies.map(({ body, extras }) => library.message(LIBRARY.function, extras.field, this.#function(body))),
      );
      out.field(GRAPH.library, [out.message(GRAPH.library, libraryField, library.finish())]);
    }
    return out.finish();
  }

  #function(graph: Graph): Pieces {
    const out = new MessageWriter(this.source, extrasOf<GraphExtras>(graph)!.message);
    return out.field(FUNCTION.node, this.#nodes(graph, out, FUNCTION.node)).finish();
  }

  #nodes(graph: Graph, out: MessageWriter, number: number): Item[] {
    const isFunction = extrasOf<GraphExtras>(graph)!.kind === "function";
    const gone = goneNodes(graph, out, number);
    return graph.nodes.map((node) => {
      const extras = extrasOf<NodeExtras>(node);
      return out.message(number, extras?.field ?? null, this.#node(node, extras, isFunction, gone));
    });
  }

  #node(node: Node, extras: NodeExtras | null, isFunction: boolean, gone: ReadonlySet<string>): Pieces {
    const original = extras?.field == null ? null : subMessage(extras.field, "NodeDef");
    const out = new MessageWriter(this.source, original, this.isLeftOut)
      .optionalString(NODE.name, node.name)
      .optionalString(NODE.op, node.op.name);
    const device = extras?.device ?? null;
    if (device !== null) {
      out.field(NODE.device, device === "" ? [] : [out.string(NODE.device, null, device)]);
    }
    out.field(NODE.input, inputs(node, extras?.lost ?? [], out, isFunction));
    const isLeft = gone.size > 0 && companionsOf(node).some((name) => gone.has(name));
    if (isLeft || node.isDecoded) {
      const attributes = isLeft ? withoutGone(node, gone) : node.attributes;
      const items = [...attributes].map(([key, attribute]) => this.#attribute(key, attribute, out));
      const carried = withoutEffect(original, attributes).map((field) => out.kept(field));
      out.field(NODE.attr, inFileOrder([...items, ...carried]));
    }
    return out.finish();
  }

  #attribute(key: string, attribute: Attribute, out: MessageWriter): Item {
    const origin = (attribute.origin ?? null) as Field | null;
    if (origin !== null) {
      return out.kept(origin);
    }
    const known = encoded.get(attribute);
    if (known?.key === key) {
      return known.item;
    }
    const item = out.message(NODE.attr, null, writeAttribute(this.source, key, attribute));
    encoded.set(attribute, { key, item });
    return item;
  }
}

/** Entries that are no attributes to us: those without a value, and those that a later one of their name replaces. */
function withoutEffect(original: Message | null, attributes: Attributes): Field[] {
  const entries = (original?.all(NODE.attr) ?? []).map((field) => {
    const entry = subMessage(field, "attr");
    return { field, key: entry.string(ENTRY.key), isEmpty: entry.first(ENTRY.value) === null };
  });
  const last = new Map(entries.flatMap(({ key, field, isEmpty }) => (isEmpty ? [] : [[key, field]])));
  return entries
    .filter(({ field, key, isEmpty }) => isEmpty || (last.get(key) !== field && attributes.has(key)))
    .map(({ field }) => field);
}

/** Attributes do not change, and each step of a pipeline writes the model to tell its size. */
const encoded = new WeakMap<Attribute, { readonly key: string; readonly item: Item }>();

/** Names of nodes that the file has and the graph no longer. */
function goneNodes(graph: Graph, out: MessageWriter, number: number): Set<string> {
  const there = new Set(graph.nodes.map(({ name }) => name));
  const { original } = out;
  return new Set(original === null ? [] : namesIn(original, number).filter((name) => !there.has(name)));
}

function namesIn(message: Message, number: number): readonly string[] {
  const names =
    nodeNames.get(message) ?? message.all(number).map((field) => subMessage(field, "NodeDef").string(NODE.name));
  nodeNames.set(message, names);
  return names;
}

/** Of graphs as they were read. */
const nodeNames = new WeakMap<Message, readonly string[]>();

/** A node's attributes without the wish to be placed with nodes that are gone. */
function withoutGone(node: Node, gone: ReadonlySet<string>): Attributes {
  const attributes = new Map(node.attributes);
  const left = companionsWithout(node, gone);
  if (left === null) {
    attributes.delete(COMPANIONS);
  } else {
    attributes.set(COMPANIONS, left);
  }
  return attributes;
}

function inFileOrder(items: readonly Item[]): Item[] {
  const place = (item: Item) => item.origin?.start ?? Infinity;
  return [...items].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

/** Data inputs in order, then control inputs. A reference that still means the same stays spelled as it was. */
function inputs(node: Node, lost: readonly string[], out: MessageWriter, isFunction: boolean): Item[] {
  const originals = (out.original?.all(NODE.input) ?? []).map((field) => ({ field, text: stringValue(field) }));
  const data = originals.filter(({ text }) => !text.startsWith("^"));
  const controls = originals.filter(({ text }) => text.startsWith("^"));
  let kept = 0;
  const items: Item[] = node.inputs.map((value, index) => {
    const before = data[index];
    const name = value!.name;
    const same = before !== undefined && (isFunction ? before.text : parseReference(before.text).value) === name;
    kept += Number(same);
    return same ? out.kept(before.field) : out.string(NODE.input, before?.field ?? null, name);
  });
  const wanted = new Set([...[...node.controlInputs].map((control) => `^${control.name}`), ...lost]);
  const written = new Set<string>();
  for (const { field, text } of controls) {
    if (wanted.has(text)) {
      items.push(out.kept(field));
      kept++;
      written.add(text);
    }
  }
  for (const text of wanted) {
    if (!written.has(text)) {
      items.push(out.string(NODE.input, null, text));
    }
  }
  // What nobody changed stays in the order of the file, whatever it is.
  return kept === originals.length && items.length === kept ? originals.map(({ field }) => out.kept(field)) : items;
}
