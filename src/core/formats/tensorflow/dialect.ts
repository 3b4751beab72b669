// What operators and constants mean in TensorFlow graphs.
import type { Dialect, Encoded, Encoding, EncodingRequest, Endpoint, Endpoints, Operand, Role } from "../../ir/dialect";
import type { Graph } from "../../ir/graph";
import { rootGraphs, type Model } from "../../ir/model";
import type { Node } from "../../ir/node";
import { operandOf } from "../../ir/operator-row";
import { paddingsOf } from "../../ir/padding";
import type { Tensor } from "../../ir/tensor";
import type { Value } from "../../ir/value";
import { attributeManual } from "./attribute-manual";
import { operatorNote } from "./operator-note";
import { tensorflowBodies } from "./bodies";
import { tensorflowRemarks } from "./remarks";
import { tensorflowClamps } from "./clamp";
import { channelFlows } from "./channel-flow";
import { applyCut } from "./apply-cut";
import { codebooks } from "./codebooks";
import { computation } from "./computation";
import { defaultAttributes } from "./default-attributes";
import { TensorflowEightBitRewriter } from "./eight-bit/rewriter";
import { tensorflowEffects } from "./effects";
import { encodingOf, storeEncoded } from "./encoding";
import { extrasOf, type ModelExtras } from "./extras";
import { TensorflowFolding } from "./folding";
import { inferEndpoints } from "./infer-endpoints";
import { TensorflowLinearOperators } from "./linear";
import { rowOf } from "./operators";
import { entryOf } from "./operators/entries";
import { constantObstacle } from "./named-nodes";
import { countOutputs, nameOutput } from "./outputs";
import { passThrough } from "./pass-through";
import { pinned } from "./pinned";
import { elementTypes } from "./types";
import { widening } from "./widening";

export class TensorflowDialect implements Dialect {
  readonly ordered = false;
  readonly namesByNode = true;
  readonly numbersAreScalars = true;
  readonly uniqueNames = true;
  readonly typesOutputs = false;
  readonly constantsAreInputs = false;
  readonly linearOperators = new TensorflowLinearOperators();
  readonly folding = new TensorflowFolding();
  readonly paddings = paddingsOf(entryOf);
  readonly compose = null;
  readonly clamps = tensorflowClamps;
  readonly channelFlows = channelFlows;
  readonly attributeManual = attributeManual;
  readonly operatorNote = operatorNote;
  readonly attributeDefaults = { offers: defaultAttributes };
  readonly eightBitOperators = {
    offers: (model: Model, graph: Graph) => new TensorflowEightBitRewriter(model, graph),
  };
  readonly halfPrecision = {
    lacks:
      "whether each of its kernels takes float16 depends on the device it runs on: leave compute off to store the weights in float16",
  };
  readonly sharesStorage = false;
  readonly passThrough = passThrough;
  readonly effects = tensorflowEffects;
  readonly widening = widening;
  readonly bodies = tensorflowBodies;
  readonly remarks = tensorflowRemarks;
  readonly computation = computation;
  readonly codebooks = codebooks;
  readonly sparseConstants = { lacks: "TensorFlow graphs have no sparse form of constants" };
  readonly pinned = pinned;
  readonly applyCut = applyCut;
  readonly outputCount = countOutputs;
  readonly nameOutput = nameOutput;
  readonly elementTypes = elementTypes;
  readonly dynamicWeights = {
    lacks:
      "TensorFlow graphs have no operators on eight-bit weights that quantize floats as they run; quantize their nodes or only their weights",
  };

  arithmeticOf(): null {
    return null;
  }

  weightsElsewhere(model: Model): string | null {
    if (!rootGraphs(model).some(({ nodes }) => nodes.some((node) => rowOf(node).role === "variable"))) {
      return null;
    }
    const isFolder = extrasOf<ModelExtras>(model)!.container === "SavedModel";
    const where = isFolder ? "the folder variables, which stays as it is" : "a checkpoint";
    return `what they hold lies in ${where}; freeze the model to a .pb to have it changed`;
  }

  stripObstacle(model: Model): string | null {
    return extrasOf<ModelExtras>(model)!.container === "GraphDef"
      ? null
      : "other parts of the file name its nodes, as those that save and restore its variables; freeze it to a .pb first";
  }

  isPlainConstant(): boolean {
    return true;
  }

  closesLoop(from: Node, to: Node): boolean {
    return /^(Ref)?NextIteration$/.test(from.op.name) && /^(Ref)?Merge$/.test(to.op.name);
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

  /** Of a SavedModel what its signatures say; of a bare graph what can be inferred. */
  endpoints(model: Model): Endpoints {
    const signed = model.signatures.filter(({ inputs, outputs }) => inputs.length + outputs.length > 0);
    if (signed.length === 0) {
      return inferEndpoints(model);
    }
    const list = (side: "inputs" | "outputs"): Endpoint[] =>
      signed.flatMap((signature) =>
        signature[side].map(({ name, value }) => ({
          value,
          name: value.name,
          type: value.type,
          reason: `declared as an ${side.slice(0, -1)} by the signature ${signature.key}`,
          signature: { key: signature.key, alias: name },
          graph: null,
        })),
      );
    return { inputs: list("inputs"), outputs: list("outputs"), leftOut: [] };
  }

  encoding(model: Model, graph: Graph, value: Value, request: EncodingRequest): Encoding | string {
    const name = value.producer?.name ?? "";
    const obstacle = this.elementsObstacle(model, graph, value) ?? constantObstacle(model, graph, name);
    if (obstacle !== null) {
      return obstacle;
    }
    return encodingOf(value, request);
  }

  storeEncoded(model: Model, graph: Graph, value: Value, encoding: Encoding, encoded: Encoded): void {
    storeEncoded(model, graph, value, encoding, encoded);
  }

  elementsObstacle(_model: Model, graph: Graph, value: Value): string | null {
    if (value.producer === null) {
      return "not made by a Const node";
    }
    return graph.isOutput(value) ? "returned by its function" : null;
  }

  storeElements(value: Value, tensor: Tensor): void {
    value.constant = tensor;
    value.producer!.setAttribute("value", { kind: "tensor", value: tensor });
  }
}
