import { pointwise, unfollowed } from "../../../ir/axis-flows";
import type { ChannelFlow } from "../../../ir/channel-flow";
import type { Flow } from "../../../ir/operator";
import { channelAxisOf } from "../layouts";
import { family } from "../../../semantics/family";
import { select, selectRows } from "../../../semantics/array-rules";
import { cast, type Operation } from "../../../semantics/elements";
import { fact } from "../../../semantics/fact";
import { bounded } from "./limits";
import { binary, computing, like, operator, operators, several, unary, type Rule } from "../../../semantics/rules";

const two = (operation: Operation) => computing(binary(operation));

const casting: Rule = (node, inputs) => {
  const to = node.attributes.get("DstT");
  const { shape, elements } = inputs.at(0);
  const dtype = to?.kind === "type" && node.attributes.get("Truncate")?.value !== true ? to.value : null;
  return [fact(null, shape, dtype && (elements?.map((each) => cast(each, dtype)) ?? null))];
};

/** The bias has an element for each channel. */
const byChannel = (axis: number): ChannelFlow => ({
  kind: "passes",
  data: 0,
  mixes: [],
  vectors: { axis, inputs: [1] },
});

const biasFlow: Flow = (node) => {
  const axis = channelAxisOf(node);
  return axis === null ? unfollowed(node) : byChannel(axis);
};

export const elementwiseOperators = family(
  "elementwise",
  {
    ...operators(two("add"), "Add AddV2"),
    Sub: two("subtract"),
    Mul: two("multiply"),
    ...operators(two("divide"), "RealDiv Div TruncateDiv"),
    FloorDiv: two("floorDivide"),
    FloorMod: two("floorRemainder"),
    Maximum: { ...two("maximum"), limits: bounded("min") },
    Minimum: { ...two("minimum"), limits: bounded("max") },
    Equal: two("equal"),
    NotEqual: two("notEqual"),
    Less: two("less"),
    LessEqual: two("lessOrEqual"),
    Greater: two("greater"),
    GreaterEqual: two("greaterOrEqual"),
    LogicalAnd: two("and"),
    LogicalOr: two("or"),
    ...operators(
      operator(binary(null)),
      `Mod TruncateMod Pow SquaredDifference DivNoNan MulNoNan Xdivy Xlogy Atan2 BitwiseAnd BitwiseOr BitwiseXor LeftShift
     RightShift Complex`,
    ),
    StringJoin: operator(several(null)),
    ...operators({ role: "sideEffect", ...operator(() => [fact(null, [])]) }, "ShardedFilename ShardedFilespec"),
    AddN: computing(several("add")),
    BiasAdd: { ...operator(like()), biases: [1], flow: biasFlow },
    BiasAddV1: { ...operator(like()), biases: [1], flow: () => byChannel(-1) },
    Floor: computing(unary(Math.floor)),
    Ceil: computing(unary(Math.ceil)),
    Abs: computing(unary(Math.abs)),
    ...operators(
      operator(like()),
      `Neg Sign Square Sqrt Rsqrt Reciprocal Inv Exp Expm1 Log Log1p Round Rint Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh
     Acosh Atanh Erf Erfc Erfinv Lgamma Digamma LogicalNot IsNan IsInf IsFinite Invert Real Imag Conj ComplexAbs Angle
     StringLower StringUpper StringStrip RegexReplace StaticRegexReplace RegexFullMatch StaticRegexFullMatch AsString
     StringToNumber StringToHashBucketFast Bucketize`,
    ),
    Cast: computing(casting),
    Select: { ...operator(selectRows), flow: unfollowed },
    SelectV2: computing(select),
  },
  pointwise,
);
