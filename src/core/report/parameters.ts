// Which constants are trained parameters, and for which node. A weight may reach its node through others that compute
// from nothing but constants: a conversion, a transposition, a dequantization. Such expressions can share their parts,
// so that there are exponentially many paths through them: each value is summed up once, going forward.
//
// A parameter is one number that training or fitting found and that computing the model's outputs uses, counted once
// however often it is used or stored, whatever it takes up:
//   - weights, biases, and the scale, offset, mean and variance of a normalization, whatever their type; those packed
//     into bytes as the weights they are (MatMulNBits); coefficients in attributes of classical operators;
//   - other constants of more than one element that are floats or quantized, since nothing says that they are not;
//   - what a variable holds, not its initial value beside it.
// None: scales and zero points of quantized tensors, epsilons, bounds and other settings, shapes, indices, tables of
// rotary positions, the zeros that recurrence begins with, and in a SavedModel what no output needs, as an optimizer's
// moments. It is the sum that Keras gives as count_params() and scikit-learn as the sizes of its fitted arrays.
import type { Dialect, Operand, Packed } from "../ir/dialect";
import { elementCount, isFloat, isQuantizedOnly, type DType } from "../ir/dtype";
import type { Model } from "../ir/model";
import type { Node } from "../ir/node";
import type { Value } from "../ir/value";
import { emptyStates } from "./empty-states";
import { isLoneBias } from "./lone-bias";
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

export async function findSources(model: Model): Promise<Sources> {
  const finder = new Finder(model, await emptyStates(model));
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

  constructor(
    readonly model: Model,
    readonly emptyStates: ReadonlySet<Value>,
  ) {
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
      const isNumber = this.#dialect.numbersAreScalars ? constant.shape.length === 0 : parameter.elements === 1;
      this.#sources.set(value, leaf(parameter, (isFloat(parameter.dtype) || quantized) && !isNumber));
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
    if (this.#isInitialization(node)) {
      return;
    }
    const source = computed(this.#inputsOf(node));
    const fromConstants =
      node.inputs.length > 0 && node.inputs.every((input) => input === null || this.#sources.has(input));
    const isRead = node.outputs.some((output) => output !== null && output.uses.size > 0);
    const isReturned = node.outputs.some((output) => output !== null && output.graph?.isOutput(output) === true);
    if (fromConstants && isRead && role !== "random" && role !== "sideEffect" && role !== "controlFlow") {
      this.steps.add(node);
      node.outputs.forEach((output) => output !== null && this.#sources.set(output, source));
    } else if (source.largest.data !== null && (isRead || isReturned || role !== "identity")) {
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

  /** Whether it gives a variable the value that it has before what is stored for it is restored. */
  #isInitialization(node: Node): boolean {
    return this.#dialect.role(node) === "sideEffect" && node.inputs.some((input) => this.#isStored(input?.producer));
  }

  #isStored(node: Node | null | undefined): boolean {
    return node != null && this.#dialect.role(node) === "variable" && this.model.variables.has(node.name);
  }

  #inputsOf(node: Node): SourceInput[] {
    const inputs: SourceInput[] = this.#dialect.coefficients(node).map((held) => ({
      source: leaf(held, true),
      use: "trained",
    }));
    node.inputs.forEach((input, index) => {
      const source = input === null ? undefined : this.#sources.get(input);
      if (input !== null && source !== undefined) {
        const operand = this.#dialect.operand(node, index);
        const packed = operand.kind === "weight" ? operand.packed : undefined;
        inputs.push({ source: unpacked(source, packed), use: this.#useOf(node, index, operand, input, source) });
      }
    });
    return inputs;
  }

  #useOf(node: Node, index: number, { kind }: Operand, input: Value, source: Source): Use {
    if (this.emptyStates.has(input)) {
      return "setting";
    }
    switch (kind) {
      case "setting":
        return "setting";
      case "state":
        return isIndices(input) || source.largest.trained?.elements === 1 ? "setting" : "data";
      case "data":
        if (isIndices(input)) {
          return "setting";
        }
        return source.largest.trained?.elements === 1 && isLoneBias(this.#dialect, node, index) ? "trained" : "data";
      case "weight":
        return this.#dialect.role(node) === "embedding" && isIndices(input) ? "setting" : "trained";
      default:
        return "trained";
    }
  }
}

/** Integers in which something is looked up though they are no codes of weights: the lengths of a shape, a vocabulary. */
function isIndices({ constant, quantization }: Value): boolean {
  return quantization === null && /^(u?int(32|64)|bool|string)$/.test(constant?.dtype ?? "");
}

/** The constant as what it holds, where its reader says that its elements are something else. */
function unpacked(source: Source, packed: Packed | undefined): Source {
  return packed === undefined || source.parameter === null
    ? source
    : leaf({ ...source.parameter, ...packed }, source.trainedAsData);
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
