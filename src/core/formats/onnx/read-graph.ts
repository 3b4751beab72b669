// GraphProto and FunctionProto → Graph. Names are values; a nested graph sees the names of the graphs around it.
import type { ByteSource } from "../../bytes/byte-source";
import { malformed } from "../../ir/errors";
import { Graph } from "../../ir/graph";
import type { Attribute, Attributes, OperatorType } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { TensorType, Value } from "../../ir/value";
import { subMessage, type Field, type Message } from "../../wire/protobuf-reader";
import { MAX_NESTING } from "../limits";
import { hasGraphs, readAttribute, type AttributeContext } from "./attributes";
import { constantOf } from "./constant";
import type { ExternalFiles } from "./external-data";
import { OWNER, type GraphExtras, type NodeExtras, type ValueExtras } from "./extras";
import { ATTRIBUTE, FUNCTION, GRAPH, NODE, SPARSE_TENSOR, TENSOR, VALUE_INFO, plainDomain } from "./schema";
import { sparseTensor } from "./sparse-tensor";
import { readTensor } from "./tensor";
import { readValueType } from "./types";

type Opsets = ReadonlyMap<string, number>;

/** The values a graph's nodes can name, and the scope around it. */
class Scope {
  readonly #names = new Map<string, Value>();

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

  declare(name: string): Value {
    let value = this.#names.get(name);
    if (value === undefined) {
      value = this.graph.addValue(name, null);
      this.#names.set(name, value);
    }
    return value;
  }
}

/** A node whose outputs are known already, so that nodes before it in the file can read them too. */
interface DeclaredNode {
  readonly field: Field;
  readonly message: Message;
  readonly outputs: readonly (Value | null)[];
}

/** What was found out about a value while its graph is read. */
type Draft = { -readonly [K in keyof ValueExtras]: ValueExtras[K] };

export class GraphReader {
  readonly #operators = new Map<string, OperatorType>();

  constructor(
    readonly source: ByteSource,
    readonly external: ExternalFiles,
    readonly warnings: string[],
  ) {}

  graph(message: Message, field: Field | null, opsets: Opsets, outer: Scope | null): Graph {
    const depth = outer === null ? 0 : outer.depth + 1;
    if (depth > MAX_NESTING) {
      throw malformed("GraphProto", `graphs are nested more than ${MAX_NESTING} deep`, message.start);
    }
    const graph = new Graph(message.string(GRAPH.name));
    const valueInfos = new Set<Field>();
    graph.extras = graphExtras(message, field, valueInfos);
    const scope = new Scope(graph, outer, depth);
    const drafts = new Map<Value, Draft>();
    const draft = (value: Value): Draft => {
      let found = drafts.get(value);
      if (found === undefined) {
        found = { ...EMPTY_DRAFT };
        drafts.set(value, found);
      }
      return found;
    };
    for (const item of message.all(GRAPH.input)) {
      const info = subMessage(item, "ValueInfoProto");
      const name = info.string(VALUE_INFO.name);
      const isRepeated = scope.own(name) !== undefined;
      const value = isRepeated ? graph.addValue(name, null) : scope.declare(name);
      value.type = readValueType(info);
      draft(value).input = item;
      graph.addInput(value);
    }
    this.#initializers(message, scope, draft);
    const nodes = this.#declareOutputs(message.all(GRAPH.node), scope);
    for (const item of message.all(GRAPH.valueInfo)) {
      const info = subMessage(item, "ValueInfoProto");
      const value = scope.own(info.string(VALUE_INFO.name));
      // Where there are several, the first counts, and the others are carried.
      if (value !== undefined && draft(value).valueInfo === null) {
        value.type ??= readValueType(info);
        draft(value).valueInfo = item;
        valueInfos.add(item);
      }
    }
    for (const item of message.all(GRAPH.output)) {
      const info = subMessage(item, "ValueInfoProto");
      const name = info.string(VALUE_INFO.name);
      const value = scope.own(name) ?? scope.find(name) ?? scope.declare(name);
      value.type ??= readValueType(info);
      draft(value).output ??= item;
      graph.addOutput(value);
    }
    for (const [value, found] of drafts) {
      if (graph.values.has(value)) {
        value.extras = valueExtras({ ...found, type: value.type, tensor: value.constant });
      }
    }
    this.#connect(nodes, scope, opsets);
    return graph;
  }

  /** @returns the name nodes call the function by, and its body. */
  functionBody(field: Field, readOpsets: (message: Message, number: number) => Opsets): { key: string; graph: Graph } {
    const message = subMessage(field, "FunctionProto");
    const name = message.string(FUNCTION.name);
    const graph = new Graph(name);
    const valueInfos = new Set<Field>();
    graph.extras = graphExtras(message, field, valueInfos);
    const scope = new Scope(graph, null, 0);
    graph.inputs = message.strings(FUNCTION.input).map((input) => scope.declare(input));
    const nodes = this.#declareOutputs(message.all(FUNCTION.node), scope);
    for (const item of message.all(FUNCTION.valueInfo)) {
      const info = subMessage(item, "ValueInfoProto");
      const value = scope.own(info.string(VALUE_INFO.name));
      if (value !== undefined && value.extras === null) {
        value.type = readValueType(info);
        value.extras = valueExtras({ ...EMPTY_DRAFT, type: value.type, valueInfo: item });
        valueInfos.add(item);
      }
    }
    graph.outputs = message.strings(FUNCTION.output).map((output) => scope.declare(output));
    this.#connect(nodes, scope, readOpsets(message, FUNCTION.opsetImport));
    return { key: functionKey(message.string(FUNCTION.domain), name, message.string(FUNCTION.overload)), graph };
  }

  #initializers(message: Message, scope: Scope, draft: (value: Value) => Draft): void {
    for (const item of message.all(GRAPH.initializer)) {
      const proto = subMessage(item, "TensorProto");
      const name = proto.string(TENSOR.name);
      const tensor = this.#tensor(proto, name);
      const value = declareConstant(name, tensor, scope, draft);
      draft(value).initializer = item;
    }
    for (const item of message.all(GRAPH.sparseInitializer)) {
      const sparse = subMessage(item, "SparseTensorProto");
      const name = sparse.single(SPARSE_TENSOR.values, "TensorProto")?.string(TENSOR.name) ?? "";
      const tensor = this.#sparseTensor(sparse, name);
      const value = declareConstant(name, tensor, scope, draft);
      draft(value).sparseInitializer = item;
    }
  }

  #tensor(message: Message, name: string): Tensor {
    return readTensor(this.source, message, this.external, name);
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

  #declareOutputs(fields: readonly Field[], scope: Scope): DeclaredNode[] {
    return fields.map((field) => {
      const message = subMessage(field, "NodeProto");
      const outputs = message.strings(NODE.output).map((name) => {
        if (name === "") {
          return null;
        }
        const known = scope.own(name);
        if (known !== undefined && (known.constant !== null || scope.graph.isInput(known))) {
          return scope.graph.addValue(name, null);
        }
        return scope.declare(name);
      });
      return { field, message, outputs };
    });
  }

  #connect(nodes: readonly DeclaredNode[], scope: Scope, opsets: Opsets): void {
    for (const { field, message, outputs } of nodes) {
      const name = message.string(NODE.name);
      const inputs = message.strings(NODE.input).map((input) => (input === "" ? null : this.#read(input, name, scope)));
      const node = scope.graph.insert({
        name,
        op: this.#operator(message, opsets),
        inputs,
        outputs: outputs.map((output) =>
          output !== null && output.producer !== null ? scope.graph.addValue(output.name, null) : output,
        ),
        attributes: this.#attributes(field, message, scope, opsets),
        extras: nodeExtras(field),
      });
      const constant = constantOf(node);
      const [output] = node.outputs;
      if (constant !== null && output !== undefined && output !== null) {
        output.constant = constant;
        output.type ??= typeOf(constant);
      }
    }
  }

  #read(input: string, node: string, scope: Scope): Value {
    const value = scope.find(input);
    if (value !== undefined) {
      return value;
    }
    this.warnings.push(`Node "${node}" reads "${input}", which nothing makes; runtimes will refuse the file.`);
    return scope.declare(input);
  }

  #operator(message: Message, opsets: Opsets): OperatorType {
    const domain = message.string(NODE.domain);
    const shortDomain = plainDomain(domain);
    const name = message.string(NODE.operator);
    const version = opsets.get(shortDomain) ?? null;
    const key = `${shortDomain}:${name}:${version}`;
    let operator = this.#operators.get(key);
    if (operator === undefined) {
      operator = { domain: shortDomain, name, version };
      this.#operators.set(key, operator);
    }
    return operator;
  }

  /** Decoded when asked for, except where an attribute holds a graph, whose nodes may read values of this one. */
  #attributes(node: Field, message: Message, scope: Scope, opsets: Opsets): Attributes | (() => Attributes) {
    const context: AttributeContext = {
      tensor: (proto) => ({ kind: "tensor", value: this.#tensor(proto, proto.string(TENSOR.name)) }),
      sparseTensor: (proto) => ({ kind: "tensor", value: this.#sparseTensor(proto, "") }),
      graphs: (protos) => ({
        kind: "graphs",
        value: protos.map((proto) => this.graph(proto, null, opsets, scope)),
      }),
    };
    const decode = () => {
      const attributes = new Map<string, Attribute>();
      for (const field of subMessage(node, "NodeProto").all(NODE.attribute)) {
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
    };
    const holdsGraph = message.all(NODE.attribute).some((field) => hasGraphs(subMessage(field, "AttributeProto")));
    return holdsGraph ? decode() : memoized(decode);
  }
}

const EMPTY_DRAFT: ValueExtras = {
  owner: OWNER,
  type: null,
  tensor: null,
  initializer: null,
  sparseInitializer: null,
  input: null,
  output: null,
  valueInfo: null,
};

/** Of two constants with one name runtimes take the later; the earlier is carried as a value that nothing reads. */
function declareConstant(name: string, tensor: Tensor, scope: Scope, draft: (value: Value) => Draft): Value {
  const value = scope.declare(name);
  if (value.constant !== null) {
    const earlier = scope.graph.addValue(name, typeOf(value.constant));
    earlier.constant = value.constant;
    const found = draft(value);
    const { initializer, sparseInitializer } = found;
    Object.assign(draft(earlier), { initializer, sparseInitializer });
    Object.assign(found, { initializer: null, sparseInitializer: null });
  }
  value.constant = tensor;
  value.type ??= typeOf(tensor);
  return value;
}

function graphExtras(message: Message, field: Field | null, valueInfos: ReadonlySet<Field>): GraphExtras {
  return { owner: OWNER, message, field, valueInfos };
}

function valueExtras(extras: ValueExtras): ValueExtras {
  return extras;
}

function nodeExtras(field: Field): NodeExtras {
  return { owner: OWNER, field };
}

function typeOf(tensor: Tensor): TensorType {
  return { dtype: tensor.dtype, shape: tensor.shape };
}

function memoized<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Functions are called by domain and operator type, and by overload where there is one. */
export function functionKey(domain: string, name: string, overload = ""): string {
  return overload === "" ? `${domain}:${name}` : `${domain}:${name}:${overload}`;
}
