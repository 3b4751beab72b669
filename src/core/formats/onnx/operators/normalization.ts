import { numberAttribute } from "../../../ir/node";
import { fact, type Fact } from "../../../semantics/fact";
import type { Operator } from "../../../ir/operator";
import { like, operator, operators, viewing, type Rule } from "../../../semantics/rules";
import { axisOf } from "../../../semantics/shape-rules";
import { opsetOf, typeAttribute } from "./settings";

/** Besides the result what is known of the batch, with the lengths of the mean. */
const batchNormalization: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  const statistics = inputs.at(3);
  return node.outputs.map((_, index) => (index === 0 ? fact(dtype, shape) : fact(statistics.dtype, statistics.shape)));
};

/** Mean and inverse deviation have 1 where it is normalized. */
const layerNormalization: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  const axis = shape === null ? 0 : axisOf(numberAttribute(node, "axis", -1), shape.length);
  const statistic = fact(
    typeAttribute(node, "stash_type") ?? "float32",
    shape?.map((length, place) => (place < axis ? length : 1)),
  );
  return node.outputs.map((_, index) => (index === 0 ? fact(dtype, shape) : statistic));
};

/** What was kept is true; until opset 10 the mask had the type of the data. */
const dropout: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  return [fact(dtype, shape), fact(opsetOf(node) < MASK_IS_BOOL_SINCE ? dtype : "bool", shape)];
};
const MASK_IS_BOOL_SINCE = 10;

/** Result, mean, inverse deviation, and the sum that is normalized. */
const skipNormalization: Rule = (_, inputs) => {
  const { dtype, shape } = inputs.at(0);
  const statistic = fact(
    "float32",
    shape?.map((length, axis) => (axis === shape.length - 1 ? 1 : length)),
  );
  return [fact(dtype, shape), statistic, statistic, fact(dtype, shape)];
};

/** Ids of words [batch, sequence], and a table [words, hidden]. */
const embedding: Rule = (_, inputs) => {
  const [ids, table] = [inputs.at(0), inputs.at(2)];
  const hidden = table.shape?.[1] ?? null;
  const made: Fact = fact(table.dtype, ids.shape && [...ids.shape, hidden]);
  return [made, fact("int32", [ids.shape?.[0] ?? null]), made];
};

export const normalizationOperators: Readonly<Record<string, Operator>> = {
  BatchNormalization: operator(batchNormalization),
  LayerNormalization: operator(layerNormalization),
  SimplifiedLayerNormalization: operator(layerNormalization),
  Dropout: viewing(operator(dropout)),
  "com.microsoft:SkipLayerNormalization": operator(skipNormalization),
  "com.microsoft:SkipSimplifiedLayerNormalization": operator(skipNormalization),
  "com.microsoft:EmbedLayerNormalization": operator(embedding),
  ...operators(
    operator(like()),
    `InstanceNormalization GroupNormalization RMSNormalization LRN LpNormalization MeanVarianceNormalization
     com.microsoft:GroupNorm`,
  ),
};
