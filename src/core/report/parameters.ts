// Which constants are trained parameters, and for which node. A weight may reach its node through others that compute
// from nothing but constants: a conversion, a transposition, a dequantization. Such expressions can share their parts,
// so that there are exponentially many paths through them: each value is summed up once, going forward.
import type { Dialect, Operand } from "../ir/dialect";
import { elementCount, isFloat, isQuantizedOnly, type DType } from "../ir/dtype";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Value } from "../ir/value";
import { ancestorsOf, inExecutionOrder, rootGraphs, withNested } from "../ir/walk";

export interface Parameter {
  /** The same object for every node that uses the same bytes. */
  readonly key: object;
  readonly name: string;
  readonly dtype: DType;
  readonly elements: number;
  readonly bytes: number;
}

/**
 * What the operators between a constant and its reader said it is; the one next to the constant decides. "data": none
 * said anything, so that it depends on the constant.
 */
export type Use = "data" | "trained" | "setting";

/** Of what a value is computed before the model runs. */
export interface Source {
  /** The constant itself; null where it is computed from others. */
  readonly parameter: Parameter | null;
  /** Whether the constant counts as a parameter where no operator says what it is. */
  readonly trainedAsData: boolean;
  /** What it is computed from. */
  readonly inputs: readonly SourceInput[];
  /** The largest parameter in it if it is used so; null where there is none. */
  readonly largest: Readonly<Record<Use, Parameter | null>>;
}

export interface SourceInput {
  readonly source: Source;
  /** What the node that reads it says it is. */
  readonly use: Use;
}

export interface Sources {
  /** What nodes that use parameters for their own computation read, in no particular order. */
  readonly byNode: ReadonlyMap<Node, Source>;
  /** Nodes that compute from constants alone, for other nodes. */
  readonly steps: ReadonlySet<Node>;
}

export function findSources(model: Model): Sources {
  const finder = new Finder(model);
  for (const root of rootGraphs(model)) {
    for (const graph of withNested(root)) {
      for (const value of graph.values) {
        finder.addConstant(value);
      }
      inExecutionOrder(graph).forEach((node) => finder.addNode(node));
    }
  }
  return finder;
}

class Finder implements Sources {
  readonly byNode = new Map<Node, Source>();
  readonly steps = new Set<Node>();
  readonly #sources = new Map<Value, Source>();
  readonly #dialect: Dialect;
  readonly #needed: ReadonlySet<Node>;

  constructor(readonly model: Model) {
    this.#dialect = model.dialect;
    const { outputs } = model.variables.size === 0 ? { outputs: [] } : model.dialect.endpoints(model);
    this.#needed = ancestorsOf(outputs.map(({ value }) => value));
  }

  addConstant(value: Value): void {
    const { constant } = value;
    if (constant !== null) {
      const parameter = {
        key: constant.storage,
        name: value.name,
        dtype: constant.dtype,
        elements: elementCount(constant.shape),
        bytes: constant.storage.storedBytes,
      };
      // Weights, biases and statistics are trained whatever their type. Other constants are where they are floats or
      // quantized, except for single numbers: those are settings such as an epsilon.
      const quantized = value.quantization !== null || isQuantizedOnly(constant.dtype);
      this.#sources.set(value, leaf(parameter, (isFloat(parameter.dtype) || quantized) && parameter.elements > 1));
    }
  }

  addNode(node: Node): void {
    const role = this.#dialect.role(node);
    if (role === "constant") {
      return;
    }
    if (role === "variable") {
      this.#addVariable(node);
      return;
    }
    const source = computed(this.#inputsOf(node));
    const fromConstants =
      node.inputs.length > 0 && node.inputs.every((input) => input === null || this.#sources.has(input));
    const isRead = node.outputs.some((output) => output !== null && output.uses.size > 0);
    if (fromConstants && isRead && role !== "random" && role !== "sideEffect" && role !== "controlFlow") {
      this.steps.add(node);
      node.outputs.forEach((output) => output !== null && this.#sources.set(output, source));
    } else if (source.largest.data !== null) {
      this.byNode.set(node, source);
    }
  }

  /**
   * What a variable holds counts for the variable: which operators read it can depend on calls. Variables that no
   * output needs are left over from training, such as an optimizer's moments.
   */
  #addVariable(node: Node): void {
    const stored = this.model.variables.get(node.name);
    if (stored !== undefined && this.#needed.has(node)) {
      const elements = elementCount((stored.shape ?? []).map(Number));
      this.byNode.set(
        node,
        leaf({ key: stored, name: node.name, dtype: stored.dtype, elements, bytes: stored.bytes }, true),
      );
    }
  }

  #inputsOf(node: Node): SourceInput[] {
    const inputs: SourceInput[] = [];
    node.inputs.forEach((input, index) => {
      const source = input === null ? undefined : this.#sources.get(input);
      if (source !== undefined) {
        inputs.push({ source, use: useOf(this.#dialect.operand(node, index)) });
      }
    });
    return inputs;
  }
}

function useOf({ kind }: Operand): Use {
  return kind === "data" || kind === "setting" ? kind : "trained";
}

function leaf(parameter: Parameter, trainedAsData: boolean): Source {
  const counted = Number.isNaN(parameter.elements) ? null : parameter;
  const largest = { data: trainedAsData ? counted : null, trained: counted, setting: null };
  return { parameter, trainedAsData, inputs: [], largest };
}

function computed(inputs: readonly SourceInput[]): Source {
  const largest: Record<Use, Parameter | null> = { data: null, trained: null, setting: null };
  for (const { source, use } of inputs) {
    for (const later of ["data", "trained", "setting"] as const) {
      const parameter = source.largest[use === "data" ? later : use];
      if (parameter !== null && parameter.elements > (largest[later]?.elements ?? -1)) {
        largest[later] = parameter;
      }
    }
  }
  return { parameter: null, trainedAsData: false, inputs, largest };
}
