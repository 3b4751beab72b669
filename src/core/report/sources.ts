// Which constants and variables are parameters, and for which node. A weight may reach its node through others that
// compute from nothing but constants: a conversion, a transposition, a dequantization, the reading of a variable. Such
// expressions can share their parts, so that there are exponentially many paths through them: each value is summed up
// once, going forward. Functions and bodies of loops get what they are given by those that run them, and come after them.
import type { Bindings } from "../ir/bodies";
import { Calls } from "../ir/calls";
import { Column, Marks } from "../ir/columns";
import type { Meaning, Operand } from "../ir/dialect";
import { elementCount, isFloat, isQuantizedOnly } from "../ir/dtype";
import type { Graph } from "../ir/graph";
import { variableKey, type Model } from "../ir/model";
import { addTo } from "../ir/multimap";
import type { Node } from "../ir/node";
import type { Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";
import { ancestorsOf, inExecutionOrder, isInOrder, withNested } from "../ir/walk";
import { emptyStates } from "./empty-states";
import { isLoneBias, isUnderRoot } from "./lone-bias";
import { computed, isIndexType, leaf, unpacked, type Source, type SourceInput, type Use } from "./parameters";

export type NodeMarks = Pick<Marks<Node>, "has">;

export interface Sources {
  /** What nodes that use parameters for their own computation read, in no particular order. */
  readonly byNode: Pick<Column<Node, Source>, "get">;
  /** Nodes that compute from constants alone, for other nodes. */
  readonly steps: NodeMarks;
  /** Those whose graph returns what they make: they have of it only what nobody else does. */
  readonly returning: NodeMarks;
}

export async function findSources(model: Model): Promise<Sources> {
  const calls = new Calls(model);
  const finder = new Finder(model, calls, await emptyStates(model, calls));
  calls.order.forEach((root) => finder.addGraph(root));
  finder.finish();
  return finder;
}

/** What a body is given as one of its inputs, by all nodes that run it. */
interface Arrival {
  readonly given: { readonly by: Node; readonly source: Source }[];
  /** Whether another node gives it something that only the run knows. */
  isOpen: boolean;
}

class Finder implements Sources {
  readonly byNode: Column<Node, Source>;
  readonly steps: Marks<Node>;
  readonly returning: Marks<Node>;
  /** Of what nodes compute and graphs are given, and of constants that several nodes read. */
  readonly #sources: Column<Value, Source>;
  readonly #arrivals = new Map<Value, Arrival>();
  readonly #called = new Set<Graph>();
  /** Inputs of bodies from there on are left out by some node that runs them. */
  readonly #openFrom = new Map<Graph, number>();
  /** What nodes give to bodies that cannot tell what they are given. */
  readonly #kept = new Map<Node, SourceInput[]>();
  readonly #stored: ReadonlySet<object>;
  readonly #mains: ReadonlySet<Graph>;
  readonly #dialect: Meaning;
  /** Null: all are. */
  readonly #needed: NodeMarks | null;

  constructor(
    readonly model: Model,
    readonly calls: Calls,
    readonly emptyStates: ReadonlySet<Value>,
  ) {
    const { nodes, values } = model.lineage;
    this.byNode = new Column(nodes);
    this.steps = new Marks(nodes);
    this.returning = new Marks(nodes);
    this.#sources = new Column(values);
    this.#dialect = model.dialect;
    this.#stored = new Set(model.variables.values());
    this.#mains = new Set(model.graphs);
    // Beside variables there is what trains, saves and restores them.
    const { outputs } = model.variables.size === 0 ? { outputs: [] } : model.dialect.endpoints(model);
    const results = outputs.map(({ value }) => value);
    this.#needed = outputs.length === 0 ? null : ancestorsOf(results, new Marks<Node>(nodes));
  }

  addGraph(root: Graph): void {
    const isMain = this.#mains.has(root);
    if (this.#needed !== null && !isMain && !this.#called.has(root)) {
      return;
    }
    for (const graph of withNested(root)) {
      const open = this.#openFrom.get(graph) ?? Infinity;
      graph.inputs.forEach((input, position) => this.#arrive(input, position >= open));
      for (const node of isInOrder(graph) ? graph.nodes : inExecutionOrder(graph)) {
        if (!isMain || this.#needed === null || this.#needed.has(node)) {
          this.#addNode(node);
        }
      }
    }
  }

  finish(): void {
    for (const [node, inputs] of this.#kept) {
      const source = computed(inputs);
      if (source.largest.data !== null) {
        this.byNode.set(node, source);
      }
    }
  }

  #arrive(input: Value, isLeftOut: boolean): void {
    const arrival = this.#arrivals.get(input);
    if (arrival !== undefined && (arrival.isOpen || isLeftOut)) {
      arrival.given.forEach(({ by, source }) => addTo(this.#kept, by, { source, use: "data" }));
    } else if (arrival !== undefined && input.constant === null) {
      const distinct = [...new Set(arrival.given.map(({ source }) => source))];
      const [only] = distinct;
      const inputs = distinct.map((source) => ({ source, use: "data" as const }));
      this.#sources.set(input, distinct.length === 1 ? only! : computed(inputs));
    }
  }

  /** @param isKept Whether the same source is wanted again: what one node reads is made for it alone. */
  #sourceOf(value: Value, isKept = value.useCount > 1): Source | undefined {
    const known = this.#sources.get(value);
    if (known !== undefined || value.constant === null) {
      return known;
    }
    const source = this.#constant(value, value.constant, !isKept);
    if (isKept) {
      this.#sources.set(value, source);
    }
    return source;
  }

  #constant(value: Value, { dtype, shape, storage }: Tensor, isReadOnce: boolean): Source {
    const elements = elementCount(shape);
    const parameter = { key: storage, dtype, elements, bytes: storage.storedBytes };
    // Weights, biases and statistics are trained whatever their type. Other constants are where they are floats or
    // quantized, except for single numbers: those are settings such as an epsilon.
    const quantized = value.quantization !== null || isQuantizedOnly(dtype);
    const isNumber = this.#dialect.numbersAreScalars ? shape.length === 0 : elements === 1;
    const trainedAsData = (isFloat(dtype) || quantized) && !isNumber;
    return leaf(parameter, trainedAsData, { isQuantized: value.quantization !== null, isReadOnce });
  }

  #addNode(node: Node): void {
    const role = this.#dialect.role(node);
    if (role === "constant") {
      return;
    }
    if (role === "variable") {
      this.#addVariable(node);
      return;
    }
    if (role === "sideEffect" && node.inputs.some((input) => this.#isVariable(input))) {
      return; // What a variable is before it is restored, or becomes in training.
    }
    const isRuntime = role === "random" || role === "sideEffect" || role === "controlFlow";
    const isStep = !isRuntime && this.#isOfConstants(node);
    const bindings = this.calls.of(node);
    if (bindings !== null && !isStep) {
      this.#bind(node, bindings);
      return;
    }
    const isRead = node.outputs.some((output) => output !== null && output.useCount > 0);
    const source = computed(this.#inputsOf(node), !isStep);
    if (isStep && isRead) {
      this.steps.add(node);
      node.outputs.forEach((output) => output !== null && this.#sources.set(output, source));
    }
    const isReturned = node.outputs.some((output) => output !== null && output.graph?.isOutput(output) === true);
    const isUser = !isStep || isReturned || (!isRead && role !== "identity");
    if (isUser && source.largest.data !== null) {
      this.byNode.set(node, source);
      if (isStep && isReturned) {
        this.returning.add(node);
      }
    }
  }

  /** Whether there are inputs, and all of them are known before the model runs. */
  #isOfConstants({ inputs }: Node): boolean {
    for (const input of inputs) {
      if (input !== null && input.constant === null && this.#sources.get(input) === undefined) {
        return false;
      }
    }
    return inputs.length > 0;
  }

  /** A variable that no stored values are known for, or that nothing reads, holds no parameters. */
  #addVariable(node: Node): void {
    const stored = this.model.variables.get(variableKey(node));
    if (stored === undefined) {
      return;
    }
    const { dtype, bytes } = stored;
    const elements = elementCount((stored.shape ?? []).map(Number));
    const source = leaf({ key: stored, dtype, elements, bytes }, !isIndexType(dtype));
    node.outputs.forEach((output) => output !== null && this.#sources.set(output, source));
    this.steps.add(node);
  }

  #isVariable(value: Value | null): boolean {
    // Only those that nodes hold are stored beside the model.
    const parameter = value === null ? null : (this.#sources.get(value)?.parameter ?? null);
    return value?.type?.dtype === "resource" || (parameter !== null && this.#stored.has(parameter.key));
  }

  /** Hands on what is given to the graphs that a node runs, and keeps the rest. */
  #bind(node: Node, { bodies, states }: Bindings): void {
    const bound = new Set<Value>();
    for (const { body, inputs } of bodies) {
      this.#called.add(body);
      this.#openFrom.set(body, Math.min(inputs.length, this.#openFrom.get(body) ?? Infinity));
      inputs.slice(0, body.inputs.length).forEach((given, position) => {
        const input = body.inputs[position]!;
        const source = given === null ? undefined : this.#sourceOf(given, true);
        const arrival = this.#arrivals.get(input) ?? { given: [], isOpen: false };
        this.#arrivals.set(input, arrival);
        if (source === undefined) {
          arrival.isOpen = true;
        } else {
          arrival.given.push({ by: node, source });
          bound.add(given!);
        }
      });
    }
    const kept = this.#inputsOf(node, (input, index) => states.has(index) || !bound.has(input));
    kept.forEach((input) => addTo(this.#kept, node, input));
  }

  #inputsOf(node: Node, isRead: (input: Value, index: number) => boolean = always): SourceInput[] {
    const inputs: SourceInput[] = this.#dialect.coefficients(node).map((held) => ({
      source: leaf(held, true),
      use: "trained",
    }));
    node.inputs.forEach((input, index) => {
      const source = input === null ? undefined : this.#sourceOf(input);
      if (input !== null && source !== undefined && isRead(input, index)) {
        const operand = this.#dialect.operand(node, index);
        const packed = operand.kind === "weight" ? operand.packed : undefined;
        inputs.push({ source: unpacked(source, packed), use: this.#useOf(node, index, operand, source) });
      }
    });
    return inputs;
  }

  #useOf(node: Node, index: number, operand: Operand, source: Source): Use {
    const kind = this.calls.of(node)?.states.has(index) === true ? "state" : operand.kind;
    if (this.emptyStates.has(node.inputs[index]!)) {
      return "setting";
    }
    switch (kind) {
      case "setting":
        return "setting";
      case "state":
        return source.isIndices || source.largest.trained?.elements === 1 ? "setting" : "data";
      case "data":
        if (source.isIndices) {
          return "setting";
        }
        if (source.largest.trained?.elements !== 1) {
          return "data";
        }
        if (isUnderRoot(this.#dialect, node)) {
          return "setting";
        }
        return isLoneBias(this.#dialect, node, index) ? "trained" : "data";
      case "weight":
        return this.#dialect.role(node) === "embedding" && source.isIndices ? "setting" : "trained";
      default:
        return "trained";
    }
  }
}

function always(): boolean {
  return true;
}
