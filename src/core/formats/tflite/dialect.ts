// What operators and constants mean in TFLite.
import type {
  Cut,
  Dialect,
  Encoded,
  Encoding,
  EncodingRequest,
  Endpoint,
  Endpoints,
  Operand,
  Role,
} from "../../ir/dialect";
import type { Graph } from "../../ir/graph";
import type { Model, Signature, SignatureEntry } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Node } from "../../ir/node";
import { operandOf } from "../../ir/operator-row";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { firstReader } from "../../ir/walk";
import { computation } from "./computation";
import { extrasOf, type ValueExtras } from "./extras";
import { TfliteLinearOperators } from "./linear";
import { DEQUANTIZE_VERSIONS, rowOf } from "./operators";
import { passThrough } from "./pass-through";
import { hasPerChannel, readersOf, useHybridKernel } from "./weight-readers";

export class TfliteDialect implements Dialect {
  readonly ordered = true;
  readonly namesByNode = false;
  readonly uniqueNames = false;
  readonly constantsAreInputs = false;
  readonly linearOperators = new TfliteLinearOperators();
  readonly attributeDefaults = "its attributes have their defaults from the file format, the same for all readers";
  readonly eightBitOperators =
    "only TensorFlow has operators whose results have a range of their own; quantize-weights is for this format";
  readonly sharesStorage = true;
  readonly passThrough = passThrough;
  readonly computation = computation;

  pinned(): ReadonlyMap<Node, string> {
    return new Map();
  }

  stripObstacle(): null {
    return null;
  }

  isPlainConstant(value: Value): boolean {
    return value.attached.length === 0 && extrasOf<ValueExtras>(value)?.sparse !== true;
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

  /** The main graph's inputs and outputs; those of other graphs where a signature names them. */
  endpoints(model: Model): Endpoints {
    const list = (side: "inputs" | "outputs"): Endpoint[] => {
      const what = side === "inputs" ? "an input" : "an output";
      const found: Endpoint[] = [];
      const signed = new Set<Value>();
      for (const signature of model.signatures) {
        for (const { name, value } of signature[side]) {
          signed.add(value);
          const graph = model.graphs.find((each) => each.values.has(value))!;
          found.push({
            ...describe(value),
            reason: `declared as ${what} by the signature ${signature.key || "(unnamed)"}`,
            signature: { key: signature.key, alias: name },
            graph: graph === model.graphs[0] ? null : graph.name,
          });
        }
      }
      for (const value of model.graphs[0]![side]) {
        if (!signed.has(value)) {
          found.push({
            ...describe(value),
            reason: `declared as ${what} by the subgraph`,
            signature: null,
            graph: null,
          });
        }
      }
      return found;
    };
    return { inputs: list("inputs"), outputs: list("outputs"), leftOut: [] };
  }

  applyCut(model: Model, cut: Cut): void {
    for (const graph of model.graphs) {
      const outputs = cut.outputs.filter((value) => graph.values.has(value));
      if (outputs.length > 0) {
        graph.outputs = outputs;
      }
      const inputs = (cut.inputs ?? []).filter(({ value }) => graph.values.has(value));
      for (const { value, type } of inputs) {
        value.type = type ?? value.type;
        value.constant = null;
        if (value.producer !== null) {
          const outputsOfMaker = value.producer.outputs as (Value | null)[];
          const unread = graph.addValue(uniqueName(model, `${value.name}_unused`), value.type);
          outputsOfMaker[outputsOfMaker.indexOf(value)] = unread;
          unread.producer = value.producer;
          value.producer = null;
        }
      }
      if (inputs.length > 0) {
        graph.inputs = inputs.map(({ value }) => value);
      }
    }
    model.signatures = model.signatures
      .map((signature) => cutSignature(model, signature))
      .filter((signature) => signature.outputs.length > 0);
  }

  encoding(model: Model, graph: Graph, value: Value, request: EncodingRequest): Encoding | string {
    const obstacle = this.elementsObstacle(model, graph, value);
    if (obstacle !== null) {
      return obstacle;
    }
    const tensor = value.constant!;
    const readers = readersOf(value);
    if (request.bits === "float16") {
      return {
        dtype: "float16",
        arithmetic: "cast",
        axis: null,
        rounding: "halfEven",
        overheadBytes: DEQUANTIZE_BYTES + value.name.length,
        description: "with DEQUANTIZE to float32",
      };
    }
    const axes = new Set<number | null>();
    for (const { kernel, weightAxis } of readers) {
      const perChannel = kernel === null ? weightAxis !== null : hasPerChannel(kernel, request.runtime);
      const wanted = perChannel && (request.perChannel || kernel?.perTensor === null);
      axes.add(wanted && tensor.shape.length <= MAX_PER_CHANNEL_RANK ? (kernel?.axis ?? weightAxis) : null);
    }
    const [axis] = axes;
    if (axes.size > 1 || axis === undefined) {
      const users = [...new Set(readers.map(({ node }) => node.op.name))].join(" and ");
      return `shared by operators that need its scales in different places (${users})`;
    }
    const explicit = readers.some(({ kernel }) => kernel === null);
    return {
      dtype: "int8",
      arithmetic: "symmetric",
      axis,
      rounding: "halfAway",
      overheadBytes: 100 + 12 * (axis === null ? 1 : tensor.shape[axis]!) + (explicit ? DEQUANTIZE_BYTES : 0),
      description: `${axis === null ? "per tensor" : "per channel"}, ${explicit ? "with DEQUANTIZE" : "read as int8 by the kernel"}`,
    };
  }

  storeEncoded(model: Model, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
    const { dtype } = encoding;
    const shape = value.type?.shape ?? encoded.data.shape;
    const floats = { dtype: "float32", shape } as const;
    const readers = readersOf(value);
    value.constant = encoded.data;
    value.type = { dtype, shape };
    value.quantization = encoded.quantization;
    const converted = readers.filter(({ kernel }) => dtype === "float16" || kernel === null).map(({ node }) => node);
    if (converted.length > 0) {
      const before = firstReader(graph, value);
      const dequantized = graph.addValue(uniqueName(model, `${value.name}_dequantize`), floats);
      const version =
        dtype === "float16"
          ? DEQUANTIZE_VERSIONS.float16
          : DEQUANTIZE_VERSIONS[encoding.axis === null ? "int8" : "int8PerChannel"];
      graph.replaceUses(value, dequantized, converted);
      graph.insert(
        {
          name: dequantized.name,
          op: { domain: "", name: "DEQUANTIZE", version },
          inputs: [value],
          outputs: [dequantized],
        },
        before,
      );
    }
    for (const { node, kernel } of readers) {
      if (dtype !== "float16" && kernel !== null) {
        useHybridKernel(node, encoding.axis === null ? kernel.perTensor! : kernel.perChannel!, kernel.asymmetric);
      }
    }
  }

  elementsObstacle(_model: Model, _graph: Graph, value: Value): string | null {
    return extrasOf<ValueExtras>(value)?.sparse === true ? "stored sparsely" : null;
  }

  storeElements(value: Value, tensor: Tensor): void {
    value.constant = tensor;
  }
}

/** The table of an operator, its code, its tensor and their names. */
const DEQUANTIZE_BYTES = 200;
/** Kernels and converters take scales per channel for up to four dimensions. */
const MAX_PER_CHANNEL_RANK = 4;

function describe(value: Value) {
  return { value, name: value.name, type: value.type };
}

/** A signature with what is still declared; outputs it did not name before are added under their tensor's name. */
function cutSignature(model: Model, signature: Signature): Signature {
  const named = [...signature.inputs, ...signature.outputs][0]?.value;
  const graph = model.graphs.find((each) => named !== undefined && each.values.has(named));
  if (graph === undefined) {
    return signature;
  }
  const entries = (values: readonly Value[], old: readonly SignatureEntry[]): SignatureEntry[] =>
    values.map((value) => ({ name: old.find((entry) => entry.value === value)?.name ?? value.name, value }));
  return {
    ...signature,
    inputs: entries(graph.inputs, signature.inputs),
    outputs: entries(graph.outputs, signature.outputs),
  };
}
