import { blocks, passes, pointwise, shapeAt } from "../../../ir/axis-flows";
import type { ChannelFlow } from "../../../ir/channel-flow";
import { numberAttribute } from "../../../ir/node";
import type { Flow } from "../../../ir/operator";
import { family } from "../../../semantics/family";
import { fact, type Fact } from "../../../semantics/fact";
import { like, operator, operators, untold, viewing, type Rule } from "../../../semantics/rules";
import { axisOf } from "../../../semantics/shape-rules";
import { SPATIAL } from "../channel-layers";
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

/** With one element of these inputs for each channel. @param mixes Axes whose elements are seen together. */
const byChannel = (inputs: readonly number[], mixes: readonly number[]): ChannelFlow => ({
  kind: "passes",
  data: 0,
  mixes,
  vectors: { axis: 1, inputs },
  normalizationScale: 1,
});

const batchFlow: Flow = (node) =>
  opsetOf(node) < SPATIAL_SINCE && numberAttribute(node, "spatial", 1) === 0
    ? blocks("BatchNormalization has statistics for every position")
    : byChannel([1, 2, 3, 4], []);
/** From then on statistics are those of channels. */
const SPATIAL_SINCE = 9;

const instanceFlow: Flow = () => byChannel([1, 2], SPATIAL);

/** From an axis on. */
const layerFlow: Flow = (node, around) => {
  const shape = shapeAt(node, 0, around);
  const axis = numberAttribute(node, "axis", -1);
  return axis === -1 || shape === null
    ? passes([axis])
    : passes([...shape.keys()].filter((each) => each >= (axis < 0 ? axis + shape.length : axis)));
};

export const normalizationOperators = family("normalization", {
  BatchNormalization: { ...operator(batchNormalization), statistics: [1, 2, 3, 4], flow: batchFlow },
  LayerNormalization: { ...operator(layerNormalization), statistics: [1, 2], flow: layerFlow },
  SimplifiedLayerNormalization: { ...operator(layerNormalization), statistics: [1] },
  Dropout: { role: "identity", ...viewing(operator(dropout)), settings: [1, 2], flow: pointwise },
  "com.microsoft:SkipLayerNormalization": { ...operator(skipNormalization), statistics: [2, 3], biases: [4] },
  "com.microsoft:SkipSimplifiedLayerNormalization": { ...operator(skipNormalization), statistics: [2], biases: [3] },
  "com.microsoft:EmbedLayerNormalization": {
    role: "embedding",
    ...operator(embedding),
    weights: { 2: [], 3: [], 4: [] },
    statistics: [5, 6],
  },
  InstanceNormalization: { ...operator(like()), statistics: [1, 2], flow: instanceFlow },
  GroupNormalization: { ...operator(like()), statistics: [1, 2] },
  "com.microsoft:QEmbedLayerNormalization": {
    role: "embedding",
    ...untold,
    weights: { 2: [], 3: [], 4: [] },
    statistics: [5, 6],
    settings: Array.from({ length: 11 }, (_, index) => index + 7),
  },
  RMSNormalization: { ...operator(like()), statistics: [1] },
  LRN: { ...operator(like()), flow: () => passes([1]) },
  LpNormalization: { ...operator(like()), flow: (node) => passes([numberAttribute(node, "axis", -1)]) },
  ...operators(operator(like()), "MeanVarianceNormalization com.microsoft:GroupNorm"),
});
