// Computing in float16 in ONNX.
import type { DType } from "../../../ir/dtype";
import type { Graph } from "../../../ir/graph";
import type { HalfPrecision, Making, Tie } from "../../../ir/half-precision";
import type { Model } from "../../../ir/model";
import { uniqueName } from "../../../ir/names";
import type { Attribute, Node } from "../../../ir/node";
import { memoryTensor, type Tensor } from "../../../ir/tensor";
import type { Value } from "../../../ir/value";
import { allGraphs } from "../../../ir/walk";
import { addInitializer } from "../constant";
import { dataTypeOf, dtypeOf } from "../schema";
import { standardOperatorsObstacle } from "../standard-operators";
import { bodyTies } from "./body-ties";
import { Functions } from "./functions";
import { FIXED, signatureOf } from "./signature";
import { own } from "../../../ir/own";

/** From this opset on the target of Cast is a number. */
const NUMBERED_TARGET_SINCE = 6;
const SEQUENCES = "sequences stay as they are";
const SCALES = "its scales need the range of float32";
/** Operators that stay float32 whatever their types allow, and why. */
const STAYING: Readonly<Record<string, string>> = {
  SequenceAt: SEQUENCES,
  SequenceConstruct: SEQUENCES,
  SequenceInsert: SEQUENCES,
  SplitToSequence: SEQUENCES,
  ConcatFromSequence: SEQUENCES,
  SequenceMap: SEQUENCES,
  Optional: SEQUENCES,
  OptionalGetElement: SEQUENCES,
  DequantizeLinear: SCALES,
};
/** The region of Resize is in fractions of lengths, as its scales are. */
const PLACES: Readonly<Record<string, string>> = { "Resize a": "aa", "Resize ab=#": "a==#" };
/** What has its activations in eight bits: float16 between them would be no gain, and their int32 sums no float16. */
const INTEGER_OPERATORS =
  /^(QuantizeLinear|DynamicQuantize\w*|QLinear\w+|MatMulInteger\w*|ConvInteger|QGemm|QAttention)$/;
const MAKINGS: Readonly<Record<string, Making>> = { Cast: "cast", ConstantOfShape: "fill", Range: "count" };
/** Where an output's type is an attribute. */
const TYPE_ATTRIBUTES: readonly string[] = ["to", "dtype", "output_datatype", "output_dtype"];
/** What makes float32 where no attribute says otherwise. */
const GENERATORS = new Set([
  "RandomNormal",
  "RandomUniform",
  "HannWindow",
  "HammingWindow",
  "BlackmanWindow",
  "MelWeightMatrix",
]);

export class OnnxHalfPrecision implements HalfPrecision {
  readonly obstacle: string | null;
  readonly #functions: Functions;
  readonly #opset: number;

  constructor(readonly model: Model) {
    this.#functions = new Functions(model);
    this.#opset = model.opsets.get("") ?? 0;
    this.obstacle = standardOperatorsObstacle(model.opsets) ?? integersIn(model);
  }

  ties(node: Node): readonly Tie[] | string {
    const { domain, name } = node.op;
    if (this.#functions.isCall(node)) {
      return this.#functions.ties(node);
    }
    const signature = signatureOf(node);
    if (typeof signature === "string") {
      return signature;
    }
    const obstacle = domain === "" ? (own(STAYING, name) ?? (movesRows(node) ? ENDING : null)) : null;
    const inner = bodyTies(node);
    if (inner !== null) {
      return inner;
    }
    if (node.nested.length > 0) {
      return "it holds graphs whose types are not known";
    }
    const inputs = PLACES[`${name} ${signature.inputs}`] ?? signature.inputs;
    const { outputs } = signature;
    const letters = new Set(`${inputs}${outputs}`.match(/[A-Za-z]/g));
    const isFree = [...outputs].some(
      (each, place) => /[a-z]/.test(each) && !inputs.includes(each) && has(node.outputs, place),
    );
    const stays =
      obstacle ?? (isFree && this.making(node) === null ? "an attribute says the type of its result" : null);
    return [...letters].flatMap((letter) => {
      const tie = {
        inputs: places(inputs, letter).filter((place) => has(node.inputs, place)),
        outputs: places(outputs, letter).filter((place) => has(node.outputs, place)),
        bodyInputs: [],
        bodyOutputs: [],
        obstacle: stays ?? (letter < "a" ? `opset ${node.op.version} has it for float32 alone` : null),
      };
      return tie.inputs.length === 0 ? [] : [tie];
    });
  }

  callee(node: Node): Graph | null {
    return this.#functions.callee(node);
  }

  outputType(node: Node, output: number): DType | null {
    const signature = signatureOf(node);
    if (typeof signature === "string" || this.#functions.isCall(node)) {
      return null;
    }
    const fixed = own(FIXED, signature.outputs[output] ?? "");
    if (fixed !== undefined) {
      return fixed;
    }
    if (this.making(node) === "fill") {
      return this.filling(node)?.dtype ?? null;
    }
    for (const name of TYPE_ATTRIBUTES) {
      const attribute = node.attributes.get(name);
      if (attribute !== undefined) {
        return typeIn(attribute);
      }
    }
    if (node.op.name === "DequantizeLinear") {
      return node.inputs[1]?.type?.dtype ?? null;
    }
    return GENERATORS.has(node.op.name) ? "float32" : null;
  }

  making({ op }: Node): Making | null {
    return op.domain === "" ? (own(MAKINGS, op.name) ?? null) : null;
  }

  filling(node: Node): Tensor | null {
    const attribute = node.attributes.get("value");
    if (attribute === undefined) {
      return memoryTensor("float32", [1], new Uint8Array(4));
    }
    return attribute.kind === "tensor" ? attribute.value : null;
  }

  setFilling(node: Node, element: Tensor): void {
    node.setAttribute("value", { kind: "tensor", value: element });
  }

  setTarget(node: Node, dtype: DType): void {
    node.setAttribute("to", target(dtype, node.op.version ?? 0));
  }

  addCast(graph: Graph, from: Value, to: Value, dtype: DType): Node {
    const version = this.#functions.opsetOf(graph) ?? this.#opset;
    const node = {
      name: uniqueName(this.model, `${to.name}_Cast`),
      op: { domain: "", name: "Cast", version },
      inputs: [from],
      outputs: [to],
      attributes: new Map([["to", target(dtype, version)]]),
    };
    return graph.insert(node);
  }

  addConstant(graph: Graph, name: string, tensor: Tensor): Value {
    return addInitializer(this.model, graph, name, tensor);
  }
}

/** Where a model computes in eight bits, why it stays as it is. */
function integersIn(model: Model): string | null {
  const nodes = [...allGraphs(model)].flatMap((graph) => graph.nodes);
  const node = nodes.find(({ op }) => INTEGER_OPERATORS.test(op.name));
  return node === undefined ? null : `it computes in eight bits already (${node.op.name}): it stays as it is`;
}

function target(dtype: DType, opset: number): Attribute {
  return opset >= NUMBERED_TARGET_SINCE
    ? { kind: "int", value: dataTypeOf(dtype) }
    : { kind: "string", value: dtype === "float32" ? "FLOAT" : dtype.toUpperCase() };
}

/** As onnxruntime joins it with a product, which ends the program in float16 on processors; seen up to 1.32. */
const ENDING = "onnxruntime crashes on a product of what it makes in float16";

/** Whether the first axis of what a product reads goes behind the others but the last two, or among these: [1,0,2]. */
function movesRows({ op, attributes, outputs: [output] }: Node): boolean {
  const order = attributes.get("perm");
  if (op.name !== "Transpose" || order?.kind !== "list" || output == null) {
    return false;
  }
  const axes = order.value.map(Number);
  return (
    axes.length > 2 &&
    axes.slice(0, -2).every((axis, place) => axis === place + 1) &&
    [output, ...castsOf(output)].some((each) => [...each.uses].some((reader) => isProductOf(reader, each)))
  );
}

function castsOf({ uses }: Value): Value[] {
  return [...uses].flatMap(({ op, outputs }) => (op.name === "Cast" && outputs[0] != null ? [outputs[0]] : []));
}

function isProductOf({ op, inputs }: Node, value: Value): boolean {
  return op.name === "MatMul" && inputs[0] === value;
}

/** A type as an attribute has it, by number or, in old opsets, by name; null where it is neither. */
function typeIn(attribute: Attribute): DType | null {
  if (attribute.kind === "int") {
    return dtypeOf(Number(attribute.value));
  }
  const names: Readonly<Record<string, DType>> = { FLOAT: "float32", DOUBLE: "float64" };
  return attribute.kind === "string" ? (own(names, attribute.value) ?? (attribute.value.toLowerCase() as DType)) : null;
}

function has(values: readonly (Value | null)[], place: number): boolean {
  return (values[place] ?? null) !== null;
}

function places(types: string, letter: string): number[] {
  return [...types].flatMap((each, place) => (each === letter ? [place] : []));
}
