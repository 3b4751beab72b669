// Element by element: https://onnx.ai/onnx/operators/
import { blocks, pointwise } from "../../../ir/axis-flows";
import { numberAttribute } from "../../../ir/node";
import type { Flow } from "../../../ir/operator";
import { family } from "../../../semantics/family";
import { cast, chosen, elementwise, type Operation } from "../../../semantics/elements";
import { fact } from "../../../semantics/fact";
import {
  all,
  binary,
  commonType,
  computing,
  like,
  operator,
  operators,
  several,
  shapeOf,
  unary,
  type Rule,
} from "../../../semantics/rules";
import { broadcast } from "../../../semantics/shape-rules";
import { bounded } from "./limits";
import { opsetOf, typeAttribute } from "./settings";

/** Until opset 7 the second operand was fitted to the first. */
export const BROADCASTS_SINCE = 7;

const inOldOpsets =
  (old: Rule, since: Rule): Rule =>
  (node, inputs) =>
    (opsetOf(node) < BROADCASTS_SINCE ? old : since)(node, inputs);

const arithmetic = (operation: Operation) => computing(inOldOpsets(like(), binary(operation)));
const comparison = (operation: Operation) => computing(inOldOpsets(shapeOf("bool"), binary(operation, "bool")));

/** Attribute-given bounds were replaced by inputs; neither changes type or shape. */
const where: Rule = (_, inputs) => {
  const [condition, a, b] = [inputs.at(0), inputs.at(1), inputs.at(2)];
  const shape = broadcast([condition.shape, a.shape, b.shape]);
  return [
    fact(
      commonType([a, b]),
      shape,
      elementwise(shape, [condition, a, b], (is, one, other) => chosen(is, one, other)),
    ),
  ];
};

const casting =
  (to: (...given: Parameters<Rule>) => ReturnType<typeof typeAttribute>): Rule =>
  (node, inputs) => {
    const dtype = to(node, inputs);
    const { shape, elements } = inputs.at(0);
    return [fact(dtype, shape, dtype && (elements?.map((each) => cast(each, dtype)) ?? null))];
  };

/** Of unlike types, such as a base of floats with a whole exponent, that of the first. */
const ofFirst: Rule = (_, inputs) => {
  const [a, b] = [inputs.at(0), inputs.at(1)];
  return [fact(a.dtype, broadcast([a.shape, b.shape]))];
};

/** Until then a second operand was lined up where an attribute says. */
const linedUp: Flow = (node, around) =>
  opsetOf(node) < BROADCASTS_SINCE && numberAttribute(node, "broadcast", 0) !== 0
    ? blocks(`${node.op.name} lines its inputs up as before opset ${BROADCASTS_SINCE}`)
    : pointwise(node, around);

export const elementwiseOperators = family(
  "elementwise",
  {
    Add: arithmetic("add"),
    Sub: arithmetic("subtract"),
    Mul: arithmetic("multiply"),
    Div: arithmetic("divide"),
    Mod: computing((node, inputs) =>
      binary(numberAttribute(node, "fmod", 0) === 0 ? "floorRemainder" : null)(node, inputs),
    ),
    Pow: operator(inOldOpsets(like(), ofFirst)),
    Max: { ...computing(several("maximum")), limits: bounded("min") },
    Min: { ...computing(several("minimum")), limits: bounded("max") },
    Sum: computing(several("add")),
    Mean: operator(several(null)),
    Equal: comparison("equal"),
    Less: comparison("less"),
    LessOrEqual: comparison("lessOrEqual"),
    Greater: comparison("greater"),
    GreaterOrEqual: comparison("greaterOrEqual"),
    And: comparison("and"),
    Or: comparison("or"),
    ...operators(operator(inOldOpsets(shapeOf("bool"), binary(null, "bool"))), "Xor"),
    ...operators(operator(binary(null)), "BitShift BitwiseAnd BitwiseOr BitwiseXor"),
    Not: computing((_, inputs) => {
      const { shape, elements } = inputs.at(0);
      return [fact("bool", shape, elements?.map((each) => (typeof each === "number" ? 1 - each : null)) ?? null)];
    }),
    Neg: computing((_, inputs) => {
      const { dtype, shape, elements } = inputs.at(0);
      return [fact(dtype, shape, elements?.map((each) => (typeof each === "number" ? -each : null)) ?? null)];
    }),
    Floor: computing(unary(Math.floor)),
    Ceil: computing(unary(Math.ceil)),
    Abs: computing(unary(Math.abs)),
    ...operators(
      operator(like()),
      `Acos Acosh Asin Asinh Atan Atanh BitwiseNot Cos Cosh Erf Exp Log Reciprocal Round Sign Sin Sinh Sqrt Tan`,
    ),
    ...operators(operator(shapeOf("bool")), "IsInf IsNaN"),
    Where: computing(where),
    Cast: computing(casting((node) => typeAttribute(node, "to"))),
    CastLike: { ...computing(casting((_, inputs) => inputs.at(1).dtype)), settings: [1] },
    StringConcat: operator(binary(null, "string")),
    RegexFullMatch: operator(shapeOf("bool")),
    "com.microsoft:BiasAdd": operator((_, inputs) => {
      const facts = all(inputs);
      return [fact(commonType(facts), facts[0]?.shape)];
    }),
  },
  linedUp,
);
