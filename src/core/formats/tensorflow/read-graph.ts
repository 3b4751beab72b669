// GraphDef and FunctionDef → Graph. A node names what it reads: "node", "node:1", "^node"; inside functions
// "argument", "node:output:0".
import type { ByteSource } from "../../bytes/byte-source";
import { Graph } from "../../ir/graph";
import { Lineage } from "../../ir/lineage";
import { addTo } from "../../ir/multimap";
import { NameTable } from "../../ir/name-table";
import type { Node, OperatorType } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { TensorType, UnresolvedType, Value } from "../../ir/value";
import { TypePool } from "../../ir/type-pool";
import { warn } from "../../ir/warnings";
import type { FieldOrigin } from "../../wire/field-storage";
import { MessageOpener, subMessage, type Field, type FieldList, type Message } from "../../wire/protobuf-reader";
import { findAttribute, hasAttribute, holdsTensor, readAttributes, readOne } from "./attributes";
import { COMPANIONS, companionsOf } from "./companions";
import { NodeExtras, OWNER, type GraphExtras, type NodeReader } from "./extras";
import { portOf } from "./operator-outputs";
import { ARG_DEF, ATTR, dtypeOf, ENTRY, FUNCTION, GRAPH, NODE, OP_DEF } from "./schema";
import { readTensor } from "./tensor";
import { outputType } from "./types";

/** What a node reads: the output of another one, or only that it runs after it. */
export interface Reference {
  readonly node: string;
  /** The value's name: "node" for the first output, "node:1" for others. */
  readonly value: string;
  readonly port: number;
  readonly control: boolean;
}

export function parseReference(text: string): Reference {
  if (text.startsWith("^")) {
    return { node: text.slice(1), value: text.slice(1), port: -1, control: true };
  }
  const [, node, port] = (text.includes(":") ? /^(.*):(\d+)$/s.exec(text) : null) ?? [null, text, "0"];
  return { node: node, value: valueName(node, Number(port)), port: Number(port), control: false };
}

/** Whether a text names more than the first output of a node. */
function isReference(text: string): boolean {
  return text.startsWith("^") || text.includes(":");
}

export function valueName(node: string, port: number): string {
  return port === 0 ? node : `${node}:${port}`;
}

type Outputs = (Value | null)[];

/** Until it is known that there is one. */
const NO_OUTPUTS: Outputs = [];

/**
 * The nodes of a graph in file order before they are connected, a list for each of what is known of them: an object for
 * each node would outlive the reading of large graphs.
 */
class Drafts {
  readonly extras: NodeExtras[];
  readonly names: string[];
  readonly operators: OperatorType[];
  readonly constants: (Tensor | null)[];
  readonly outputs: Outputs[];
  /** Those that say which nodes they are to be placed with. */
  readonly placed: number[] = [];

  constructor(readonly count: number) {
    this.extras = new Array<NodeExtras>(count);
    this.names = new Array<string>(count);
    this.operators = new Array<OperatorType>(count);
    this.constants = new Array<Tensor | null>(count);
    this.outputs = new Array<Outputs>(count);
  }
}

/** What texts name in a graph. */
interface Names {
  readonly read: (text: string) => Value;
  /** What a field names, as far as that is known without making its text. */
  readonly named: (fields: FieldList, at: number) => Value | undefined;
  /** The position of the node that a control input names. */
  readonly controlOf: (text: string) => number | undefined;
  readonly isArgument: (name: string) => boolean;
}

export class GraphReader {
  readonly lineage = new Lineage();
  readonly #operators = new Map<string, OperatorType>();
  readonly #origin: FieldOrigin;
  readonly #reader: NodeReader;
  readonly #opener = new MessageOpener();
  readonly #types = new TypePool<TensorType>();
  readonly #tensorOpener = new MessageOpener();
  /** Output ports that may still be made: a file cannot need more than it has bytes to name them. */
  #ports: number;

  constructor(
    source: ByteSource,
    readonly warnings: string[],
  ) {
    this.#ports = source.size;
    const origin = { source, what: "Const" };
    const lookOpener = new MessageOpener();
    this.#origin = origin;
    this.#reader = {
      attributes: (node) => readAttributes(origin, subMessage(node, "NodeDef")),
      attribute: (fields, index, name) => readOne(origin, lookOpener.open(fields, index, "NodeDef"), name),
      holdsTensor: (fields, index) => holdsTensor(lookOpener.open(fields, index, "NodeDef")),
      type: (fields, index, port) => {
        const type = outputType(lookOpener.open(fields, index, "NodeDef"), port);
        return type === null ? null : this.#types.of(type);
      },
    };
  }

  graph(message: Message, field: Field | null, metaGraph: number, name: string): Graph {
    const graph = new Graph(name, this.lineage);
    const extras: GraphExtras = { owner: OWNER, kind: "graph", message, field, metaGraph };
    graph.extras = extras;
    const drafts = this.#drafts(message, GRAPH.node);
    const byName = new NameTable<Value>();
    const firstId = this.lineage.values;
    drafts.names.forEach((node, position) => {
      const output = graph.addValue(node, drafts.extras[position]!);
      // Most make one: a list that grew has room for more.
      drafts.outputs[position] = [output];
      if (byName.get(node) === undefined) {
        byName.add(output);
      } else {
        warn(this.warnings, `Two nodes are called "${node}"; TensorFlow will refuse the graph.`);
      }
    });
    const find = (node: string) => {
      const output = byName.get(node);
      return output === undefined ? undefined : output.id - firstId;
    };
    const missing = new Map<string, Value>();
    const named = (fields: FieldList, at: number) => {
      const output = fields.named(at, byName);
      return output === undefined || isReference(output.name) ? undefined : output;
    };
    const read = (text: string): Value => {
      const { node, value, port } = parseReference(text);
      const position = find(node);
      const outputs = position === undefined ? null : drafts.outputs[position]!;
      if (outputs !== null && port - outputs.length < this.#ports) {
        for (; outputs.length <= port; this.#ports--) {
          outputs.push(null);
        }
        const extras = drafts.extras[position!]!;
        return (outputs[port] ??= graph.addValue(value, port === 0 ? extras : new OutputType(extras, port)));
      }
      return this.#missing(graph, value, missing);
    };
    const controlOf = (text: string) => find(parseReference(text).node);
    this.#connect(graph, message, drafts, { read, named, controlOf, isArgument: () => false });
    this.#warnOfMissingCompanions(
      drafts.placed.map((position) => graph.nodes[position]!),
      (node) => byName.get(node) !== undefined,
    );
    return graph;
  }

  /** Inside functions nobody minds. */
  #warnOfMissingCompanions(nodes: readonly Node[], isKnown: (name: string) => boolean): void {
    const missing = (node: Node) => companionsOf(node).find((name) => !isKnown(name));
    const lonely = nodes.filter((node) => missing(node) !== undefined);
    const [first] = lonely;
    if (first !== undefined) {
      const what =
        lonely.length === 1
          ? `is to be placed with "${missing(first)}", which is not there`
          : `and ${lonely.length - 1} more are to be placed with nodes that are not there, such as "${missing(first)}"`;
      this.warnings.push(`"${first.name}" ${what}; TensorFlow will refuse the graph.`);
    }
  }

  /** @returns the function's name and its body. */
  functionBody(field: Field, metaGraph: number): Graph {
    const message = subMessage(field, "FunctionDef");
    const signature = message.single(FUNCTION.signature, "OpDef");
    const graph = new Graph(signature?.string(OP_DEF.name) ?? "", this.lineage);
    const extras: GraphExtras = { owner: OWNER, kind: "function", message, field, metaGraph };
    graph.extras = extras;
    const values = new Map<string, Value>();
    for (const argument of signature?.messages(OP_DEF.inputArg, "ArgDef") ?? []) {
      const dtype = argument.integer(ARG_DEF.type);
      const type: TensorType | null = dtype === 0 ? null : { dtype: dtypeOf(dtype), shape: null };
      const value = graph.addValue(argument.string(ARG_DEF.name), type);
      values.set(value.name, value);
      graph.addInput(value);
    }
    const drafts = this.#drafts(message, FUNCTION.node);
    const byName = new Map(drafts.names.map((name, position) => [name, position]));
    const missing = new Map<string, Value>();
    const read = (text: string): Value => {
      const known = values.get(text);
      if (known !== undefined) {
        return known;
      }
      const position = byName.get(text.split(":", 1)[0]!);
      if (position === undefined) {
        return this.#missing(graph, text, missing);
      }
      const value = graph.addValue(text, new NamedOutputType(drafts.extras[position]!, text));
      const outputs = drafts.outputs[position]!;
      if (outputs.length === 0) {
        drafts.outputs[position] = [value];
      } else {
        outputs.push(value);
      }
      values.set(text, value);
      return value;
    };
    const results = message.all(FUNCTION.ret).map((entry) => subMessage(entry, "ret").string(ENTRY.value));
    const controlOf = (text: string) => byName.get(text.slice(1));
    const isArgument = (name: string) => values.get(name)?.producer === null;
    this.#connect(graph, message, drafts, { read, named: () => undefined, controlOf, isArgument }, results);
    return graph;
  }

  #drafts(graph: Message, number: number): Drafts {
    const drafts = new Drafts(graph.count(number));
    const { list } = graph;
    const from = { fields: list, reader: this.#reader };
    let position = 0;
    graph.eachIndex(number, (index) => {
      const message = this.#opener.open(list, index, "NodeDef");
      const name = message.string(NODE.name);
      const op = this.#operator(message.word(NODE.op));
      drafts.extras[position] = new NodeExtras(from, index);
      drafts.names[position] = name;
      drafts.operators[position] = op;
      drafts.constants[position] = op.name === "Const" ? this.#constant(message, name) : null;
      drafts.outputs[position] = NO_OUTPUTS;
      if (hasAttribute(message, COMPANIONS)) {
        drafts.placed.push(position);
      }
      position++;
    });
    return drafts;
  }

  #constant(node: Message, name: string): Tensor | null {
    const tensor = findAttribute(node, "value")?.single(ATTR.tensor, "TensorProto", this.#tensorOpener) ?? null;
    if (tensor === null) {
      return null;
    }
    const { dtype, shape, storage } = readTensor(this.#origin, tensor, name);
    return { dtype, shape: this.#types.of({ dtype, shape }).shape, storage };
  }

  /** Inputs first: they are what tells how many outputs each node has. */
  #connect(
    graph: Graph,
    { list }: Message,
    drafts: Drafts,
    { read, named, controlOf, isArgument }: Names,
    results: readonly string[] = [],
  ): void {
    const controls = new Map<number, string[]>();
    const inputs = drafts.extras.map(({ index }, position) => {
      const { list: fields } = this.#opener.open(list, index, "NodeDef");
      const values: Value[] = [];
      for (let at = fields.next(NODE.input, 0); at >= 0; at = fields.next(NODE.input, at + 1)) {
        const known = named(fields, at);
        if (known !== undefined) {
          values.push(known);
          continue;
        }
        const text = fields.string(at);
        if (text.startsWith("^")) {
          addTo(controls, position, text);
        } else {
          values.push(read(text));
        }
      }
      return values.slice();
    });
    graph.setOutputs(results.map(read));
    inputs.forEach((values, position) => {
      const extras = drafts.extras[position]!;
      const outputs = drafts.outputs[position]!;
      graph.append({
        name: drafts.names[position]!,
        op: drafts.operators[position]!,
        inputs: values,
        outputs: outputs.length === 1 ? outputs : outputs.slice(),
        attributes: extras,
        extras,
      });
      const [output] = outputs;
      if (output != null) {
        output.constant = drafts.constants[position]!;
      }
    });
    for (const [position, texts] of controls) {
      const lost = texts.filter((text) => controlOf(text) === undefined);
      for (const text of lost.filter((each) => !isArgument(each.slice(1)))) {
        warn(
          this.warnings,
          `"${drafts.names[position]}" waits for "${text.slice(1)}", which is not there; TensorFlow will refuse the graph.`,
        );
      }
      if (lost.length > 0) {
        drafts.extras[position]!.lost = lost;
      }
    }
    for (const [position, texts] of controls) {
      const before = texts.map(controlOf).filter((control) => control !== undefined);
      graph.addControlInputs(
        graph.nodes[position]!,
        before.map((control) => graph.nodes[control]!),
      );
    }
  }

  #operator(name: string): OperatorType {
    let operator = this.#operators.get(name);
    if (operator === undefined) {
      operator = { domain: "", name, version: null };
      this.#operators.set(name, operator);
    }
    return operator;
  }

  #missing(graph: Graph, name: string, missing: Map<string, Value>): Value {
    let value = missing.get(name);
    if (value === undefined) {
      warn(this.warnings, `A node reads "${name}", which nothing makes; TensorFlow will refuse the graph.`);
      value = graph.addValue(name, null);
      missing.set(name, value);
    }
    return value;
  }
}

/** The type of an output beyond the first. */
class OutputType implements UnresolvedType {
  constructor(
    readonly extras: NodeExtras,
    readonly port: number,
  ) {}

  resolve(): TensorType | null {
    return outputType(messageFor(this.extras), this.port);
  }
}

/** Of what a function calls "node:output:0", in which the number counts the outputs of that name. */
class NamedOutputType implements UnresolvedType {
  constructor(
    readonly extras: NodeExtras,
    readonly name: string,
  ) {}

  resolve(): TensorType | null {
    const node = messageFor(this.extras);
    const port = portOf(node, Number(/:(\d+)$/.exec(this.name)?.[1] ?? 0));
    return port === null ? null : outputType(node, port);
  }
}

const messages = new WeakMap<NodeExtras, Message>();
const opener = new MessageOpener();
/** In bytes. Of nodes that are no longer there are many, and few outputs of each: they are opened anew for each. */
const SHORT = 512;

/** The message of a node, each of whose outputs asks for it: a long one is kept with what is worked out of it. */
function messageFor(extras: NodeExtras): Message {
  const { fields, index } = extras;
  if (fields!.lengthAt(index) <= SHORT) {
    return opener.open(fields!, index, "NodeDef");
  }
  let message = messages.get(extras);
  if (message === undefined) {
    message = subMessage(extras.field!, "NodeDef");
    messages.set(extras, message);
  }
  return message;
}
