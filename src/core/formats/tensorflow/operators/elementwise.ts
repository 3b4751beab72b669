import { family } from "../../../semantics/family";
import { select, selectRows } from "../../../semantics/array-rules";
import { cast, type Operation } from "../../../semantics/elements";
import { fact } from "../../../semantics/fact";
import { binary, computing, like, operator, operators, several, unary, type Rule } from "../../../semantics/rules";

const two = (operation: Operation) => computing(binary(operation));

const casting: Rule = (node, inputs) => {
  const to = node.attributes.get("DstT");
  const { shape, elements } = inputs.at(0);
  const dtype = to?.kind === "type" && node.attributes.get("Truncate")?.value !== true ? to.value : null;
  return [fact(null, shape, dtype && (elements?.map((each) => cast(each, dtype)) ?? null))];
};

export const elementwiseOperators = family("elementwise", {
  ...operators(two("add"), "Add AddV2"),
  Sub: two("subtract"),
  Mul: two("multiply"),
  ...operators(two("divide"), "RealDiv Div TruncateDiv"),
  FloorDiv: two("floorDivide"),
  FloorMod: two("floorRemainder"),
  Maximum: two("maximum"),
  Minimum: two("minimum"),
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
  ...operators({ ...operator(like()), biases: [1] }, "BiasAdd BiasAddV1"),
  Floor: computing(unary(Math.floor)),
  Ceil: computing(unary(Math.ceil)),
  Abs: computing(unary(Math.abs)),
  ...operators(
    operator(like()),
    `Neg Sign Square Sqrt Rsqrt Reciprocal Inv Exp Expm1 Log Log1p Round Rint Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh
     Acosh Atanh Erf Erfc Erfinv Lgamma Digamma LogicalNot IsNan IsInf IsFinite Invert Real Imag Conj
     StringLower StringUpper StringStrip RegexReplace StaticRegexReplace RegexFullMatch StaticRegexFullMatch AsString
     StringToNumber StringToHashBucketFast Bucketize`,
  ),
  Cast: computing(casting),
  Select: operator(selectRows),
  SelectV2: computing(select),
});
