// A node on floats becomes one on integers, with what quantizes its input and scales its result around it.
import type { Graph } from "../../ir/graph";
import type { EditableModel } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Attribute, Node } from "../../ir/node";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import type { TensorType, Value } from "../../ir/value";
import { firstReader } from "../../ir/walk";
import { addInitializer } from "./constant";
import { dataTypeOf } from "./schema";
import { own } from "../../ir/own";

export interface IntegerWeight {
  readonly weight: Value;
  /** One, or one for each channel in a shape that the result is multiplied with. */
  readonly scale: Value;
  /** Null: zero. */
  readonly zeroPoint: Value | null;
}

const INTEGER_OPERATORS: Readonly<Record<string, string>> = {
  MatMul: "MatMulInteger",
  Gemm: "MatMulInteger",
  Conv: "ConvInteger",
};
const GEMM_SETTINGS = ["alpha", "beta", "transA", "transB"];

export class IntegerForm {
  constructor(
    readonly model: EditableModel,
    readonly constants: IntegerWeight,
  ) {}

  /**
   * The node itself stays, with what the file says of it. Its output is made by the last node behind it.
   * y = (q(x) · q(w)) · (scale of x · scale of w) + bias
   * @param weight As this node takes it.
   */
  apply(node: Node, weight: Value): void {
    if (node.op.name === "Gather") {
      this.#gather(node, weight);
      return;
    }
    if (node.op.name === "Attention") {
      this.#attention(node, weight);
      return;
    }
    const graph = node.graph!;
    const { name: operator, version } = node.op;
    const { scale, zeroPoint } = this.constants;
    const x = quantized(this.model, graph, node.inputs[0]!, version);
    const bias = node.inputs[2] ?? null;
    const output = node.outputs[0]!;
    const shape = output.type?.shape ?? null;
    const insert = this.#inserter(node);

    node.op = { domain: "", name: own(INTEGER_OPERATORS, operator)!, version };
    [x.values, weight, x.zeroPoint].forEach((input, index) => graph.setInput(node, index, input));
    if (zeroPoint !== null) {
      graph.setInput(node, 3, zeroPoint);
    }
    if (operator === "Gemm") {
      GEMM_SETTINGS.forEach((setting) => node.setAttribute(setting, null));
    }
    const value = (suffix: string, type: TensorType) =>
      graph.addValue(uniqueName(this.model, `${output.name}_${suffix}`), type);
    const sum = value("integers", { dtype: "int32", shape });
    graph.setOutput(node, 0, sum);
    const floats = value("floats", { dtype: "float32", shape });
    insert("Cast", [sum], floats, [["to", { kind: "int", value: dataTypeOf("float32") }]]);
    const factor = value("scale", { dtype: "float32", shape: scale.constant!.shape });
    insert("Mul", [x.scale, scale], factor);
    if (bias === null) {
      insert("Mul", [floats, factor], output);
      return;
    }
    const scaled = value("scaled", { dtype: "float32", shape });
    insert("Mul", [floats, factor], scaled);
    insert("Add", [scaled, operator === "Conv" ? this.#alongChannels(bias, weight, insert) : bias], output);
  }

  /** Rows are picked as integers, and only those become floats. */
  #gather(node: Node, weight: Value): void {
    const { scale, zeroPoint } = this.constants;
    const graph = node.graph!;
    const output = node.outputs[0]!;
    graph.setInput(node, 0, weight);
    const insert = this.#inserter(node);
    const picked = graph.addValue(uniqueName(this.model, `${output.name}_quantized`), {
      dtype: weight.type!.dtype,
      shape: output.type?.shape ?? null,
    });
    graph.setOutput(node, 0, picked);
    insert("DequantizeLinear", [picked, scale, ...(zeroPoint === null ? [] : [zeroPoint])], output);
  }

  /** QAttention of onnxruntime scales what it multiplies itself, and makes what Attention makes. */
  #attention(node: Node, weight: Value): void {
    const { scale, zeroPoint } = this.constants;
    const graph = node.graph!;
    const [input, , , mask = null, past = null] = node.inputs;
    const x = quantized(this.model, graph, input!, this.model.opsets.get("") ?? null);
    node.op = { ...node.op, name: "QAttention" };
    graph.setInput(node, 0, x.values);
    graph.setInput(node, 1, weight);
    const others = [x.scale, scale, mask, x.zeroPoint, zeroPoint, past];
    while (others.at(-1) === null) {
      others.pop();
    }
    others.forEach((each, index) => graph.setInput(node, 3 + index, each));
  }

  /** A bias with its channels along the second axis of the result: the constant itself where nobody else reads it. */
  #alongChannels(bias: Value, weight: Value, insert: Insert): Value {
    const rank = weight.constant!.shape.length;
    const shape = [weight.constant!.shape[0]!, ...Array.from({ length: rank - 2 }, () => 1)];
    const tensor = bias.constant;
    const isFree = bias.producer === null && bias.uses.size === 0;
    if (tensor !== null && isFree && bias.graph?.isOutput(bias) === false && !bias.graph.isInput(bias)) {
      this.model.dialect.linearOperators.setConstant(bias, { ...tensor, shape });
      return bias;
    }
    const lengths = BigInt64Array.from(shape, BigInt);
    const target = addInitializer(
      this.model,
      insert.graph,
      `${bias.name}_shape`,
      memoryTensor("int64", [shape.length], bytesOf(lengths)),
    );
    const reshaped = insert.graph.addValue(uniqueName(this.model, `${bias.name}_reshaped`), {
      dtype: "float32",
      shape,
    });
    insert("Reshape", [bias, target], reshaped);
    return reshaped;
  }

  /** Puts nodes right behind one, in the order in which they come. */
  #inserter(node: Node): Insert {
    const graph = node.graph!;
    const before = node.next;
    const base = node.name || node.outputs[0]!.name;
    const insert = (operator: string, inputs: Value[], output: Value, attributes: [string, Attribute][] = []) => {
      const name = uniqueName(this.model, `${base}_${operator}`);
      const op = { domain: "", name: operator, version: node.op.version };
      graph.insert({ name, op, inputs, outputs: [output], attributes: new Map(attributes) }, before);
    };
    return Object.assign(insert, { graph });
  }
}

interface Insert {
  (operator: string, inputs: Value[], output: Value, attributes?: [string, Attribute][]): void;
  readonly graph: Graph;
}

interface QuantizedInput {
  readonly values: Value;
  readonly scale: Value;
  readonly zeroPoint: Value;
}

/** What was made of an activation last: a value may have so many readers that none can ask all others. */
const latest = new WeakMap<Value, QuantizedInput>();

/** What quantizes an activation, once for all that read it in a graph. */
function quantized(model: EditableModel, graph: Graph, x: Value, version: number | null): QuantizedInput {
  const known = latest.get(x);
  if (known?.values.graph === graph && known.values.producer?.graph === graph) {
    return known;
  }
  const found = quantizedBefore(model, graph, x, version);
  latest.set(x, found);
  return found;
}

/** By a node that is there, or by one that is made before all that read it. */
function quantizedBefore(model: EditableModel, graph: Graph, x: Value, version: number | null): QuantizedInput {
  const first = firstReader(graph, x)!;
  if (first.op.name === "DynamicQuantizeLinear" && first.op.domain === "" && first.graph === graph) {
    const [values, scale, zeroPoint] = first.outputs;
    if (values != null && scale != null && zeroPoint != null) {
      return { values, scale, zeroPoint };
    }
  }
  const value = (suffix: string, type: TensorType) => graph.addValue(uniqueName(model, `${x.name}_${suffix}`), type);
  const made = {
    values: value("quantized", { dtype: "uint8", shape: x.type?.shape ?? null }),
    scale: value("scale", { dtype: "float32", shape: [] }),
    zeroPoint: value("zero_point", { dtype: "uint8", shape: [] }),
  };
  graph.insert(
    {
      name: uniqueName(model, `${x.name}_QuantizeLinear`),
      op: { domain: "", name: "DynamicQuantizeLinear", version },
      inputs: [x],
      outputs: [made.values, made.scale, made.zeroPoint],
    },
    first,
  );
  return made;
}
