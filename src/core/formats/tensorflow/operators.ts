// What TensorFlow's operators mean to us.
import type { Role } from "../../ir/dialect";
import type { Node } from "../../ir/node";
import { booleanAttribute } from "../../ir/node";
import type { OperatorRow } from "../../ir/operator-row";
import { rowIn } from "../../semantics/family";
import { OPERATORS } from "./operators/entries";
import { own } from "../../ir/own";

const either = (attribute: string, plain: number, other: number) => (node: Node) =>
  booleanAttribute(node, attribute, false) ? other : plain;
const transposed = (attribute: string, plain: number, other: number) => (node: Node) => [
  either(attribute, plain, other)(node),
];
const matMul: OperatorRow = {
  role: "dense",
  weights: { 0: transposed("transpose_a", 0, 1), 1: transposed("transpose_b", 1, 0) },
  inputAxes: { 0: either("transpose_a", 1, 0), 1: either("transpose_b", 0, 1) },
};
const batchMatMul: OperatorRow = {
  role: "dense",
  weights: { 0: transposed("adj_x", -2, -1), 1: transposed("adj_y", -1, -2) },
  inputAxes: { 0: either("adj_x", -1, -2), 1: either("adj_y", -2, -1) },
};
const blockLstm: OperatorRow = {
  role: "recurrent",
  weights: { 4: [1] },
  inputAxes: { 4: 0 },
  biases: [8],
  statistics: [5, 6, 7],
  states: [2, 3],
};
/** What stands in for what a record leaves out, and names of features. */
const parsed: OperatorRow = { role: "other", settings: Array.from({ length: 256 }, (_, input) => input) };
const gather: OperatorRow = { role: "embedding", weights: { 0: [] } };

const ROWS: Readonly<Record<string, OperatorRow>> = {
  Conv2D: { role: "conv", weights: { 1: [3] }, inputAxes: { 1: 2 } },
  Conv3D: { role: "conv", weights: { 1: [4] }, inputAxes: { 1: 3 } },
  _FusedConv2D: { role: "conv", weights: { 1: [3] }, inputAxes: { 1: 2 }, biases: [2], statistics: [3, 4, 5] },
  FusedPadConv2D: { role: "conv", weights: { 2: [3] }, inputAxes: { 2: 2 } },
  FusedResizeAndPadConv2D: { role: "conv", weights: { 3: [3] }, inputAxes: { 3: 2 } },
  QuantizedConv2D: { role: "conv", weights: { 1: [3] }, settings: [2, 3, 4, 5] },
  DepthwiseConv2dNative: { role: "depthwiseConv", weights: { 1: [2, 3] } },
  _FusedDepthwiseConv2dNative: { role: "depthwiseConv", weights: { 1: [2, 3] }, biases: [2] },
  Conv2DBackpropInput: { role: "transposedConv", weights: { 1: [2] }, inputAxes: { 1: 3 } },
  Conv3DBackpropInputV2: { role: "transposedConv", weights: { 1: [3] }, inputAxes: { 1: 4 } },
  MatMul: matMul,
  _FusedMatMul: { ...matMul, biases: [2] },
  QuantizedMatMul: { ...matMul, settings: [2, 3, 4, 5] },
  BatchMatMul: batchMatMul,
  BatchMatMulV2: batchMatMul,
  BatchMatMulV3: batchMatMul,
  SparseMatMul: matMul,
  Einsum: { role: "dense", weights: { 0: [], 1: [] } },
  Gather: gather,
  GatherV2: gather,
  ResourceGather: gather,
  LSTMBlockCell: {
    role: "recurrent",
    weights: { 3: [1] },
    inputAxes: { 3: 0 },
    biases: [7],
    statistics: [4, 5, 6],
    states: [1, 2],
  },
  BlockLSTM: blockLstm,
  BlockLSTMV2: blockLstm,
  GRUBlockCell: {
    role: "recurrent",
    weights: { 2: [1], 3: [1] },
    inputAxes: { 2: 0, 3: 0 },
    biases: [4, 5],
    states: [1],
  },
  CudnnRNN: { role: "recurrent", weights: { 3: [] }, states: [1, 2] },
  CudnnRNNV2: { role: "recurrent", weights: { 3: [] }, states: [1, 2] },
  CudnnRNNV3: { role: "recurrent", weights: { 3: [] }, settings: [4], states: [1, 2] },
  Enter: { role: "controlFlow", states: (node) => (booleanAttribute(node, "is_constant", false) ? [] : [0]) },
  Pad: { role: "shape" },
  PadV2: { role: "shape", settings: [2] },
  Fill: { role: "shape", settings: [1] },
  Range: { role: "shape", settings: [0, 1, 2] },
  OneHot: { role: "shape", settings: [2, 3] },
  ParseExample: parsed,
  ParseExampleV2: parsed,
  ParseSingleExample: parsed,
  ParseSequenceExample: parsed,
  ParseSequenceExampleV2: parsed,
  ParseSingleSequenceExample: parsed,
  DecodeCSV: parsed,
};

/** Operators that have a role and nothing else to say. */
const ROLES: Readonly<Partial<Record<Role, string>>> = {
  pool: `MaxPoolV2`,
  elementwise: `Where Bitcast`,
  reduction: `InTopK InTopKV2`,
  shape: `Reshape Squeeze ExpandDims Transpose ConjugateTranspose Concat ConcatV2 QuantizedConcat Split SplitV Slice StridedSlice Pack Unpack Tile BroadcastTo MirrorPad SpaceToDepth DepthToSpace SpaceToBatchND BatchToSpaceND ResizeBilinear ResizeNearestNeighbor ResizeBicubic Shape ShapeN Size Rank GatherNd ScatterNd ReverseV2 ReverseSequence ZerosLike OnesLike BroadcastArgs`,
  identity: `Identity IdentityN CheckNumerics StopGradient PreventGradient Snapshot PlaceholderWithDefault ReadVariableOp EnsureShape DebugGradientIdentity`,
  constant: "Const HostConst",
  variable: "Variable VariableV2 VarHandleOp AutoReloadVariable TemporaryVariable _VarHandlesOp",
  input: `Placeholder PlaceholderV2 _Arg _Recv Recv _HostRecv IteratorGetNext IteratorGetNextSync QueueDequeue
    QueueDequeueV2 QueueDequeueMany QueueDequeueManyV2 QueueDequeueUpTo QueueDequeueUpToV2 InfeedDequeue
    InfeedDequeueTuple ReaderRead ReaderReadV2 ReaderReadUpTo ReaderReadUpToV2`,
  controlFlow: `Switch Merge RefSwitch RefMerge RefEnter Exit RefExit NextIteration RefNextIteration LoopCond If
    StatelessIf While StatelessWhile Case StatelessCase PartitionedCall StatefulPartitionedCall SymbolicGradient
    RemoteCall For`,
  random: `RandomUniform RandomUniformInt RandomStandardNormal RandomNormal TruncatedNormal ParameterizedTruncatedNormal
    Multinomial RandomShuffle RandomGamma RandomPoisson StatelessRandomUniform StatelessRandomUniformV2
    StatelessRandomNormal StatelessRandomNormalV2 StatelessTruncatedNormal Dropout`,
  sideEffect: `NoOp Assert Print PrintV2 ControlTrigger Abort Save SaveV2 SaveSlices Restore RestoreV2 RestoreSlice MergeV2Checkpoints WriteFile DeleteFile Timestamp Assign AssignAdd AssignSub AssignVariableOp AssignAddVariableOp AssignSubVariableOp ScatterUpdate ScatterAdd ScatterSub ResourceScatterUpdate ResourceScatterAdd VarIsInitializedOp IsVariableInitialized DestroyResourceOp CountUpTo ScalarSummary TensorSummary TensorSummaryV2 HistogramSummary ImageSummary AudioSummary AudioSummaryV2 MergeSummary WriteSummary WriteScalarSummary WriteHistogramSummary WriteImageSummary WriteAudioSummary FlushSummaryWriter CreateSummaryFileWriter CloseSummaryWriter SummaryWriter QueueEnqueue QueueEnqueueV2 QueueEnqueueMany QueueEnqueueManyV2 QueueClose QueueCloseV2 QueueSize QueueSizeV2 InitializeTable InitializeTableV2 InitializeTableFromTextFile InitializeTableFromTextFileV2 LookupTableImportV2 LookupTableExportV2 LookupTableInsertV2 TensorArrayClose TensorArrayCloseV3 StackClose StackCloseV2 Stage _Send Send _HostSend OutfeedEnqueue MakeIterator IteratorToStringHandle`,
};

const roles = new Map<string, Role>(
  Object.entries(ROLES).flatMap(([role, names]) => names.split(/\s+/).map((name) => [name, role as Role] as const)),
);

/** Optimizers' updates: ApplyAdam, ResourceApplyMomentum, SparseApplyFtrl and their like. */
const UPDATE = /^(Resource)?(Sparse)?Apply[A-Z]/;

export function rowOf(node: Node): OperatorRow {
  const { name } = node.op;
  const row = own(ROWS, name) ?? rowIn(own(OPERATORS, name));
  if (row !== null) {
    return row;
  }
  const role = roles.get(name);
  if (role !== undefined) {
    return { role };
  }
  return { role: UPDATE.test(name) ? "sideEffect" : "other" };
}

/** What a side effect is for, in the words of the reason why such a node is no output. */
export function purposeOf(operator: string): string {
  if (operator.includes("Summary")) {
    return "writes a summary for training";
  }
  if (/^(Save|Restore|MergeV2|Sharded)/.test(operator)) {
    return "saves or restores variables";
  }
  if (UPDATE.test(operator) || /^(Assign|Scatter|ResourceScatter)/.test(operator)) {
    return "assigns a variable";
  }
  if (/^(Assert|Print|Abort)/.test(operator)) {
    return "checks or prints";
  }
  return "is there for its effect and makes no result";
}
