// GraphProto and FunctionProto → Graph. Names are values; a nested graph sees the names of the graphs around it.
import type { ByteSource } from "../../bytes/byte-source";
import { malformed } from "../../ground/errors";
import { Graph } from "../../ir/graph";
import { Lineage } from "../../ir/lineage";
import { NO_ATTRIBUTES, type Attribute } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { TensorType, Value } from "../../ir/value";
import { warn } from "../../ir/warnings";
import type { FieldOrigin } from "../../wire/field-storage";
import { MessageOpener, subMessage, type Field, type FieldList, type Message } from "../../wire/protobuf-reader";
import { MAX_NESTING } from "../../bytes/limits";
import { NameTable } from "../../ir/name-table";
import { TypePool } from "../../ir/type-pool";
import { AttributePlaces } from "./attribute-places";
import { GRAPHS, readAttribute, TENSORS, type AttributeContext } from "./attributes";
import { constantOf } from "./constant";
import type { ExternalFiles } from "./external-data";
import { extrasOf, NodeExtras, NOWHERE, OWNER, ValueExtras, type AttributeReader, type GraphExtras } from "./extras";
import { OperatorPool } from "./pools";
import { ATTRIBUTE, FUNCTION, GRAPH, NODE, SPARSE_TENSOR, TENSOR, VALUE_INFO } from "./schema";
import { sparseTensor } from "./sparse-tensor";
import { readTensor } from "./tensor";
import { readValueType } from "./types";

type Opsets = ReadonlyMap<string, number>;

/** The values a graph's nodes can name, and the scope around it. */
class Scope {
  readonly #names = new NameTable<Value>();

  constructor(
    readonly graph: Graph,
    readonly outer: Scope | null,
    readonly depth: number,
  ) {}

  own(name: string): Value | undefined {
    return this.#names.get(name);
  }

  find(name: string): Value | undefined {
    return this.#names.get(name) ?? this.outer?.find(name);
  }

  /** The value that a field names. */
  ownNamed(list: FieldList, index: number): Value | undefined {
    return list.named(index, this.#names);
  }

  findNamed(list: FieldList, index: number): Value | undefined {
    return this.ownNamed(list, index) ?? this.outer?.findNamed(list, index);
  }

  declare(name: string): Value {
    return this.#names.get(name) ?? this.#declareNew(name);
  }

  /** The value that a node makes: another one where this name is an input or a constant. */
  declareMade(name: string): Value {
    const known = this.#names.get(name);
    if (known === undefined) {
      return this.#declareNew(name);
    }
    return known.constant !== null || this.graph.isInput(known) ? this.graph.addValue(name, null) : known;
  }

  /** Whether some values of the graph have one name. */
  get isRepeated(): boolean {
    return this.#names.size < this.graph.values.size;
  }

  #declareNew(name: string): Value {
    const value = this.graph.addValue(name, null);
    this.#names.add(value);
    return value;
  }
}

type Outputs = (Value | null)[];

/** Of graphs that state nothing of their values: many functions do not. Nothing is ever added to it. */
const NONE = new Set<number>();

export class GraphReader {
  readonly lineage = new Lineage();
  readonly #origin: FieldOrigin;
  readonly #operators = new OperatorPool();
  readonly #types = new TypePool<TensorType>();
  readonly #opener = new MessageOpener();
  readonly #attributeOpener = new MessageOpener();
  readonly #lookOpener = new MessageOpener();
  readonly #places = new AttributePlaces();
  /** Of all nodes without graphs in their attributes. */
  readonly #attributes: AttributeReader;
  #hasRepeatedNames = false;

  constructor(
    source: ByteSource,
    readonly external: ExternalFiles,
    readonly warnings: string[],
  ) {
    this.#origin = { source, what: "Tensor" };
    this.#attributes = this.#attributeReader(null);
  }

  /** Whether in one of the graphs that were read some values have one name. */
  get hasRepeatedNames(): boolean {
    return this.#hasRepeatedNames;
  }

  graph(message: Message, field: Field | null, opsets: Opsets, outer: Scope | null): Graph {
    const depth = outer === null ? 0 : outer.depth + 1;
    if (depth > MAX_NESTING) {
      throw malformed("GraphProto", `graphs are nested more than ${MAX_NESTING} deep`, message.start);
    }
    const graph = new Graph(message.string(GRAPH.name), this.lineage);
    const valueInfos = message.has(GRAPH.valueInfo) ? new Set<number>() : NONE;
    graph.extras = graphExtras(message, field, valueInfos);
    const scope = new Scope(graph, outer, depth);
    const { list } = message;
    message.eachIndex(GRAPH.input, (index) => {
      const info = subMessage(list.made(index), "ValueInfoProto");
      const name = info.string(VALUE_INFO.name);
      const isRepeated = scope.own(name) !== undefined;
      const value = isRepeated ? graph.addValue(name, null) : scope.declare(name);
      value.type = readValueType(info);
      mentionsOf(value, list).inputAt = index;
      graph.addInput(value);
    });
    this.#initializers(message, scope);
    const outputs = this.#declareOutputs(message, GRAPH.node, scope);
    message.eachIndex(GRAPH.valueInfo, (index) => {
      const info = this.#opener.open(list, index, "ValueInfoProto");
      const value = this.#subjectOf(info, scope);
      // Where there are several, the first counts, and the others are carried.
      if (value !== undefined && mentionsOf(value, list).valueInfoAt === NOWHERE) {
        value.type ??= readValueType(info);
        mentionsOf(value, list).valueInfoAt = index;
        valueInfos.add(list.made(index).start);
      }
    });
    message.eachIndex(GRAPH.output, (index) => {
      const info = subMessage(list.made(index), "ValueInfoProto");
      const name = info.string(VALUE_INFO.name);
      const value = scope.own(name) ?? scope.find(name) ?? scope.declare(name);
      value.type ??= readValueType(info);
      if (value.graph === graph && mentionsOf(value, list).outputAt === NOWHERE) {
        mentionsOf(value, list).outputAt = index;
      }
      graph.addOutput(value);
    });
    this.#connect(outputs, message, GRAPH.node, scope, opsets);
    graph.values.forEach((value) => {
      const mentions = extrasOf<ValueExtras>(value);
      if (mentions !== null) {
        mentions.type = value.type;
        mentions.tensor = value.constant;
      }
    });
    this.#hasRepeatedNames ||= scope.isRepeated;
    return graph;
  }

  /** @returns the name nodes call the function by, and its body. */
  functionBody(field: Field, readOpsets: (message: Message, number: number) => Opsets): { key: string; graph: Graph } {
    const message = subMessage(field, "FunctionProto");
    const name = message.string(FUNCTION.name);
    const graph = new Graph(name, this.lineage);
    const valueInfos = message.has(FUNCTION.valueInfo) ? new Set<number>() : NONE;
    graph.extras = graphExtras(message, field, valueInfos);
    const scope = new Scope(graph, null, 0);
    graph.setInputs(message.strings(FUNCTION.input).map((input) => scope.declare(input)));
    const opsets = readOpsets(message, FUNCTION.opsetImport);
    const outputs = this.#declareOutputs(message, FUNCTION.node, scope);
    message.eachIndex(FUNCTION.valueInfo, (index) => {
      const item = message.list.made(index);
      const info = subMessage(item, "ValueInfoProto");
      const value = this.#subjectOf(info, scope);
      if (value !== undefined && value.extras === null) {
        const mentions = mentionsOf(value, message.list);
        mentions.type = value.type = readValueType(info);
        mentions.valueInfoAt = index;
        valueInfos.add(item.start);
      }
    });
    graph.setOutputs(message.strings(FUNCTION.output).map((output) => scope.declare(output)));
    this.#connect(outputs, message, FUNCTION.node, scope, opsets);
    this.#hasRepeatedNames ||= scope.isRepeated;
    return { key: functionKey(message.string(FUNCTION.domain), name, message.string(FUNCTION.overload)), graph };
  }

  #subjectOf({ list }: Message, scope: Scope): Value | undefined {
    const name = list.last(VALUE_INFO.name);
    return name < 0 ? scope.own("") : scope.ownNamed(list, name);
  }

  #initializers(message: Message, scope: Scope): void {
    const { list } = message;
    message.eachIndex(GRAPH.initializer, (index) => {
      const proto = this.#opener.open(list, index, "TensorProto");
      const name = proto.string(TENSOR.name);
      const value = this.#declareConstant(name, this.#tensor(proto, name), scope, list);
      mentionsOf(value, list).initializerAt = index;
    });
    message.eachIndex(GRAPH.sparseInitializer, (index) => {
      const sparse = subMessage(list.made(index), "SparseTensorProto");
      const name = sparse.single(SPARSE_TENSOR.values, "TensorProto")?.string(TENSOR.name) ?? "";
      const value = this.#declareConstant(name, this.#sparseTensor(sparse, name), scope, list);
      mentionsOf(value, list).sparseInitializerAt = index;
    });
  }

  /** Of two constants with one name runtimes take the later; the earlier is carried as a value that nothing reads. */
  #declareConstant(name: string, tensor: Tensor, scope: Scope, list: FieldList): Value {
    const value = scope.declare(name);
    if (value.constant !== null) {
      const earlier = scope.graph.addValue(name, this.#typeOf(value.constant));
      earlier.constant = value.constant;
      const found = mentionsOf(value, list);
      const { initializerAt, sparseInitializerAt } = found;
      Object.assign(mentionsOf(earlier, list), { initializerAt, sparseInitializerAt });
      Object.assign(found, { initializerAt: NOWHERE, sparseInitializerAt: NOWHERE });
    }
    value.constant = tensor;
    value.type ??= this.#typeOf(tensor);
    return value;
  }

  #typeOf({ dtype, shape }: Tensor): TensorType {
    return this.#types.of({ dtype, shape });
  }

  #tensor(message: Message, name: string): Tensor {
    return readTensor(this.#origin, message, this.external, this.#types, name);
  }

  #sparseTensor(message: Message, name: string): Tensor {
    const values = message.single(SPARSE_TENSOR.values, "TensorProto");
    if (values === null) {
      throw malformed("SparseTensorProto", "it has no values", message.start);
    }
    const indices = message.single(SPARSE_TENSOR.indices, "TensorProto");
    const shape = message.integers(SPARSE_TENSOR.dims).map(Number);
    return sparseTensor(this.#tensor(values, name), indices === null ? null : this.#tensor(indices, name), shape, name);
  }

  /** What each node makes, in file order: nodes before it may read it too. */
  #declareOutputs(graph: Message, number: number, scope: Scope): Outputs[] {
    const outputs = new Array<Outputs>(graph.count(number));
    let position = 0;
    graph.eachIndex(number, (index) => {
      const message = this.#opener.open(graph.list, index, "NodeProto");
      const { list } = message;
      outputs[position++] = message.map(NODE.output, (at) =>
        list.lengthAt(at) === 0 ? null : scope.declareMade(list.string(at)),
      );
    });
    return outputs;
  }

  /** Whether an attribute of a node has a field of one of some numbers. */
  #holds(numbers: readonly number[], { list }: Message): boolean {
    for (let index = list.next(NODE.attribute, 0); index >= 0; index = list.next(NODE.attribute, index + 1)) {
      const holds =
        list.holds(index, numbers) ??
        numbers.some((number) => this.#attributeOpener.open(list, index, "AttributeProto").has(number));
      if (holds) {
        return true;
      }
    }
    return false;
  }

  #connect(outputs: readonly Outputs[], graph: Message, number: number, scope: Scope, opsets: Opsets): void {
    const { list } = graph;
    let position = 0;
    graph.eachIndex(number, (index) => {
      const message = this.#opener.open(list, index, "NodeProto");
      const { list: parts } = message;
      const name = message.string(NODE.name);
      const op = this.#operators.of(message, opsets);
      const holdsGraph = this.#holds(GRAPHS, message);
      const extras = new NodeExtras(list, index, this.#attributes);
      const node = scope.graph.append({
        name,
        op,
        inputs: message.map(NODE.input, (at) =>
          parts.lengthAt(at) === 0
            ? null
            : (scope.findNamed(parts, at) ?? this.#missing(parts.string(at), name, scope)),
        ),
        outputs: ownOutputs(outputs[position++]!, scope.graph),
        // Nodes of a graph in an attribute may read values of this one.
        attributes: holdsGraph ? this.#attributeReader({ scope, opsets }).attributes(list, index) : extras,
        extras,
      });
      const constant = constantOf(node);
      const [output] = node.outputs;
      if (constant !== null && output !== undefined && output !== null) {
        output.constant = constant;
        output.type ??= this.#typeOf(constant);
      }
    });
  }

  #missing(input: string, node: string, scope: Scope): Value {
    warn(this.warnings, `Node "${node}" reads "${input}", which nothing makes; runtimes will refuse the file.`);
    return scope.declare(input);
  }

  /** @param around Where the graphs in attributes are; null for nodes without such. */
  #attributeReader(around: { readonly scope: Scope; readonly opsets: Opsets } | null): AttributeReader {
    const context: AttributeContext = {
      tensor: (proto) => ({ kind: "tensor", value: this.#tensor(proto, proto.string(TENSOR.name)) }),
      sparseTensor: (proto) => ({ kind: "tensor", value: this.#sparseTensor(proto, "") }),
      graphs: (protos) => ({
        kind: "graphs",
        value: protos.map((proto) => this.graph(proto, null, around!.opsets, around!.scope)),
      }),
    };
    return {
      attributes: (fields, position) => {
        if (!this.#lookOpener.open(fields, position, "NodeProto").has(NODE.attribute)) {
          return NO_ATTRIBUTES;
        }
        const attributes = new Map<string, Attribute>();
        for (const field of subMessage(fields.made(position), "NodeProto").all(NODE.attribute)) {
          const attribute = subMessage(field, "AttributeProto");
          const name = attribute.string(ATTRIBUTE.name);
          const shadowed = attributes.get(name);
          if (shadowed !== undefined) {
            // Runtimes take the last one; the others are carried along.
            const key = `${name}, given again (${attributes.size})`;
            attributes.set(key, { kind: "opaque", value: "a value without effect", origin: shadowed.origin });
          }
          attributes.set(name, readAttribute(attribute, field, context));
        }
        return attributes;
      },
      attribute: (fields, position, name) => {
        const { list } = this.#lookOpener.open(fields, position, "NodeProto");
        const found = this.#places.find(list, name);
        const field = found < 0 ? null : list.made(found);
        return field === null
          ? undefined
          : readAttribute(this.#attributeOpener.open(list, found, "AttributeProto"), field, context);
      },
      holdsTensor: (fields, position) => this.#holds(TENSORS, this.#lookOpener.open(fields, position, "NodeProto")),
    };
  }
}

/** What a node makes, in its own list: other values where another node makes them already. */
function ownOutputs(outputs: (Value | null)[], graph: Graph): (Value | null)[] {
  for (let index = 0; index < outputs.length; index++) {
    const output = outputs[index]!;
    if (output !== null && output.producer !== null) {
      outputs[index] = graph.addValue(output.name, null);
    }
  }
  return outputs;
}

/** The fields of a graph that mention one of its values. */
function mentionsOf(value: Value, list: FieldList): ValueExtras {
  const known = extrasOf<ValueExtras>(value);
  const mentions = known ?? new ValueExtras(list);
  value.extras = mentions;
  return mentions;
}

function graphExtras(message: Message, field: Field | null, valueInfos: ReadonlySet<number>): GraphExtras {
  return { owner: OWNER, message, field, valueInfos };
}

/** Functions are called by domain and operator type, and by overload where there is one. */
export function functionKey(domain: string, name: string, overload = ""): string {
  return overload === "" ? `${domain}:${name}` : `${domain}:${name}:${overload}`;
}
