// Which constants are trained parameters, and for which node. A weight may reach its node through others that compute
// from nothing but constants: a conversion, a transposition, a dequantization.
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

/** A constant that a value is computed from, and what the operators it passed said it is. */
interface Source {
  readonly parameter: Parameter;
  readonly operand: Operand["kind"];
  readonly quantized: boolean;
}

export interface ParameterMap {
  /** Of the nodes that use parameters for their own computation, in no particular order. */
  readonly byNode: ReadonlyMap<Node, readonly Parameter[]>;
  /** Nodes that compute from constants alone, for other nodes. */
  readonly steps: ReadonlySet<Node>;
}

export function findParameters(model: Model): ParameterMap {
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

class Finder implements ParameterMap {
  readonly byNode = new Map<Node, readonly Parameter[]>();
  readonly steps = new Set<Node>();
  readonly #sources = new Map<Value, readonly Source[]>();
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
      const quantized = value.quantization !== null || isQuantizedOnly(constant.dtype);
      this.#sources.set(value, [{ parameter, operand: "data", quantized }]);
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
    const sources = this.#gather(node);
    const fromConstants =
      node.inputs.length > 0 && node.inputs.every((input) => input === null || this.#sources.has(input));
    const isRead = node.outputs.some((output) => output !== null && output.uses.size > 0);
    if (fromConstants && isRead && role !== "random" && role !== "sideEffect" && role !== "controlFlow") {
      this.steps.add(node);
      node.outputs.forEach((output) => output !== null && this.#sources.set(output, sources));
      return;
    }
    const parameters = new Map(sources.filter(isTrained).map(({ parameter }) => [parameter.key, parameter] as const));
    if (parameters.size > 0) {
      this.byNode.set(node, [...parameters.values()]);
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
      this.byNode.set(node, [{ key: stored, name: node.name, dtype: stored.dtype, elements, bytes: stored.bytes }]);
    }
  }

  #gather(node: Node): Source[] {
    return node.inputs.flatMap((input, index) => {
      const sources = input === null ? undefined : this.#sources.get(input);
      if (sources === undefined) {
        return [];
      }
      const operand = this.#dialect.operand(node, index).kind;
      return sources.map((source) => (source.operand === "data" ? { ...source, operand } : source));
    });
  }
}

/**
 * Weights, biases and statistics are trained whatever their type. Other constants are where they are floats or
 * quantized, except for single numbers: those are settings such as an epsilon.
 */
function isTrained({ parameter, operand, quantized }: Source): boolean {
  if (operand === "setting" || Number.isNaN(parameter.elements)) {
    return false;
  }
  return operand !== "data" || ((isFloat(parameter.dtype) || quantized) && parameter.elements > 1);
}
