// The operators of TensorFlow, by family. Element types are told by their attributes.
import type { Model } from "../../../ir/model";
import type { Node } from "../../../ir/node";
import { missingAttributes } from "../../../semantics/function-attributes";
import { own } from "../../../ir/own";
import { perOperator } from "../../../ir/per-operator";
import { fact, type Types } from "../../../semantics/fact";
import type { Made, Operator, OperatorOf } from "../../../ir/operator";
import { operator } from "../../../semantics/rules";
import { MessageOpener } from "../../../wire/protobuf-reader";
import { messageOf } from "../extras";
import { portOf } from "../operator-outputs";
import { activationOperators } from "./activation";
import { call, controlOperators } from "./control";
import { convolutionOperators } from "./convolution";
import { elementwiseOperators } from "./elementwise";
import { fourierOperators } from "./fourier";
import { imageOperators } from "./images";
import { listOperators } from "./lists";
import { matrixOperators } from "./matrix";
import { movementOperators } from "./movement";
import { normalizationOperators } from "./normalization";
import { poolingOperators } from "./pooling";
import { quantizationOperators } from "./quantization";
import { recurrentOperators } from "./recurrent";
import { reductionOperators } from "./reduction";
import { stateOperators } from "./state";

export const OPERATORS: Readonly<Record<string, Operator>> = {
  ...convolutionOperators,
  ...matrixOperators,
  ...elementwiseOperators,
  ...activationOperators,
  ...normalizationOperators,
  ...poolingOperators,
  ...movementOperators,
  ...fourierOperators,
  ...imageOperators,
  ...listOperators,
  ...reductionOperators,
  ...recurrentOperators,
  ...quantizationOperators,
  ...controlOperators,
  ...stateOperators,
};

/** Of operators with several outputs, what functions call them: of others the number tells. */
const NAMED_OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNorm: ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
  FusedBatchNormV2: ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
  FusedBatchNormV3: ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"],
  TopK: ["values", "indices"],
  TopKV2: ["values", "indices"],
  MaxPoolWithArgmax: ["output", "argmax"],
  QuantizeV2: ["output", "output_min", "output_max"],
  Switch: ["output_false", "output_true"],
  Merge: ["output", "value_index"],
};

/** Null: none of ours. */
export const entryOf = perOperator(({ name }): Operator | null => own(OPERATORS, name) ?? null);

export function tensorflowOperators(model: Model): OperatorOf {
  const { functions } = model;
  const calls = new Map([...functions].map(([name, body]) => [name, atPorts(operator(call(body)))]));
  const calledBy = perOperator(({ name }) => own(CONTROL, name) ?? calls.get(name) ?? null);
  const plainOf = perOperator(({ name }) => own(PLAIN, name) ?? null);
  const missing = missingAttributes(model);
  return (node) => {
    const { op } = node;
    const called = calledBy(op);
    if (called !== null) {
      return called;
    }
    const known = plainOf(op);
    return known !== null && missing(node) !== "nothing" ? null : known;
  };
}

/** What these make is told by the bodies that they run, or is what they are given. */
const CONTROL = Object.fromEntries(Object.entries(controlOperators).map(([name, each]) => [name, atPorts(each)]));

const PLAIN = Object.fromEntries(
  Object.entries(OPERATORS).map(([name, each]) => [name, atPorts({ ...each, result: untyped(each) })]),
);

function untyped({ result }: Made): Made["result"] {
  return (node, inputs) => result(node, inputs)?.map((made) => made && fact(null, made.shape, made.elements)) ?? null;
}

/** In functions a node's outputs stand in the order in which they are read. */
function atPorts<E extends Made>(each: E): E {
  return {
    ...each,
    result: (node, inputs) => {
      const made = each.result(node, inputs);
      return made === null || !node.outputs.some((output) => PLACE.test(output?.name ?? ""))
        ? made
        : placed(node, made);
    },
  };
}

/** "node:output:0", in which the number counts the outputs of that name. */
const PLACE = /:([^:]+):(\d+)$/;

const opener = new MessageOpener();

function placed(node: Node, made: Types): Types {
  const message = messageOf(node, opener);
  const names = own(NAMED_OUTPUTS, node.op.name);
  return node.outputs.map((output) => {
    const [, name = "", index = "0"] = PLACE.exec(output?.name ?? "") ?? [];
    const named = names?.indexOf(name) ?? -1;
    const port = named >= 0 ? named : message === null ? null : portOf(message, Number(index));
    return port === null ? null : (made[port] ?? null);
  });
}
