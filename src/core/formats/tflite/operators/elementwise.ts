import { pointwise, unfollowed } from "../../../ir/axis-flows";
import type { DType } from "../../../ir/dtype";
import { family } from "../../../semantics/family";
import { select, selectRows } from "../../../semantics/array-rules";
import { cast, type Operation } from "../../../semantics/elements";
import { fact } from "../../../semantics/fact";
import {
  binary,
  computing,
  like,
  operator,
  operators,
  several,
  shapeOf,
  unary,
  type Rule,
} from "../../../semantics/rules";
import type { TfliteEntry } from "./entry";
import { bounded } from "./limits";

const two = (operation: Operation) => computing(binary(operation));

/** To the type that the file states of the result. */
const casting: Rule = (node, inputs) => {
  const to: DType | null = node.outputs[0]?.type?.dtype ?? null;
  const { shape, elements } = inputs.at(0);
  return [fact(to, shape, to && (elements?.map((each) => cast(each, to)) ?? null))];
};

export const elementwiseOperators = family<TfliteEntry>(
  "elementwise",
  {
    ADD: { ...two("add"), activation: "applied" },
    SUB: { ...two("subtract"), activation: "applied" },
    MUL: { ...two("multiply"), activation: "applied" },
    DIV: { ...two("divide"), activation: "applied" },
    FLOOR_DIV: two("floorDivide"),
    FLOOR_MOD: two("floorRemainder"),
    MAXIMUM: { ...two("maximum"), limits: bounded("min") },
    MINIMUM: { ...two("minimum"), limits: bounded("max") },
    EQUAL: two("equal"),
    NOT_EQUAL: two("notEqual"),
    LESS: two("less"),
    LESS_EQUAL: two("lessOrEqual"),
    GREATER: two("greater"),
    GREATER_EQUAL: two("greaterOrEqual"),
    LOGICAL_AND: two("and"),
    LOGICAL_OR: two("or"),
    ...operators(operator(binary(null)), "POW SQUARED_DIFFERENCE ATAN2 BITWISE_XOR RIGHT_SHIFT"),
    ADD_N: computing(several("add")),
    FLOOR: computing(unary(Math.floor)),
    CEIL: computing(unary(Math.ceil)),
    ABS: computing(unary(Math.abs)),
    ...operators(operator(like()), "NEG SIGN SQUARE SQRT RSQRT EXP LOG ROUND SIN COS LOGICAL_NOT BUCKETIZE"),
    ...operators(
      operator(like()),
      `STABLEHLO_ADD STABLEHLO_SUBTRACT STABLEHLO_MULTIPLY STABLEHLO_DIVIDE STABLEHLO_REMAINDER STABLEHLO_POWER
       STABLEHLO_MAXIMUM STABLEHLO_MINIMUM STABLEHLO_AND STABLEHLO_OR STABLEHLO_SHIFT_LEFT STABLEHLO_ABS
       STABLEHLO_NEGATE STABLEHLO_FLOOR STABLEHLO_CBRT STABLEHLO_RSQRT STABLEHLO_EXPONENTIAL STABLEHLO_LOG
       STABLEHLO_LOGISTIC STABLEHLO_TANH STABLEHLO_COSINE`,
    ),
    STABLEHLO_COMPARE: operator(shapeOf("bool")),
    STABLEHLO_CONVERT: computing(casting),
    ...operators({ ...operator(like(1)), flow: unfollowed }, "STABLEHLO_SELECT STABLEHLO_CLAMP"),
    ZEROS_LIKE: { role: "shape", ...operator(like()), flow: unfollowed },
    CAST: computing(casting),
    SELECT: { ...operator(selectRows), flow: unfollowed },
    SELECT_V2: computing(select),
  },
  pointwise,
);
