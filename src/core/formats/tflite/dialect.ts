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
import { paddingsOf } from "../../ir/padding";
import type { Tensor } from "../../ir/tensor";
import type { DType } from "../../ir/dtype";
import type { Value } from "../../ir/value";
import { attributeManual } from "./attribute-manual";
import { operatorNote } from "./operator-note";
import { arithmeticOf } from "./arithmetic";
import { tfliteBodies } from "./bodies";
import { tfliteClamps } from "./clamp";
import { channelFlows } from "./channel-flow";
import { codebooks } from "./codebooks";
import { computation } from "./computation";
import { dynamicWeights } from "./dynamic-weights";
import { tfliteEffects } from "./effects";
import { encodingOf, storeEncoded } from "./encoding";
import { TfliteFolding } from "./folding";
import { TfliteLinearOperators } from "./linear";
import { rowOf } from "./operators";
import { entryOf } from "./operators/entries";
import { pairedWith } from "./paired-bias";
import { passThrough } from "./pass-through";
import { tfliteRemarks } from "./remarks";
import { isStoredSparsely, sparseConstants } from "./sparse-constants";
import { widening } from "./widening";

export class TfliteDialect implements Dialect {
  readonly ordered = true;
  readonly namesByNode = false;
  readonly numbersAreScalars = true;
  readonly uniqueNames = false;
  readonly typesOutputs = true;
  readonly constantsAreInputs = false;
  readonly linearOperators = new TfliteLinearOperators();
  readonly folding = new TfliteFolding();
  readonly paddings = paddingsOf(entryOf);
  readonly compose = null;
  readonly clamps = tfliteClamps;
  readonly channelFlows = channelFlows;
  readonly attributeManual = attributeManual;
  readonly operatorNote = operatorNote;
  readonly attributeDefaults = {
    lacks: "its attributes have their defaults from the file format, the same for all readers",
  };
  readonly eightBitOperators = {
    lacks: "only TensorFlow has operators whose results have a range of their own; Quantize to int8 is for this format",
  };
  readonly halfPrecision = {
    lacks:
      "its operators compute in float32; where a delegate computes in float16, it does so from weights stored in float16: leave compute off",
  };
  readonly sharesStorage = true;
  readonly passThrough = passThrough;
  readonly effects = tfliteEffects;
  readonly arithmeticOf = arithmeticOf;
  readonly widening = widening;
  readonly bodies = tfliteBodies;
  readonly remarks = tfliteRemarks;
  readonly computation = computation;
  readonly codebooks = codebooks;
  readonly sparseConstants = { offers: sparseConstants };
  readonly dynamicWeights = { offers: dynamicWeights };

  pinned(): ReadonlyMap<Node, string> {
    return new Map();
  }

  /** Every tensor states its type. */
  elementTypes() {
    return ({ type }: Value): DType | null => type?.dtype ?? null;
  }

  weightsElsewhere(): null {
    return null;
  }

  stripObstacle(): null {
    return null;
  }

  outputCount(_model: Model, { outputs }: Node): number {
    return outputs.length;
  }

  nameOutput(node: Node): never {
    throw new Error(`The outputs of "${node.name}" are named by its file.`);
  }

  isPlainConstant(value: Value): boolean {
    return value.attached.length === 0 && !isStoredSparsely(value);
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

  coefficients(): [] {
    return [];
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
          found.push({
            ...describe(value),
            reason: `declared as ${what} by the signature ${signature.key || "(unnamed)"}`,
            signature: { key: signature.key, alias: name },
            graph: value.graph === model.graphs[0] ? null : value.graph!.name,
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
      const outputs = cut.outputs.filter(({ value }) => graph.values.has(value));
      if (outputs.length > 0) {
        graph.setOutputs(outputs.map(({ value }) => value));
      }
      const inputs = (cut.inputs ?? []).filter(({ value }) => graph.values.has(value));
      for (const { value, type } of inputs) {
        value.type = type;
        value.constant = null;
        if (value.producer !== null) {
          graph.cutAt(value, graph.addValue(uniqueName(model, `${value.name}_unused`), value.type));
        }
      }
      if (inputs.length > 0) {
        graph.setInputs(inputs.map(({ value }) => value));
      }
    }
    model.signatures = model.signatures.map(cutSignature);
  }

  encoding(model: Model, graph: Graph, value: Value, request: EncodingRequest): Encoding | string {
    return this.elementsObstacle(model, graph, value) ?? encodingOf(value, request);
  }

  companions(value: Value, bits: EncodingRequest["bits"]): readonly Value[] {
    return bits === "float16" ? pairedWith(value) : [];
  }

  storeEncoded(model: Model, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
    storeEncoded(model, graph, value, encoding, encoded);
  }

  elementsObstacle(_model: Model, _graph: Graph, value: Value): string | null {
    return isStoredSparsely(value) ? "stored sparsely" : null;
  }

  storeElements(value: Value, tensor: Tensor): void {
    value.constant = tensor;
  }
}

function describe(value: Value) {
  return { value, name: value.name, type: value.type };
}

/** A signature with what is still declared; outputs it did not name before are added under their tensor's name. */
function cutSignature(signature: Signature): Signature {
  const graph = (signature.inputs[0] ?? signature.outputs[0])?.value.graph ?? null;
  if (graph === null) {
    return signature;
  }
  const entries = (values: readonly Value[], old: readonly SignatureEntry[]): SignatureEntry[] => {
    const known = new Map(old.map(({ name, value }) => [value, name]));
    const taken = new Map([...known.values()].map((name) => [name, 0]));
    return values.map((value) => ({ name: known.get(value) ?? freeName(value.name, taken), value }));
  };
  return {
    ...signature,
    inputs: entries(graph.inputs, signature.inputs),
    outputs: entries(graph.outputs, signature.outputs),
  };
}

/** Tensors may share their names; what a signature calls them may not. */
function freeName(name: string, taken: Map<string, number>): string {
  let free = name;
  for (let count = taken.get(name) ?? 0; taken.has(free); taken.set(name, count)) {
    free = `${name}_${++count}`;
  }
  taken.set(free, taken.get(free) ?? 0);
  return free;
}
