// Model → ModelProto. Every message is rewritten from the one it was read from: fields that nobody changed are copied.
import type { ByteSource } from "../../bytes/byte-source";
import { denseBytes, elementCount } from "../../ir/dtype";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { addTo } from "../../ir/multimap";
import type { Attribute, Node } from "../../ir/node";
import { isSparse } from "../../ir/sparse";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { Pieces, type OutputFile } from "../../ir/pieces";
import { subMessage, type Field, type Message } from "../../wire/protobuf-reader";
import { MessageWriter, type FieldFilter, type Item } from "../../wire/protobuf-writer";
import type { Destination } from "../../ir/writer";
import { writeAttribute, type AttributeEncoder } from "./attributes";
import { extrasOf, type GraphExtras, type ModelExtras, type NodeExtras, type ValueExtras } from "./extras";
import { relocate, type Relocation } from "./relocate";
import {
  ATTRIBUTE,
  dataTypeOf,
  ENTRY,
  FUNCTION,
  GRAPH,
  MODEL,
  NODE,
  OPERATOR_SET,
  plainDomain,
  SPARSE_TENSOR,
  TENSOR,
  VALUE_INFO,
} from "./schema";
import { storedParts, type OnnxSparseStorage } from "./sparse-tensor";
import { replaceType, writeValueInfo } from "./types";

export async function writeOnnx(model: Model, target: Destination): Promise<OutputFile[]> {
  const extras = extrasOf<ModelExtras>(model)!;
  const relocation = await relocate(model, target);
  const writer = new GraphWriter(extras.source, relocation, extras.isLeftOut);
  const message = new MessageWriter(extras.source, extras.message, extras.isLeftOut);
  const graphField = extras.message.first(MODEL.graph);
  message.field(MODEL.graph, [message.message(MODEL.graph, graphField, writer.graph(model.graphs[0]!))]);
  message.field(
    MODEL.functions,
    [...model.functions.values()].map((graph) => {
      const { field } = extrasOf<GraphExtras>(graph)!;
      return message.message(MODEL.functions, field, writer.functionBody(graph));
    }),
  );
  message.field(MODEL.opsetImport, opsetImports(model, extras.message, message));
  return [{ path: null, pieces: message.finish() }, ...relocation.files];
}

/** The imports of the file that the model still has, and those of domains that operators were taken from since. */
function opsetImports(model: Model, original: Message, out: MessageWriter): Item[] {
  const fields = original.all(MODEL.opsetImport);
  const domains = fields.map((field) =>
    plainDomain(subMessage(field, "OperatorSetIdProto").string(OPERATOR_SET.domain)),
  );
  const known = new Set(domains);
  const added = [...model.opsets].filter(([domain]) => !known.has(domain));
  return [
    ...fields.filter((_, index) => model.opsets.has(domains[index]!)).map((field) => out.kept(field)),
    ...added.map(([domain, version]) => {
      const entry = new MessageWriter(out.source, null).optionalString(OPERATOR_SET.domain, domain);
      entry.field(OPERATOR_SET.version, [entry.integer(OPERATOR_SET.version, null, version)]);
      return out.message(MODEL.opsetImport, null, entry.finish());
    }),
  ];
}

class GraphWriter {
  constructor(
    readonly source: ByteSource,
    readonly relocation: Relocation,
    readonly isLeftOut: FieldFilter | null,
  ) {}

  graph(graph: Graph): Pieces {
    const original = extrasOf<GraphExtras>(graph)?.message ?? null;
    const out = this.#rewrite(original).optionalString(GRAPH.name, graph.name);
    out.field(GRAPH.node, this.#nodes(graph, out, GRAPH.node));
    const constants = [...graph.values].filter((value) => value.constant !== null && value.producer === null);
    out.field(GRAPH.initializer, inFileOrder(constants.flatMap((value) => this.#initializer(value, out))));
    out.field(GRAPH.sparseInitializer, inFileOrder(constants.flatMap((value) => this.#sparse(value, out))));
    const input = (value: Value) => extrasOf<ValueExtras>(value)?.input ?? declarationOf(value);
    out.field(
      GRAPH.input,
      graph.inputs.map((value) => this.#valueInfo(value, input(value), out, GRAPH.input)),
    );
    out.field(GRAPH.output, this.#outputs(graph, out));
    out.field(GRAPH.valueInfo, this.#valueInfos(graph, out, GRAPH.valueInfo));
    return out.finish();
  }

  functionBody(graph: Graph): Pieces {
    const original = extrasOf<GraphExtras>(graph)!.message;
    const out = this.#rewrite(original);
    out.field(FUNCTION.node, this.#nodes(graph, out, FUNCTION.node));
    out.field(FUNCTION.valueInfo, this.#valueInfos(graph, out, FUNCTION.valueInfo));
    return out.finish();
  }

  #rewrite(original: Message | null): MessageWriter {
    return new MessageWriter(this.source, original, this.isLeftOut);
  }

  #nodes(graph: Graph, out: MessageWriter, number: number): Item[] {
    return graph.nodes.map((node) => {
      const field = extrasOf<NodeExtras>(node)?.field ?? null;
      return out.message(number, field, this.#node(node, field));
    });
  }

  #node(node: Node, field: Field | null): Pieces {
    const original = field === null ? null : subMessage(field, "NodeProto");
    const out = this.#rewrite(original)
      .strings(NODE.input, names(node.inputs))
      .strings(NODE.output, names(node.outputs))
      .optionalString(NODE.name, node.name)
      .optionalString(NODE.operator, node.op.name);
    if (original === null || (node.op.domain !== "" && original.string(NODE.domain) !== node.op.domain)) {
      out.optionalString(NODE.domain, node.op.domain);
    }
    if (node.isDecoded) {
      const items = [...node.attributes].map(([name, attribute]) => this.#attribute(name, attribute, out));
      out.field(NODE.attribute, inFileOrder(items));
    }
    return out.finish();
  }

  #attribute(name: string, attribute: Attribute, out: MessageWriter): Item {
    const origin = (attribute.origin ?? null) as Field | null;
    if (origin !== null && attribute.kind === "tensor" && this.#isMoved(attribute.value)) {
      return out.message(
        NODE.attribute,
        origin,
        this.#movedTensor(subMessage(origin, "AttributeProto"), attribute.value),
      );
    }
    if (origin !== null && attribute.kind !== "graphs") {
      return out.kept(origin);
    }
    const original = origin === null ? null : subMessage(origin, "AttributeProto");
    const fields = graphFields(original);
    const encoder: AttributeEncoder = {
      source: this.source,
      tensor: ({ value }) => this.#tensor(null, "", value),
      sparseTensor: ({ value }) => this.#sparseTensor(value),
      graphs: ({ value }) =>
        value.map((graph, index) => ({
          origin: fields[index] ?? null,
          pieces: this.graph(graph),
        })),
    };
    return out.message(NODE.attribute, origin, writeAttribute(name, attribute, original, encoder));
  }

  #initializer(value: Value, out: MessageWriter): Item[] {
    const extras = extrasOf<ValueExtras>(value);
    const tensor = value.constant!;
    const origin = extras?.initializer ?? null;
    if (isSparse(tensor.storage)) {
      return [];
    }
    if (origin !== null && extras?.tensor === tensor && this.relocation.moved(tensor) === null) {
      const renamed = this.#rewrite(subMessage(origin, "TensorProto")).optionalString(TENSOR.name, value.name);
      return [out.message(GRAPH.initializer, origin, renamed.finish())];
    }
    const original = origin === null ? null : subMessage(origin, "TensorProto");
    return [out.message(GRAPH.initializer, origin, this.#tensor(original, value.name, tensor))];
  }

  /** A sparse initializer is kept as it is: what is stored sparsely anew is a Constant, as operators expect it. */
  #sparse(value: Value, out: MessageWriter): Item[] {
    const origin = extrasOf<ValueExtras>(value)?.sparseInitializer ?? null;
    const tensor = value.constant!;
    if (origin === null || !isSparse(tensor.storage)) {
      return [];
    }
    return this.#isMoved(tensor)
      ? [out.message(GRAPH.sparseInitializer, origin, this.#sparseTensor(tensor, value.name))]
      : [out.kept(origin)];
  }

  #isMoved(tensor: Tensor): boolean {
    return storedParts(tensor).some((part) => this.relocation.moved(part) !== null);
  }

  /** @param name Of its values, by which an initializer is known. */
  #sparseTensor({ shape, storage }: Tensor, name = ""): Pieces {
    const { nonZeros, indices } = storage as OnnxSparseStorage;
    const out = new MessageWriter(this.source, null);
    const part = (number: number, content: Tensor) =>
      out.field(number, [
        out.message(number, null, this.#tensor(null, number === SPARSE_TENSOR.values ? name : "", content)),
      ]);
    part(SPARSE_TENSOR.values, nonZeros);
    if (indices !== null) {
      part(SPARSE_TENSOR.indices, indices);
    }
    return out
      .field(
        SPARSE_TENSOR.dims,
        shape.map((dimension) => out.integer(SPARSE_TENSOR.dims, null, dimension)),
      )
      .finish();
  }

  /** The same attribute, whose tensor lies elsewhere now. */
  #movedTensor(original: Message, tensor: Tensor): Pieces {
    const out = this.#rewrite(original);
    if (isSparse(tensor.storage)) {
      const sparse = this.#sparseTensor(tensor);
      return out
        .field(ATTRIBUTE.sparseTensor, [
          out.message(ATTRIBUTE.sparseTensor, original.last(ATTRIBUTE.sparseTensor), sparse),
        ])
        .finish();
    }
    const before = original.single(ATTRIBUTE.t, "TensorProto");
    const after = this.#tensor(before, before?.string(TENSOR.name) ?? "", tensor);
    return out.field(ATTRIBUTE.t, [out.message(ATTRIBUTE.t, original.last(ATTRIBUTE.t), after)]).finish();
  }

  /** A TensorProto with the given elements in raw_data, or in another file where the relocation says so. */
  #tensor(original: Message | null, name: string, tensor: Tensor): Pieces {
    const out = this.#rewrite(original).optionalString(TENSOR.name, name);
    const external = this.relocation.moved(tensor);
    for (const number of DATA_FIELDS) {
      out.field(number, []);
    }
    if (original === null || original.integers(TENSOR.dims).join() !== tensor.shape.join()) {
      out.field(
        TENSOR.dims,
        tensor.shape.map((dimension) => out.integer(TENSOR.dims, null, dimension)),
      );
    }
    out.field(TENSOR.dataType, [out.integer(TENSOR.dataType, null, dataTypeOf(tensor.dtype))]);
    if (external !== null) {
      const entries = { location: external.location, offset: `${external.offset}`, length: `${external.length}` };
      out.field(
        TENSOR.externalData,
        Object.entries(entries).map(([key, value]) => {
          const entry = new MessageWriter(this.source, null)
            .optionalString(ENTRY.key, key)
            .optionalString(ENTRY.value, value);
          return out.message(TENSOR.externalData, null, entry.finish());
        }),
      );
      out.field(TENSOR.dataLocation, [out.integer(TENSOR.dataLocation, null, 1)]);
    } else {
      const length = denseBytes(tensor.dtype, elementCount(tensor.shape));
      const content = new Pieces().tensor(tensor, length, name);
      out.field(TENSOR.rawData, [out.message(TENSOR.rawData, null, content)]);
    }
    return out.finish();
  }

  /** What a graph says of its outputs goes with the value, or, where another has taken its place, with the name. */
  #outputs(graph: Graph, out: MessageWriter): Item[] {
    const own = (value: Value) => (graph.values.has(value) ? (extrasOf<ValueExtras>(value)?.output ?? null) : null);
    // By where they start: fields are objects made anew each time.
    const taken = new Set(graph.outputs.map((value) => own(value)?.start));
    const named = new Map<string, Field[]>();
    for (const field of [...(out.original?.all(GRAPH.output) ?? [])].reverse()) {
      if (!taken.has(field.start)) {
        addTo(named, subMessage(field, "ValueInfoProto").string(VALUE_INFO.name), field);
      }
    }
    const listed = new Set<number>();
    return graph.outputs.map((value) => {
      const declared = own(value);
      const isFirst = declared !== null && !listed.has(declared.start);
      const field = isFirst ? declared : (named.get(value.name)?.pop() ?? null);
      if (field !== null) {
        listed.add(field.start);
      }
      return this.#valueInfo(value, field ?? declarationOf(value), out, GRAPH.output);
    });
  }

  /** @param declaration What was said of the value, in whichever list. */
  #valueInfo(value: Value, declaration: Field | null, out: MessageWriter, number: number): Item {
    if (declaration === null) {
      return out.message(number, null, writeValueInfo(this.source, value.name, value.type));
    }
    const info = this.#rewrite(subMessage(declaration, "ValueInfoProto")).optionalString(VALUE_INFO.name, value.name);
    if (value.type !== null && value.type !== extrasOf<ValueExtras>(value)?.type) {
      replaceType(info, value.type);
    }
    return out.message(number, declaration.number === number ? declaration : null, info.finish());
  }

  /** Types of inner values: those of values that are gone go too, those that name nothing we know stay. */
  #valueInfos(graph: Graph, out: MessageWriter, number: number): Item[] {
    const owners = new Map<number, { readonly field: Field; readonly owner: Value }>();
    for (const value of graph.values) {
      const field = extrasOf<ValueExtras>(value)?.valueInfo ?? null;
      if (field !== null && !(number === GRAPH.valueInfo && isDeclaredAnew(graph, value))) {
        owners.set(field.start, { field, owner: value });
      }
    }
    const known = extrasOf<GraphExtras>(graph)?.valueInfos;
    const items = (out.original?.all(number) ?? []).flatMap((field) => {
      const found = owners.get(field.start);
      if (found !== undefined) {
        owners.delete(field.start);
        return [this.#valueInfo(found.owner, field, out, number)];
      }
      return known?.has(field.start) === true ? [] : [out.kept(field)];
    });
    // What came from another graph.
    return [...items, ...[...owners.values()].map(({ field, owner }) => this.#valueInfo(owner, field, out, number))];
  }
}

/** Where the file says what a value is; null: nowhere. */
function declarationOf(value: Value): Field | null {
  const extras = extrasOf<ValueExtras>(value);
  return extras?.valueInfo ?? extras?.output ?? extras?.input ?? null;
}

/** Whether a value has become an input or output, whose entry says all that its entry as an inner value did. */
function isDeclaredAnew(graph: Graph, value: Value): boolean {
  const extras = extrasOf<ValueExtras>(value)!;
  return (graph.isInput(value) && extras.input === null) || (graph.isOutput(value) && extras.output === null);
}

const DATA_FIELDS = [
  TENSOR.floatData,
  TENSOR.int32Data,
  TENSOR.stringData,
  TENSOR.int64Data,
  TENSOR.rawData,
  TENSOR.doubleData,
  TENSOR.uint64Data,
  TENSOR.externalData,
  TENSOR.dataLocation,
];

/** New items come last; the others stand where the file has them. */
function inFileOrder(items: readonly Item[]): Item[] {
  const place = (item: Item) => item.origin?.start ?? Infinity;
  return [...items].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

function names(values: readonly (Value | null)[]): string[] {
  return values.map((value) => value?.name ?? "");
}

function graphFields(attribute: Message | null): Field[] {
  return attribute === null ? [] : [...attribute.all(ATTRIBUTE.g), ...attribute.all(ATTRIBUTE.graphs)];
}
