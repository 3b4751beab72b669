// What the doors to the core (worker, command line, tests) may import.
export { memoryFiles, memorySource, type ByteSource, type Files } from "./bytes/byte-source";
export { quietContext, throwIfCancelled, type Context, type Note } from "./context";
export { type Format } from "./formats/format";
export { costsOf, type Costs, type NodeCost } from "./analysis/cost";
export { inferTypes, type ValueType, type ValueTypes } from "./analysis/shapes";
export { joined } from "./bytes/joined";
export { through } from "./bytes/through";
export { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./bytes/float16";
export { OpenDimensions } from "./analysis/open-dimensions";
export { checkOutputName } from "./formats/output-name";
export { readTensorFile } from "./formats/onnx/tensor-file";
export { readModelMetadata } from "./formats/tflite/model-metadata";
export { formats, readModel } from "./formats/registry";
export { inputsName } from "./ir/inputs-name";
export { formatTitles } from "./ir/format-titles";
export { bitsOf, denseBytes, elementCount, isFloat, type DType } from "./ir/dtype";
export { type Endpoint } from "./ir/dialect";
export { type Graph } from "./ir/graph";
export { allGraphs } from "./ir/walk";
export { tensorBytes, type Tensor } from "./ir/tensor";
export { type Shape, type Value } from "./ir/value";
export { ModelError, type ModelErrorCode } from "./ground/errors";
export { forkModel } from "./ir/fork";
export { type EditableModel, type MetadataEntry, type Model } from "./ir/model";
export { type Attribute, booleanAttribute, nameOf, Node, numberAttribute } from "./ir/node";
export { type Offer } from "./ir/offer";
export { newViolations, verify } from "./ir/verify";
export { editable, writerOf, type Destination } from "./ir/writer";
export { type OutputFile, Pieces } from "./ir/pieces";
export { gatherPieces, streamOwnBlocks, streamPieces } from "./wire/piece-stream";
export { aboutModel, type About, type DTypeShare, type OperatorShare, type SignatureAbout } from "./report/about";
export { costNotes, costSummary, costText, isLowerBound, layerMacs, type CostSummary } from "./report/costs";
export { alignModels, type Alignment, type AlignedBy, type NodePair } from "./analysis/alignment/align";
export { compareModels, compareNodes, type Comparison, type NodeComparison } from "./report/compare";
export { compareTensors, type EqualCount, type TensorComparison } from "./report/compare-tensors";
export { comparisonLines } from "./report/comparison-lines";
export { Contents, type Hash } from "./report/contents";
export { hashesOf, type Hashes, type TensorHash } from "./report/hashes";
export { type OutputDistance, type VerdictWord } from "./report/output-distance";
export { own } from "./ir/own";
export { visibleJson, visibleText } from "./ground/visible-text";
export { gzipOfFile, gzipPreview, gzipSize, type GzipSize } from "./report/gzip";
export { groupRows, type GroupRow } from "./report/group-costs";
export { findHazards, groupHazards, type Finding, type Hazard, type HazardGroup } from "./report/hazards";
export { layersOf, type Layer, type Layers } from "./report/layers";
export { gzipSizes, zeroShares } from "./report/layer-weights";
export { constantNamed, type NamedConstant } from "./report/named-constants";
export { channelAxisOf } from "./report/channel-axis";
export { madeOfConstants } from "./report/made-of-constants";
export type { GraphSubject, GraphSubjects } from "./page/graph-subject";
export { reportPage, type GraphFigure, type ReportSubject, type StepEffect } from "./page/report-page";
export { reportSubject } from "./page/report-subject";
export { namedGraphs } from "./report/named-graphs";
export {
  amountText,
  counted,
  bytesText,
  countText,
  decibelText,
  deltaText,
  exactCount,
  formatShape,
  measureText,
  shareText,
  timeText,
} from "./report/numbers";
export { tensorFile, tensorFileKind, type TensorFileKind } from "./tensors/tensor-file";
export { tensorStatistics, type Histogram, type TensorStatistics } from "./tensors/statistics";
export { elementTexts, held, windowTexts, type Window } from "./tensors/element-texts";
export { accountingOf, bytesIn, sizeOf, storageOf, type Accounting } from "./report/size";
export {
  countNodes,
  endpointSummary,
  summarize,
  type EndpointSummary,
  type LayerSummary,
  type Summary,
} from "./report/summary";
export { contradictionTexts, valueRows, type ValueRow } from "./report/values";
export {
  flagOf,
  isFor,
  kindOf,
  parseValue,
  renamed,
  type Parameter,
  type Parameters,
  type ParameterValue,
  type ParameterSchema,
} from "./transforms/parameters";
export { parseRecipe, printRecipe, readRecipe, type Recipe, type RecipeStep } from "./transforms/recipe";
export { transformOf, transforms } from "./transforms/registry";
export {
  modelBytes,
  obstacleOf,
  planStep,
  runRecipe,
  runStep,
  throwIfRefused,
  type StepReport,
  type StepResult,
} from "./transforms/run";
export { type Change, type PlannedTensor, type Transform, type TransformGroup } from "./transforms/transform";
export {
  type TypeOf,
  type ViewGraph,
  type ViewNode,
  type ViewSource,
  viewGraphs,
  type ViewTypes,
  viewTypes,
} from "./view/view-graph";
export {
  nodeDetails,
  quantizationText,
  type NodeCostDetails,
  type AttributeDetails,
  type NodeDetails,
  type ValueDetails,
} from "./view/node-details";
export { Finder, type Found } from "./view/find";
export { Links, type Link, type Place } from "./view/links";
export { changeMarks } from "./view/change-marks";
export { firstGraph } from "./view/first-graph";
export { counterpartsOf } from "./view/counterparts";
export { ghostsOf, type Ghosts } from "./view/ghosts";
export { parseQuery } from "./view/query";
export { viewGroups, type ViewGroups } from "./view/groups";
export { variantsOf, type Variant } from "./transforms/variants";
export { variantTable, type VariantResults, type VariantRow } from "./report/variants";
export { entryText, matchProfile, type MeasuredNode, type ProfileMatch } from "./report/profile/match-profile";
export { readProfile } from "./report/profile/read-profile";
export { type Profile, type ProfileEntry } from "./report/profile/profile";
