// What graphs hold, take in and act on: what it makes is not told by what it reads.
import { like, operator, operators, untold } from "../../../semantics/rules";
import { family, type Entry } from "../../../semantics/family";

/** What stands in for what a record leaves out, and names of features. */
const PARSED = Array.from({ length: 256 }, (_, input) => input);

export const stateOperators = {
  ...family("constant", operators(untold, "Const HostConst")),
  ...family(
    "variable",
    operators(untold, "Variable VariableV2 VarHandleOp AutoReloadVariable TemporaryVariable _VarHandlesOp"),
  ),
  ...family(
    "input",
    operators(
      untold,
      `Placeholder PlaceholderV2 _Arg _Recv Recv _HostRecv IteratorGetNext IteratorGetNextSync QueueDequeue QueueDequeueV2 QueueDequeueMany QueueDequeueManyV2 QueueDequeueUpTo QueueDequeueUpToV2 InfeedDequeue InfeedDequeueTuple ReaderRead ReaderReadV2 ReaderReadUpTo ReaderReadUpToV2`,
    ),
  ),
  ...family<Entry>("sideEffect", {
    ...operators(operator(like()), "Assign AssignAdd AssignSub"),
    // Optimizers' updates give back the variable.
    ...operators(operator(like()), "ApplyMomentum ApplyGradientDescent ApplyAdam ApplyAdagrad ApplyRMSProp ApplyFtrl"),
    ...operators(
      untold,
      `NoOp Assert Print PrintV2 ControlTrigger Abort Save SaveV2 SaveSlices Restore RestoreV2 RestoreSlice MergeV2Checkpoints WriteFile DeleteFile Timestamp AssignVariableOp AssignAddVariableOp AssignSubVariableOp ScatterUpdate ScatterAdd ScatterSub ResourceScatterUpdate ResourceScatterAdd VarIsInitializedOp IsVariableInitialized DestroyResourceOp DisableCopyOnRead CountUpTo ScalarSummary TensorSummary TensorSummaryV2 HistogramSummary ImageSummary AudioSummary AudioSummaryV2 MergeSummary WriteSummary WriteScalarSummary WriteHistogramSummary WriteImageSummary WriteAudioSummary FlushSummaryWriter CreateSummaryFileWriter CloseSummaryWriter SummaryWriter QueueEnqueue QueueEnqueueV2 QueueEnqueueMany QueueEnqueueManyV2 QueueClose QueueCloseV2 QueueSize QueueSizeV2 InitializeTable InitializeTableV2 InitializeTableFromTextFile InitializeTableFromTextFileV2 LookupTableImportV2 LookupTableExportV2 LookupTableInsertV2 TensorArrayClose TensorArrayCloseV3 StackClose StackCloseV2 Stage _Send Send _HostSend OutfeedEnqueue MakeIterator IteratorToStringHandle`,
    ),
  }),
  ...family<Entry>("other", {
    ...operators(
      { ...untold, settings: PARSED },
      `ParseExample ParseExampleV2 ParseSingleExample ParseSequenceExample ParseSequenceExampleV2
       ParseSingleSequenceExample DecodeCSV`,
    ),
    ...operators(
      untold,
      `TensorArrayReadV3 DynamicStitch _Retval TRTEngineOp
       TPUReplicatedInput TPUReplicateMetadata TPUReplicatedOutput TPUCompilationResult ConfigureDistributedTPU`,
    ),
  }),
};
