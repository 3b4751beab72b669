// What TensorFlow's kernels do besides computing. TFLite runs them too, where it was built with them.
import type { Effect, EffectKind } from "../ir/effects";

interface Row extends Pick<Effect, "kind" | "why" | "inputs" | "needsName"> {
  /** Attributes that name a file or an address; without one there, nothing comes of it. */
  readonly attributes: readonly string[];
}

/**
 * Operators by what they do. "ReadFile:0" has a file's name at input 0; "Skipgram@filename" in an attribute; "?" stands
 * where an empty name means that nothing is touched.
 */
const OPERATORS: readonly (readonly [EffectKind, string, string])[] = [
  [
    "code",
    "calls a Python function that the program has registered",
    "PyFunc@token PyFuncStateless@token EagerPyFunc@token",
  ],
  [
    "code",
    "calls compiled code of the program by its name",
    "XlaCustomCall@target_name XlaCustomCallV2@call_target_name",
  ],
  ["code", "calls back into the program from an accelerator", "XlaHostCompute@key _XlaHostComputeMlir"],
  ["code", "runs a program in StableHLO or MLIR, which is not looked into here", "XlaCallModule MlirPassthroughOp"],
  ["code", "runs a program compiled for TensorRT, which is not looked into here", "TRTEngineOp"],
  ["code", "runs a function on another device or machine", "RemoteCall:0 RemoteFusedGraphExecute"],
  [
    "files",
    "reads files",
    `ReadFile:0 MatchingFiles:0 MatchingFilesDataset:0 ExperimentalMatchingFilesDataset:0 TextLineDataset:0
    TFRecordDataset:0 TFRecordDatasetV2:0 FixedLengthRecordDataset:0 FixedLengthRecordDatasetV2:0 CSVDataset:0
    CSVDatasetV2:0 ExperimentalCSVDataset:0 LMDBDataset:0 ExperimentalLMDBDataset:0 LoadDataset:0
    SnapshotDatasetReader:0 SnapshotNestedDatasetReader SnapshotChunkDataset:0 ListSnapshotChunksDataset:0
    RecordInput@file_pattern FixedUnigramCandidateSampler?@vocab_file Skipgram@filename
    InitializeTableFromTextFile:1 InitializeTableFromTextFileV2:1 GenerateVocabRemapping:0,1 LoadAndRemapMatrix:0
    ImmutableConst@memory_region_name WholeFileReader WholeFileReaderV2 TextLineReader TextLineReaderV2 TFRecordReader
    TFRecordReaderV2 FixedLengthRecordReader FixedLengthRecordReaderV2 LMDBReader`,
  ],
  ["files", "reads a database", "SqlDataset:1 ExperimentalSqlDataset:1"],
  [
    "files",
    "writes files",
    `WriteFile:0 SaveDataset:1 SaveDatasetV2:1 DatasetToTFRecord:1 ExperimentalDatasetToTFRecord:1
    DumpTensor@log_dir_path@file_name CreateSummaryFileWriter:1 CalibrationStatisticsSaver@output_file_path
    DistributedSave:1,2 WriteSummary WriteScalarSummary WriteHistogramSummary WriteImageSummary WriteAudioSummary
    WriteGraphSummary WriteRawProtoSummary ImportEvent FlushSummaryWriter`,
  ],
  [
    "files",
    "writes files and reads them again",
    "CacheDataset?:1 CacheDatasetV2?:1 SnapshotDataset:1 SnapshotDatasetV2:1",
  ],
  ["files", "deletes files", "DeleteFile:0"],
  ["files", "writes to a database", "CreateSummaryDbWriter:1"],
  [
    "files",
    "changes how files are reached",
    "FileSystemSetConfiguration:0,1 GcsConfigureCredentials GcsConfigureBlockCache",
  ],
  [
    "files",
    "reads a description of messages from a file",
    "DecodeProtoV2?@descriptor_source EncodeProto?@descriptor_source",
  ],
  [
    "files",
    "sends what it is given to a debugger's files or addresses",
    `DebugIdentity?@debug_urls DebugIdentityV2?@debug_urls DebugIdentityV3?@debug_urls DebugNanCount?@debug_urls
    DebugNumericSummary?@debug_urls DebugNumericSummaryV2?@debug_urls`,
  ],
  [
    "network",
    "gets data from a tf.data service",
    "DataServiceDataset:2 DataServiceDatasetV2:2 DataServiceDatasetV3:2 DataServiceDatasetV4:2",
  ],
  ["network", "hands data to a tf.data service", "RegisterDataset:1 RegisterDatasetV2:1"],
  ["network", "calls a server", "Rpc:0 TryRpc:0 RpcClient:0 RpcCall:1 RpcCheckStatus RpcGetValue"],
  ["network", "serves callers from elsewhere", "RpcServer:0 RpcServerRegister:1 RpcServerStart"],
  [
    "network",
    "exchanges values with other processes or devices",
    `Send Recv _Send _Recv _HostSend _HostRecv XlaSendToHost XlaRecvFromHost _XlaSendFromHost _XlaRecvAtHost
    _XlaSendFromHostV2 _XlaRecvAtHostV2 NcclAllReduce NcclReduce NcclBroadcast _NcclReduceSend _NcclReduceRecv
    _NcclBroadcastSend _NcclBroadcastRecv CollectiveReduce CollectiveReduceV2 CollectiveReduceV3 CollectiveGather
    CollectiveGatherV2 CollectiveBcastSend CollectiveBcastSendV2 CollectiveBcastRecv CollectiveBcastRecvV2
    CollectiveAllToAllV2 CollectiveAllToAllV3 CollectiveReduceScatterV2 CollectivePermute
    CollectiveInitializeCommunicator CollectiveAssignGroupV2`,
  ],
  ["process", "ends the process", "Abort"],
  ["process", "configures the process it runs in, or shuts it down", "WorkerHeartbeat"],
  [
    "process",
    "starts or stops a system of accelerators",
    `ConfigureDistributedTPU ConfigureAndInitializeGlobalTPU ShutdownDistributedTPU ShutdownTPUSystem
    _InitializeHostForDistributedTPU _WaitForDistributedTPU _DisconnectHostFromDistributedTPUSystem`,
  ],
  ["saver", "saves variables", "SaveV2:0 MergeV2Checkpoints:0,1 Save:0 SaveSlices:0"],
  ["saver", "restores variables", "RestoreV2:0 Restore:0 RestoreSlice:0 DTensorRestoreV2:0"],
  ["prints", "prints", "Print"],
];

const rows = new Map<string, Row>();
for (const [kind, why, operators] of OPERATORS) {
  for (const text of operators.trim().split(/\s+/)) {
    const [head, ...attributes] = text.split("@") as [string, ...string[]];
    const [name, inputs] = head.split(":") as [string, string?];
    rows.set(name.replace("?", ""), {
      kind,
      why,
      attributes,
      ...(inputs === undefined ? {} : { inputs: inputs.split(",").map(Number) }),
      ...(name.endsWith("?") ? { needsName: true } : {}),
    });
  }
}

/** Streams of PrintV2 that are no files. */
const STREAM = /^(stderr|stdout|log\(.*\))?$/;
/** Descriptions of messages that are in the program or in the attribute itself. */
const INLINE = /^(|local:\/\/.*|bytes:\/\/.*)$/s;

/**
 * What the kernel of an operator does besides computing; null where it only computes.
 * @param texts What a text attribute, or a list of texts, holds; none where it is not there.
 */
export function tensorflowEffect(operator: string, texts: (attribute: string) => readonly string[]): Effect | null {
  if (operator === "PrintV2") {
    const files = texts("output_stream").filter((stream) => !STREAM.test(stream));
    return files.length === 0
      ? { kind: "prints", why: "prints" }
      : { kind: "files", why: "prints to a file", names: files };
  }
  const row = rows.get(operator);
  if (row === undefined) {
    return null;
  }
  const { kind, why, inputs, needsName, attributes } = row;
  const names = attributes.flatMap(texts).filter((text) => text !== "" && !(needsName === true && INLINE.test(text)));
  if (needsName === true && attributes.length > 0 && names.length === 0) {
    return null;
  }
  return {
    kind,
    why,
    names,
    ...(inputs === undefined ? {} : { inputs }),
    ...(needsName === true ? { needsName } : {}),
  };
}
