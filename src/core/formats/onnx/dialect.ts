// What operators and constants mean in ONNX.
import type { Cut, Dialect, Encoded, Encoding, EncodingRequest, Endpoints, Operand, Role } from "../../ir/dialect";
import type { Graph } from "../../ir/graph";
import type { Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Attribute, Node } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import { operandOf } from "../../ir/operator-row";
import { bytesOf, memoryTensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { firstReader } from "../../ir/walk";
import { addInitializer } from "./constant";
import { OnnxLinearOperators } from "./linear";
import { computation } from "./computation";
import { extrasOf, type ValueExtras } from "./extras";
import { rowOf } from "./operators";
import { passThrough } from "./pass-through";
import { pinned } from "./pinned";
import { dataTypeOf } from "./schema";

/** From this IR version on a constant need not be a graph input too; one that is can be overridden by the caller. */
const OVERRIDABLE_SINCE = 4;

export class OnnxDialect implements Dialect {
  readonly ordered = true;
  readonly namesByNode = false;
  readonly uniqueNames = true;
  readonly constantsAreInputs: boolean;
  readonly linearOperators: OnnxLinearOperators;
  readonly attributeDefaults =
    "its attributes have their defaults from the operator set that the file names, the same for all readers";
  readonly eightBitOperators =
    "only TensorFlow has operators whose results have a range of their own; quantize-weights is for this format";
  readonly sharesStorage = false;
  readonly passThrough = passThrough;
  readonly computation = computation;
  readonly pinned = pinned;

  constructor(
    readonly irVersion: number,
    readonly opsets: ReadonlyMap<string, number>,
  ) {
    this.constantsAreInputs = irVersion < OVERRIDABLE_SINCE;
    this.linearOperators = new OnnxLinearOperators(opsets.get("") ?? 0);
  }

  stripObstacle(): null {
    return null;
  }

  isPlainConstant(value: Value): boolean {
    return extrasOf<ValueExtras>(value)?.sparseInitializer == null;
  }

  closesLoop(): boolean {
    return false;
  }

  role(node: Node): Role {
    return rowOf(node).role;
  }

  operand(node: Node, input: number): Operand {
    return operandOf(rowOf(node), node, input);
  }

  endpoints(model: Model): Endpoints {
    const [graph] = model.graphs;
    const endpoint = (value: Value, reason: string) => ({
      value,
      name: value.name,
      type: value.type,
      reason,
      signature: null,
      graph: null,
    });
    return {
      inputs: graph!.inputs
        .filter((value) => value.constant === null)
        .map((value) => endpoint(value, "declared as an input by the graph")),
      outputs: graph!.outputs.map((value) => endpoint(value, "declared as an output by the graph")),
      leftOut: [],
    };
  }

  applyCut(model: Model, cut: Cut): void {
    const graph = model.graphs[0]!;
    graph.outputs = [...cut.outputs];
    if (cut.inputs === null) {
      return;
    }
    const constants = graph.inputs.filter((value) => value.constant !== null);
    for (const { value, type } of cut.inputs) {
      if (type !== null) {
        value.type = type;
      }
      const { producer } = value;
      if (producer !== null) {
        // The other outputs of the node may still be needed: then it stays and makes a value nobody reads.
        const unread = graph.addValue(uniqueName(model, `${value.name}_unused`), null);
        (producer.outputs as (Value | null)[])[producer.outputs.indexOf(value)] = unread;
        unread.producer = producer;
        value.producer = null;
        value.constant = null;
      }
    }
    graph.inputs = [...cut.inputs.map(({ value }) => value), ...constants];
  }

  encoding(model: Model, graph: Graph, value: Value, request: EncodingRequest): Encoding | string {
    const obstacle = this.elementsObstacle(model, graph, value);
    if (obstacle !== null) {
      return obstacle;
    }
    if ([...model.functions.values()].includes(graph)) {
      return "inside a local function";
    }
    const opset = this.opsets.get("") ?? 0;
    const nameBytes = 2 * value.name.length;
    if (request.bits === "float16") {
      return {
        dtype: "float16",
        arithmetic: "cast",
        axis: null,
        rounding: "halfEven",
        overheadBytes: 80 + 3 * nameBytes,
        description: "with Cast to float32",
      };
    }
    const axis = request.perChannel ? this.#channelAxis(value) : null;
    const channels = axis === null ? 1 : value.constant!.shape[axis]!;
    const form = { dtype: "int8", arithmetic: "symmetric", rounding: "halfEven" } as const;
    const overheadBytes = 140 + 4 * nameBytes + 4 * channels + 2 * value.constant!.shape.length;
    if (opset >= (axis === null ? 10 : 13)) {
      const how = axis === null ? "per tensor" : "per channel";
      return { ...form, axis, overheadBytes, description: `${how}, with DequantizeLinear` };
    }
    if (opset >= 7) {
      const how = axis === null ? "per tensor" : "per channel";
      return { ...form, axis, overheadBytes: overheadBytes + 60, description: `${how}, with Cast and Mul` };
    }
    return `opset ${opset} has no operator that scales eight-bit constants; convert the model to opset 7 or later`;
  }

  storeEncoded(model: Model, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
    const { name } = value;
    const stored = addInitializer(
      model,
      graph,
      `${name}_${encoding.arithmetic === "cast" ? encoding.dtype : "quantized"}`,
      encoded.data,
    );
    const before = this.#vacate(graph, value);
    const scale = encoded.quantization?.scale ?? null;
    const operator = (type: string) => ({ domain: "", name: type, version: this.opsets.get("") ?? null });
    const insert = (type: string, inputs: Value[], output: Value, attributes: [string, Attribute][] = []) =>
      graph.insert(
        {
          name: uniqueName(model, `${name}_${type}`),
          op: operator(type),
          inputs,
          outputs: [output],
          attributes: new Map(attributes),
        },
        before,
      );
    const toFloat: [string, Attribute][] = [
      ["to", this.#opset() >= 6 ? { kind: "int", value: dataTypeOf("float32") } : { kind: "string", value: "FLOAT" }],
    ];
    if (scale === null) {
      insert("Cast", [stored], value, toFloat);
      return;
    }
    const { axis } = encoding;
    const rank = encoded.data.shape.length;
    if (this.#opset() >= (axis === null ? 10 : 13)) {
      const scales = addInitializer(model, graph, `${name}_scale`, floats(axis === null ? [] : [scale.length], scale));
      insert(
        "DequantizeLinear",
        [stored, scales],
        value,
        axis === null || axis === 1 ? [] : [["axis", { kind: "int", value: axis }]],
      );
      return;
    }
    const broadcast = axis === null ? [] : Array.from({ length: rank - axis }, (_, i) => (i === 0 ? scale.length : 1));
    const scales = addInitializer(model, graph, `${name}_scale`, floats(broadcast, scale));
    const unscaled = graph.addValue(uniqueName(model, `${name}_unscaled`), {
      dtype: "float32",
      shape: encoded.data.shape,
    });
    insert("Cast", [stored], unscaled, toFloat);
    insert("Mul", [unscaled, scales], value);
  }

  elementsObstacle(model: Model, graph: Graph, value: Value): string | null {
    const overridable = graph.inputs.includes(value) && (!this.constantsAreInputs || graph !== model.graphs[0]);
    return overridable ? "a default that the caller may override: it is a graph input too" : null;
  }

  /** A Constant node that held numbers in a list has them in a tensor from then on. */
  storeElements(value: Value, tensor: Tensor): void {
    value.constant = tensor;
    value.producer?.setAttribute("value_floats", null);
    value.producer?.setAttribute("value_float", null);
    value.producer?.setAttribute("value", { kind: "tensor", value: tensor });
  }

  #opset(): number {
    return this.opsets.get("") ?? 0;
  }

  /** The one axis that indexes the output channel for every reader; null where they differ or have none. */
  #channelAxis(value: Value): number | null {
    const rank = value.constant!.shape.length;
    const axes = new Set<number | null>();
    for (const user of value.uses) {
      user.inputs.forEach((input, index) => {
        if (input === value) {
          const operand = this.operand(user, index);
          const [axis, second] = operand.kind === "weight" ? operand.outputAxes : [];
          axes.add(axis === undefined || second !== undefined ? null : axis < 0 ? axis + rank : axis);
        }
      });
    }
    const [axis] = axes;
    return axes.size === 1 && axis !== undefined && axis !== null && axis >= 0 && axis < rank ? axis : null;
  }

  /** Makes a constant a value that a node can make. @returns the node its maker has to stand before. */
  #vacate(graph: Graph, value: Value): Node | undefined {
    const { producer } = value;
    const before = firstReader(graph, value);
    if (producer !== null) {
      graph.detach(producer);
    }
    graph.inputs = graph.inputs.filter((input) => input !== value);
    value.constant = null;
    return before;
  }
}

function floats(shape: readonly number[], elements: Float32Array): Tensor {
  return memoryTensor("float32", shape, bytesOf(elements));
}
