// What operators and constants mean in ONNX.
import type {
  Coefficients,
  Cut,
  Dialect,
  Encoded,
  Encoding,
  EncodingRequest,
  Endpoints,
  Operand,
  Role,
} from "../../ir/dialect";
import type { Graph } from "../../ir/graph";
import { isFunctionBody, type Model } from "../../ir/model";
import { uniqueName } from "../../ir/names";
import type { Node } from "../../ir/node";
import type { Tensor } from "../../ir/tensor";
import type { Offer } from "../../ir/offer";
import { operandOf } from "../../ir/operator-row";
import { paddingsOf } from "../../ir/padding";
import { isSparse, type SparseConstants } from "../../ir/sparse";
import type { Value } from "../../ir/value";
import type { WeightEncoder } from "../../ir/weight-encoder";
import { attributeManual } from "./attribute-manual";
import { operatorNote } from "./operator-note";
import { onnxBodies } from "./bodies";
import { onnxClamps } from "./clamp";
import { channelFlows } from "./channel-flow";
import { codebooks } from "./codebooks";
import { coefficientsOf } from "./coefficients";
import { computation } from "./computation";
import { dynamicWeights } from "./dynamic-weights";
import { encodingOf, storeEncoded } from "./encoding";
import { compose } from "./compose";
import { onnxEffects } from "./effects";
import { OnnxFolding } from "./folding";
import { OnnxHalfPrecision } from "./half-precision/half-precision";
import { OnnxLinearOperators } from "./linear";
import { rowOf } from "./operators";
import { entryOf } from "./operators/entries";
import { passThrough } from "./pass-through";
import { pinned } from "./pinned";
import { onnxRemarks } from "./remarks";
import { sparseConstants } from "./sparse-constants";
import { standardOperatorsObstacle } from "./standard-operators";
import { elementTypes } from "./element-types";
import { widening } from "./widening";

/** From this IR version on a constant need not be a graph input too; one that is can be overridden by the caller. */
const OVERRIDABLE_SINCE = 4;
/** The opset that brought sparse_value of Constant. */
const SPARSE_SINCE = 11;
/** The opset that brought DynamicQuantizeLinear. */
const DYNAMIC_QUANTIZATION_SINCE = 11;

export class OnnxDialect implements Dialect {
  readonly ordered = true;
  readonly namesByNode = false;
  readonly numbersAreScalars = false;
  readonly uniqueNames = true;
  readonly typesOutputs = true;
  readonly constantsAreInputs: boolean;
  readonly folding = new OnnxFolding();
  readonly linearOperators = new OnnxLinearOperators();
  readonly paddings = paddingsOf(entryOf);
  readonly compose = compose;
  readonly clamps = onnxClamps;
  readonly channelFlows = channelFlows;
  readonly attributeManual = attributeManual;
  readonly operatorNote = operatorNote;
  readonly attributeDefaults = {
    lacks: "its attributes have their defaults from the operator set that the file names, the same for all readers",
  };
  readonly eightBitOperators = {
    lacks: "only TensorFlow has operators whose results have a range of their own; Quantize to int8 is for this format",
  };
  readonly halfPrecision = { offers: (model: Model) => new OnnxHalfPrecision(model) };
  readonly sharesStorage = false;
  readonly passThrough = passThrough;
  readonly effects = onnxEffects;
  readonly widening = widening;
  readonly bodies = onnxBodies;
  readonly remarks = onnxRemarks;
  readonly computation = computation;
  readonly codebooks = codebooks;
  readonly sparseConstants: Offer<SparseConstants>;
  readonly pinned = pinned;
  readonly elementTypes = elementTypes;
  readonly dynamicWeights: Offer<WeightEncoder>;

  constructor(
    readonly irVersion: number,
    readonly opsets: ReadonlyMap<string, number>,
  ) {
    this.constantsAreInputs = irVersion < OVERRIDABLE_SINCE;
    const opset = this.#opset();
    const obstacle = standardOperatorsObstacle(opsets);
    this.dynamicWeights =
      opset >= DYNAMIC_QUANTIZATION_SINCE
        ? { offers: dynamicWeights }
        : {
            lacks:
              obstacle ??
              `opset ${opset} has no operator that quantizes as the model runs; convert the model to opset ${DYNAMIC_QUANTIZATION_SINCE} or later`,
          };
    this.sparseConstants =
      opset >= SPARSE_SINCE
        ? { offers: sparseConstants }
        : {
            lacks:
              obstacle ?? `opset ${opset} has no sparse constants; convert the model to opset ${SPARSE_SINCE} or later`,
          };
  }

  arithmeticOf(): null {
    return null;
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
    return value.constant === null || !isSparse(value.constant.storage);
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

  coefficients(node: Node): readonly Coefficients[] {
    return coefficientsOf(node);
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
    for (const { value, type } of cut.outputs) {
      value.type = type;
    }
    graph.setOutputs(cut.outputs.map(({ value }) => value));
    if (cut.inputs === null) {
      return;
    }
    for (const { value, type } of cut.inputs) {
      value.type = type;
      value.constant = null;
      if (value.producer !== null) {
        // The other outputs of the node may still be needed: then it stays and makes a value nobody reads.
        graph.cutAt(value, graph.addValue(uniqueName(model, `${value.name}_unused`), null));
      }
    }
    const constants = graph.inputs.filter((value) => value.constant !== null);
    graph.setInputs([...cut.inputs.map(({ value }) => value), ...constants]);
  }

  encoding(model: Model, graph: Graph, value: Value, request: EncodingRequest): Encoding | string {
    const obstacle = this.elementsObstacle(model, graph, value) ?? standardOperatorsObstacle(this.opsets);
    if (obstacle !== null) {
      return obstacle;
    }
    return isFunctionBody(model, graph) ? "inside a local function" : encodingOf(this, value, request);
  }

  storeEncoded(model: Model, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
    storeEncoded(this.#opset(), model, graph, value, encoding, encoded);
  }

  elementsObstacle(model: Model, graph: Graph, value: Value): string | null {
    const overridable = graph.isInput(value) && (!this.constantsAreInputs || graph !== model.graphs[0]);
    return overridable ? "a default that the caller may override: it is a graph input too" : null;
  }

  /** A Constant node that held numbers in a list has them in a tensor from then on. */
  storeElements(value: Value, tensor: Tensor): void {
    value.constant = tensor;
    value.producer?.setAttribute("value_floats", null);
    value.producer?.setAttribute("value_float", null);
    value.producer?.setAttribute("sparse_value", null);
    for (const list of ["value_floats", "value_float", "value_ints", "value_int"]) {
      value.producer?.setAttribute(list, null);
    }
    value.producer?.setAttribute("value", { kind: "tensor", value: tensor });
  }

  #opset(): number {
    return this.opsets.get("") ?? 0;
  }
}
