// The attributes that TensorFlow's operators take when a node does not have them: first the values, then the operators
// that have these. Written by scripts/attribute-defaults.py from the operators of TensorFlow 2.21.0.
export const ATTRIBUTE_DEFAULTS = `
NN=0
  SendTPUEmbeddingGradients
Ncontext_sparse=0 Ncontext_dense=0 Nfeature_list_sparse=0 Nfeature_list_dense=0 context_sparse_types=[] Tcontext_dense=[] feature_list_dense_types=[] context_dense_shapes=[] feature_list_sparse_types=[] feature_list_dense_shapes=[]
  ParseSequenceExample ParseSingleSequenceExample
Ncontext_sparse=0 Tcontext_dense=[] context_sparse_types=[] context_ragged_value_types=[] context_ragged_split_types=[] context_dense_shapes=[] Nfeature_list_sparse=0 Nfeature_list_dense=0 feature_list_dense_types=[] feature_list_sparse_types=[] feature_list_ragged_value_types=[] feature_list_ragged_split_types=[] feature_list_dense_shapes=[]
  ParseSequenceExampleV2
T1=int32 T2=int32 T3=float32 combiners=[]
  DynamicEnqueueTPUEmbeddingArbitraryTensorBatch
T1=int32 T2=int32 T3=float32 combiners=[] max_sequence_lengths=[] num_features=[]
  DynamicEnqueueTPUEmbeddingRaggedTensorBatch
T1=int32 T2=int32 T3=float32 device_ordinal=-1 combiners=[]
  EnqueueTPUEmbeddingArbitraryTensorBatch EnqueueTPUEmbeddingSparseBatch
T1=int32 T2=int32 T3=float32 device_ordinal=-1 combiners=[] max_sequence_lengths=[] num_features=[]
  EnqueueTPUEmbeddingRaggedTensorBatch EnqueueTPUEmbeddingSparseTensorBatch
T=bool
  Where
T=complex64
  Conj
T=complex64 Tout=float32
  Angle ComplexAbs Imag Real
T=float32
  AdjustContrastv2 AdjustHue AdjustSaturation DrawBoundingBoxes DrawBoundingBoxesV2 HSVToRGB HistogramSummary
  NextAfter RGBToHSV WriteHistogramSummary
T=float32 T_threshold=float32
  NonMaxSuppressionV2 NonMaxSuppressionV3
T=float32 T_threshold=float32 pad_to_max_output_size=false
  NonMaxSuppressionV4
T=float32 Tout=complex64
  Complex
T=float32 data_format="NHWC"
  MaxPoolV2
T=float32 explicit_paddings=[] data_format="NHWC"
  MaxPool
T=float32 pad_to_max_output_size=false
  NonMaxSuppressionV5
T=float64 dtype=int64
  StatefulRandomBinomial
T=int32
  BroadcastArgs BroadcastGradientArgs InTopK InTopKV2 InvertPermutation
T=int32 Tsplits=int64
  RaggedRange
T=int32 src_format="NHWC" dst_format="NCHW"
  DataFormatDimMap DataFormatVecPermute
T=qint32
  RequantizationRangePerChannel
T=qint32 out_type=quint8
  RequantizePerChannel
Targmax=int64 include_batch_in_index=false
  MaxPoolWithArgmax
Taxis=int64 out_idx=int32
  UniqueV2 UniqueWithCountsV2
Tblock_shape=int32 Tcrops=int32
  BatchToSpaceND
Tblock_shape=int32 Tpaddings=int32
  SpaceToBatchND
Tcaptured=[] max_intra_op_parallelism=1
  MapDefun
Tcomplex=complex64
  FFT FFT2D FFT3D FFTND IFFT IFFT2D IFFT3D IFFTND
Tdim=int32
  ExpandDims
Tidx=int32
  BatchToSpace BroadcastTo ConcatV2 LinSpace Range ReverseV2 UnravelIndex
Tidx=int32 Tnumsegments=int32 Tsegmentids=int32 sparse_gradient=false
  SparseSegmentMeanWithNumSegments SparseSegmentSqrtNWithNumSegments SparseSegmentSumWithNumSegments
Tidx=int32 Tsegmentids=int32
  SparseSegmentMeanGrad SparseSegmentMeanGradV2 SparseSegmentSqrtNGrad SparseSegmentSqrtNGradV2 SparseSegmentSumGrad
  SparseSegmentSumGradV2
Tidx=int32 Tsegmentids=int32 sparse_gradient=false
  SparseSegmentMean SparseSegmentSqrtN SparseSegmentSum
Tidx=int32 output_type=int64
  ArgMax ArgMin
Tindex=int64
  MatrixBandPart
Tindices=int64 adjoint_a=false adjoint_b=false
  SparseTensorDenseMatMul
Tinput=quint8 Tfilter=qint8 Tbias=qint32 out_type=qint32 Tdevice_inputs=[] Tdevice_outputs=[] data_format="NHWC" is_filter_const=true is_bias_const=true explicit_paddings=[] dilations=[1,1,1,1] fused_ops=[] alpha=0.0
  _FusedQuantizedConv2D _FusedQuantizedDepthwiseConv2D
Tlabels=int64
  SparseSoftmaxCrossEntropyWithLogits
Tlen=int64
  SplitV
Tmultiples=int32
  Tile
Tnumsegments=int32
  SegmentMaxV2 SegmentMinV2 SegmentProdV2 SegmentSumV2 UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd
  UnsortedSegmentSum
Toutput=qint32
  QuantizedAdd QuantizedMul
Toutput=qint32 transpose_a=false transpose_b=false Tactivation=quint8
  QuantizedMatMul
Toutput=qint32 transpose_a=false transpose_b=false input_quant_mode="MIN_FIRST"
  QuantizedMatMulWithBias QuantizedMatMulWithBiasAndRelu
Toutput=quint8 transpose_a=false transpose_b=false input_quant_mode="MIN_FIRST"
  QuantizedMatMulWithBiasAndReluAndRequantize QuantizedMatMulWithBiasAndRequantize
Tpaddings=int32
  MirrorPad MirrorPadGrad Pad PadV2 SpaceToBatch
Tperm=int32
  ConjugateTranspose Transpose
Treal=float32 Tcomplex=complex64
  IRFFT IRFFT2D IRFFT3D IRFFTND RFFT RFFT2D RFFT3D RFFTND
Truncate=false
  Cast
Tseed=int64
  StatelessParameterizedTruncatedNormal StatelessRandomGammaV2 StatelessRandomGetKeyCounter
  StatelessRandomGetKeyCounterAlg StatelessRandomPoisson StatelessRandomUniformInt
Tseed=int64 T=float64 dtype=int64
  StatelessRandomBinomial
Tseed=int64 output_dtype=int64
  StatelessMultinomial
Tserialized=string
  DeserializeSparse
Tshape=int32
  QuantizedReshape Reshape StatelessRandomUniformIntV2 TensorListGetItem
Tshape=int32 communication_hint="auto" timeout_seconds=0.0
  CollectiveBcastRecvV2
Tsplits=int64
  RaggedGather RaggedTensorFromVariant RaggedTensorToSparse RaggedTensorToVariant RaggedTensorToVariantGradient
  StringNGrams
adaptative=false
  SdcaOptimizer
adaptive=false
  SdcaOptimizerV2
adj_x=false adj_y=false grad_x=false grad_y=false
  BatchMatMul BatchMatMulV2 BatchMatMulV3
adjoint=false
  BatchMatrixInverse BatchMatrixSolve MatrixInverse MatrixSolve
algorithm=0 cpu_budget=0 ram_budget=0
  ModelDataset
align="RIGHT_LEFT"
  MatrixDiagPartV3 MatrixDiagV3 MatrixSetDiagV3
align_corners=false
  ResizeArea
align_corners=false half_pixel_centers=false
  QuantizedResizeBilinear ResizeBicubic ResizeBicubicGrad ResizeBilinear ResizeBilinearGrad ResizeNearestNeighbor
  ResizeNearestNeighborGrad
allow_small_batch=false wait_for_incomplete=false timeout_ms=-1
  BarrierTakeMany
alpha=0.2 T=float32
  LeakyRelu LeakyReluGrad
aspect_ratio_range=[0.75,1.33] area_range=[0.05,1.0] max_attempts=100 use_image_if_no_bounding_boxes=false
  StatelessSampleDistortedBoundingBox
auto_shard_policy=0
  ExperimentalAutoShardDataset
auto_shard_policy=0 num_replicas=0
  AutoShardDataset
autotuner_thresh=0
  TPUPartitionedCall
axis=-1
  QuantizeAndDequantizeV4Grad
axis=-1 TI=int64
  OneHot
axis=0
  Pack Unpack
bad_indices_policy=""
  GatherNd ScatterNd ScatterNdNonAliasingAdd TensorScatterAdd TensorScatterMax TensorScatterMin TensorScatterSub
  TensorScatterUpdate
batch_dim=0 Tlen=int64
  ReverseSequence
batch_dims=0
  GatherV2
batch_dims=0 validate_indices=true
  ResourceGather
begin_mask=0 end_mask=0 ellipsis_mask=0 new_axis_mask=0 shrink_axis_mask=0
  ResourceStridedSliceAssign StridedSlice StridedSliceAssign StridedSliceGrad TensorStridedSliceUpdate
binary_output=false
  DenseBincount RaggedBincount SparseBincount
cancel_pending_enqueues=false
  BarrierClose QueueClose QueueCloseV2
capacity=0 memory_limit=0 container="" shared_name=""
  MapClear MapIncompleteSize MapPeek MapSize MapStage MapUnstage MapUnstageNoKey OrderedMapClear
  OrderedMapIncompleteSize OrderedMapPeek OrderedMapSize OrderedMapStage OrderedMapUnstage OrderedMapUnstageNoKey
  Stage StageClear StagePeek StageSize Unstage
cardinality_options=""
  DatasetCardinality
cell_clip=0.0 use_peephole=false
  BlockLSTMV2
centered=true normalized=true uniform_noise=true noise="uniform"
  ExtractGlimpse ExtractGlimpseV2
channels=0
  DecodeBmp
channels=0 dtype=uint8
  DecodeJxl DecodePng DecodeWebP
channels=0 dtype=uint8 expand_animations=true
  DecodeImage
channels=0 ratio=1 fancy_upscaling=true try_recover_truncated=false acceptable_fraction=1.0 dct_method=""
  DecodeAndCropJpeg DecodeJpeg
client_terminated=false
  Recv Send
clip_weight_min=-1e999 clip_weight_max=1e999 num_sparsecores_per_device=-1
  XlaSparseDenseMatmulCustomCombinerOnTcGradWithAdagradAndCsrInput
  XlaSparseDenseMatmulCustomCombinerOnTcGradWithAdagradMomentumAndCsrInput
  XlaSparseDenseMatmulCustomCombinerOnTcGradWithAdamAndCsrInput
  XlaSparseDenseMatmulCustomCombinerOnTcGradWithFtrlAndCsrInput
  XlaSparseDenseMatmulCustomCombinerOnTcGradWithSgdAndCsrInput XlaSparseDenseMatmulGradWithAdagradAndCsrInput
  XlaSparseDenseMatmulGradWithAdagradAndStaticBufferSize XlaSparseDenseMatmulGradWithAdagradMomentumAndCsrInput
  XlaSparseDenseMatmulGradWithAdagradMomentumAndStaticBufferSize XlaSparseDenseMatmulGradWithAdamAndCsrInput
  XlaSparseDenseMatmulGradWithAdamAndStaticBufferSize XlaSparseDenseMatmulGradWithFtrlAndCsrInput
  XlaSparseDenseMatmulGradWithFtrlAndStaticBufferSize XlaSparseDenseMatmulGradWithSgdAndCsrInput
  XlaSparseDenseMatmulGradWithSgdAndStaticBufferSize
communication_hint="auto" timeout_seconds=0.0
  CollectiveBcastRecv CollectiveBcastSend CollectiveBcastSendV2 CollectiveGather CollectiveInitializeCommunicator
communication_hint="auto" timeout_seconds=0.0 is_stateless=false Nordering_token=0
  CollectiveAllToAllV2 CollectiveGatherV2
communication_hint="auto" timeout_seconds=0.0 is_stateless=false Nordering_token=0 max_subdivs_per_device=-1
  CollectiveReduceScatterV2 CollectiveReduceV2
component_types=[] capacity=-1 container="" shared_name=""
  PriorityQueue PriorityQueueV2
compression=""
  LoadDataset SnapshotChunkDataset SnapshotDatasetReader
compression="" reader_path_prefix="" writer_path_prefix="" shard_size_bytes=10737418240 pending_snapshot_expiry_seconds=86400 num_reader_threads=1 reader_buffer_size=1 num_writer_threads=1 writer_buffer_size=1 shuffle_on_read=false seed=0 seed2=0 mode="auto" snapshot_name=""
  SnapshotDataset
compression="" reader_prefix="" writer_prefix="" hash_valid=false hash=0 metadata=""
  SnapshotDatasetV2
compression="" use_shard_func=true
  SaveDataset SaveDatasetV2
compression=-1 T=uint8
  EncodePng
compression_type=""
  DecodeCompressed
compute_uv=true full_matrices=false
  BatchSvd Svd
compute_v=true
  BatchSelfAdjointEigV2 Eig SelfAdjointEigV2
config=""
  IsTPUEmbeddingInitialized
config="" config_proto="" executor_type=""
  PartitionedCall StatefulPartitionedCall
conjugate=false
  SparseMatrixTranspose
container="" shared_name=""
  AddManySparseToTensorsMap AddSparseToTensorsMap BoostedTreesEnsembleResourceHandleOp
  BoostedTreesQuantileStreamResourceHandleOp ExperimentalStatsAggregatorHandle IdentityReader IdentityReaderV2
  LMDBReader MutexV2 OneShotIterator StatsAggregatorHandle StatsAggregatorHandleV2 TakeManySparseFromTensorsMap
  Unbatch UnbatchGrad Variable VariableV2 WholeFileReader WholeFileReaderV2
container="" shared_name="" compression_type=""
  TFRecordReader TFRecordReaderV2
container="" shared_name="" debug_name="" allowed_devices=[]
  VarHandleOp
container="" shared_name="" reduction_type="MEAN"
  ConditionalAccumulator ResourceConditionalAccumulator SparseConditionalAccumulator
container="" shared_name="" use_node_name_sharing=false
  HashTable HashTableV2 MutableHashTable MutableHashTableV2
container="" shared_name="" use_node_name_sharing=false value_shape=<>
  MutableHashTableOfTensors MutableHashTableOfTensorsV2
container="" shared_name="" use_node_name_sharing=false value_shape=<> initial_num_buckets=131072 max_load_factor=0.8
  MutableDenseHashTable MutableDenseHashTableV2
data_format="NDHWC"
  AvgPool3D AvgPool3DGrad MaxPool3D MaxPool3DGradGrad
data_format="NDHWC" T=float32 TInput=float32
  MaxPool3DGrad
data_format="NDHWC" dilations=[1,1,1,1,1]
  Conv3D Conv3DBackpropFilterV2
data_format="NDHWC" dilations=[1,1,1,1,1] Tshape=int32
  Conv3DBackpropInputV2
data_format="NDHWC" dilations=[1,1,1,1,1] padding_list=[] fused_ops=[] epsilon=0.0001 leakyrelu_alpha=0.2
  _FusedConv3D
data_format="NHWC"
  AvgPool AvgPoolGrad BiasAdd BiasAddGrad DepthToSpace MaxPoolGradGrad MaxPoolGradGradV2 SpaceToDepth
data_format="NHWC" T=float32
  MaxPoolGradV2
data_format="NHWC" dilations=[1,1,1,1] fused_ops=[] epsilon=0.0001 leakyrelu_alpha=0.2
  _FusedDepthwiseConv2dNative
delete_old_dirs=true allow_missing_files=false
  MergeV2Checkpoints
depth_radius=5 bias=1.0 alpha=1.0 beta=0.5 T=float32
  LRN LRNGrad
description="" labels=[] display_name=""
  TensorSummary
descriptor_source="local://"
  EncodeProto
descriptor_source="local://" message_format="binary" sanitize=false
  DecodeProtoV2
desired_channels=-1 desired_samples=-1
  DecodeWav
deterministic="default" metadata=""
  LegacyParallelInterleaveDatasetV2 ParallelFilterDataset ParallelInterleaveDatasetV3 ParallelInterleaveDatasetV4
deterministic="default" ragged_keys=[] ragged_value_types=[] ragged_split_types=[]
  ParseExampleDatasetV2
device_name="" tensor_name="" debug_urls=[] gated_grpc=false
  DebugIdentity DebugNanCount
device_name="" tensor_name="" debug_urls=[] lower_bound=-1e999 upper_bound=1e999 mute_if_healthy=false gated_grpc=false
  DebugNumericSummary
device_name="" tensor_name="" io_of_node="" is_input=false io_index=-1 debug_urls=[] gated_grpc=false
  DebugIdentityV3
device_ordinal=-1
  EnqueueTPUEmbeddingIntegerBatch InfeedEnqueuePrelinearizedBuffer OutfeedDequeue OutfeedDequeueTuple
dilations=[1,1,1,1,1]
  Conv3DBackpropFilter Conv3DBackpropInput
drop_remainder=true
  SlidingWindowDataset
dtype=float32
  SobolSample
dtype=float32 T=int32 Tseed=int64
  StatelessRandomNormal StatelessRandomUniform StatelessTruncatedNormal
dtype=float32 Tshape=int32
  StatelessRandomNormalV2 StatelessRandomUniformV2 StatelessTruncatedNormalV2
dtype=float32 shape_dtype=int64
  StatefulStandardNormal StatefulStandardNormalV2 StatefulTruncatedNormal StatefulUniform
dtype=int32
  HistogramFixedWidth
dtype=int64 shape_dtype=int64
  NonDeterministicInts StatefulUniformInt
dtype=uint64 T=int32 Tseed=int64
  StatelessRandomUniformFullInt
dtype=uint64 Tshape=int32
  StatelessRandomUniformFullIntV2
dtype=uint64 shape_dtype=int64
  StatefulUniformFullInt
dynamic_size=false clear_after_read=true tensor_array_name="" element_shape=?
  TensorArray
element_shape=?
  TensorArrayGather TensorArrayGatherV2 TensorArrayGatherV3 TensorArrayPack TensorListConcat
element_shape=? dynamic_size=false clear_after_read=true identical_element_shapes=false tensor_array_name=""
  TensorArrayV3
element_shape=? dynamic_size=false clear_after_read=true tensor_array_name=""
  TensorArrayV2
element_shape_except0=?
  TensorArrayConcat TensorArrayConcatV2 TensorArrayConcatV3
element_spec="" metadata=""
  RegisterDataset
element_spec="" requested_dataset_id="" metadata=""
  RegisterDatasetV2
embedding_config="" tpu_embedding_config="" is_global_init=false enable_whole_mesh_compilations=false compilation_failure_closes_chips=true tpu_cancellation_closes_chips=0
  ConfigureDistributedTPU
encoding=""
  StringLower StringUpper
epsilon=0.0001 data_format="NHWC" is_training=true
  FusedBatchNormGrad FusedBatchNormGradV2 FusedBatchNormGradV3
epsilon=0.0001 exponential_avg_factor=1.0 data_format="NHWC" is_training=true
  FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3
epsilon=0.0001 exponential_avg_factor=1.0 num_side_inputs=0 activation_mode="Identity" data_format="NHWC" is_training=true
  _FusedBatchNormEx
epsilon=0.0001 num_side_inputs=0 activation_mode="Identity" data_format="NHWC" is_training=true
  _FusedBatchNormGradEx
error_msg="" exit_without_error=false
  Abort
errors="replace" replacement_char=65533 Tsplits=int64
  UnicodeEncode
errors="replace" replacement_char=65533 replace_control_characters=false
  UnicodeTranscode
errors="replace" replacement_char=65533 replace_control_characters=false Tsplits=int64
  UnicodeDecode UnicodeDecodeWithOffsets
exclusive=false reverse=false Tidx=int32
  Cumprod Cumsum CumulativeLogsumexp
explicit_paddings=[] data_format="CHANNELS_LAST" dilations=[] batch_dims=1 groups=1
  Conv
explicit_paddings=[] data_format="NHWC" T=float32
  MaxPoolGrad
explicit_paddings=[] data_format="NHWC" dilations=[1,1,1,1]
  DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput
external_state_policy=0
  SerializeIterator
external_state_policy=0 strip_device_assignment=false
  DatasetToGraphV2
fast=true
  BatchMatrixSolveLs MatrixSolveLs
field_delim="," use_quote_delim=true na_value="" select_cols=[]
  DecodeCSV
file_random_seed=301 file_shuffle_shift_ratio=0.0 file_buffer_size=10000 file_parallelism=16 batch_size=32 compression_type=""
  RecordInput
fill_mode="CONSTANT"
  ImageProjectiveTransformV2 ImageProjectiveTransformV3
forget_bias=1.0 cell_clip=3.0 use_peephole=false
  BlockLSTM LSTMBlockCell
format="" quality=95 progressive=false optimize_size=false chroma_downsampling=true density_unit="in" x_density=300 y_density=300 xmp_metadata=""
  EncodeJpeg
full_matrices=false
  Qr
generate_quantiles=false
  BoostedTreesQuantileStreamResourceFlush
has_captured_ref=false
  FinalizeDataset
header_bytes=0 footer_bytes=0 hop_bytes=0 container="" shared_name=""
  FixedLengthRecordReader
header_bytes=0 footer_bytes=0 hop_bytes=0 container="" shared_name="" encoding=""
  FixedLengthRecordReaderV2
ignore_lookup_error=true
  DestroyResourceOp
include_batch_in_index=false
  MaxPoolGradGradWithArgmax MaxPoolGradWithArgmax
incompatible_shape_error=true
  Equal NotEqual
index_type=int32
  Fill
init=false
  Empty
input_quantization_axis=-1 output_quantization_axis=-1
  UniformRequantize
iou_threshold=0.5
  NonMaxSuppression
is_async=false
  EagerPyFunc
is_constant=false parallel_iterations=10
  Enter RefEnter
is_files=false metadata="" replicate_on_split=false
  TensorSliceDataset
is_mirrored_variable=false index=-1 is_packed=false
  TPUReplicatedInput
is_packed=false
  TPUPartitionedInputV2
keep_dims=false
  SparseReduceMax SparseReduceMaxSparse SparseReduceSum SparseReduceSumSparse
keep_dims=false Tidx=int32
  All Any EuclideanNorm Max Mean Min Prod Sum
keep_dims=false separator=""
  ReduceJoin
kernel_type="lanczos3" antialias=true
  ScaleAndTranslate ScaleAndTranslateGrad
layouts=[]
  PrelinearizeTuple
layouts=[] device_ordinal=-1
  InfeedEnqueueTuple
lhs_quantization_axis=-1 rhs_quantization_axis=-1 output_quantization_axis=-1
  UniformQuantizedAdd UniformQuantizedDot
little_endian=true
  DecodePaddedRaw DecodeRaw
log_warning=false
  ExperimentalIgnoreErrorsDataset IgnoreErrorsDataset
logits_dimension=1 num_groups=1
  BoostedTreesUpdateEnsembleV2
lower=true adjoint=false
  BandedTriangularSolve BatchMatrixTriangularSolve MatrixTriangularSolve
magnitude_squared=false
  AudioSpectrogram
max_elements=1099511627776
  BoostedTreesCreateQuantileStreamResource
max_enqueued_batches=10 allowed_batch_sizes=[] container="" shared_name="" batching_queue=""
  Batch
max_enqueued_batches=10 allowed_batch_sizes=[] container="" shared_name="" batching_queue="" low_priority_max_batch_size=0 low_priority_batch_timeout_micros=0 low_priority_allowed_batch_sizes=[] low_priority_max_enqueued_batches=0 mixed_priority_policy="low_priority_padding_with_max_batch_size" batch_padding_policy="PAD_UP" enable_large_batch_splitting=false
  BatchFunction
max_images=3 T=float32
  ImageSummary WriteImageSummary
max_intra_op_parallelism=1 container="" shared_name=""
  ExperimentalThreadPoolHandle ThreadPoolHandle
max_outputs=3
  AudioSummary AudioSummaryV2 WriteAudioSummary
max_rows_in_memory=-1
  LoadAndRemapMatrix
maxsplit=-1
  StringSplitV2
merge_repeated=false blank_index=-1 T=float32
  CTCGreedyDecoder
merge_repeated=true T=float32
  CTCBeamSearchDecoder
message=""
  PreventGradient
message="" first_n=-1 summarize=3
  Print
metadata=""
  BatchDataset CacheDataset CacheDatasetV2 ConcatenateDataset DatasetToSingleElement DistributedSave FilterDataset
  FixedLengthRecordDataset FixedLengthRecordDatasetV2 FlatMapDataset GeneratorDataset GroupByWindowDataset
  IndexFlatMapDataset InterleaveDataset ListDataset OptionsDataset PaddedBatchDataset ParallelInterleaveDataset
  RandomDataset RepeatDataset ShuffleDatasetV2 SkipDataset TFRecordDataset TFRecordDatasetV2 TakeDataset
  TakeWhileDataset TensorDataset TextLineDataset UnbatchDataset UniqueDataset WeightedFlatMapDataset WindowDataset
  ZipDataset
metadata="" replicate_on_split=false
  RangeDataset
method="bilinear"
  CropAndResizeGradBoxes CropAndResizeGradImage
method="bilinear" extrapolation_value=0.0
  CropAndResize
min=-6.0 max=6.0 num_bits=8 narrow_range=false
  FakeQuantWithMinMaxArgs FakeQuantWithMinMaxArgsGradient
minlength=-1 maxlength=-1
  DenseCountSparseOutput RaggedCountSparseOutput SparseCountSparseOutput
mode="MIN_COMBINED" narrow_range=false axis=-1 dtype=float32
  Dequantize
mode="MIN_COMBINED" round_mode="HALF_AWAY_FROM_ZERO" narrow_range=false axis=-1 ensure_minimum_range=0.01
  QuantizeV2
normalize=true
  EditDistance
num_bits=8 narrow_range=false
  FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsGradient FakeQuantWithMinMaxVarsPerChannel
  FakeQuantWithMinMaxVarsPerChannelGradient
num_cores_per_replica=1 topology="" use_tpu=true device_assignment=[] computation_shape=[] host_compute_core=[] padding_map=[] step_marker_location="STEP_MARK_AT_ENTRY" allow_soft_placement=false use_spmd_for_xla_partitioning=false use_shardy_partitioner=false tpu_compile_options_proto=""
  TPUReplicateMetadata
num_elements=-1
  TensorListStack
num_host_args=0 explicit_paddings=[] data_format="NHWC" filter_format="HWIO" dilations=[1,1,1,1] use_cudnn_on_gpu=true fused_ops=[] epsilon=0.0001 leakyrelu_alpha=0.2
  _FusedConv2D
num_sparsecores_per_device=-1
  XlaSparseDenseMatmulCustomCombinerOnTcGradWithCsrInput XlaSparseDenseMatmulCustomCombinerOnTcWithCsrInput
  XlaSparseDenseMatmulWithStaticBufferSize
num_sparsecores_per_device=-1 T=float32
  XlaSparseDenseMatmulGradWithCsrInput XlaSparseDenseMatmulWithCsrInput
old_vocab_size=-1
  GenerateVocabRemapping
optimization_configs=[]
  OptimizeDataset OptimizeDatasetV2
out_idx=int32
  ListDiff Unique UniqueWithCounts
out_type=float32
  StringToNumber
out_type=int32
  LowerBound Shape ShapeN Size UpperBound VariableShape
out_type=qint32 dilations=[1,1,1,1]
  QuantizedConv2D QuantizedConv2DPerChannel QuantizedDepthwiseConv2D QuantizedDepthwiseConv2DWithBias
out_type=qint32 dilations=[1,1,1,1] padding_list=[]
  QuantizedConv2DAndRelu QuantizedConv2DWithBias QuantizedConv2DWithBiasAndRelu QuantizedConv2DWithBiasSumAndRelu
  QuantizedDepthwiseConv2DWithBiasAndRelu
out_type=qint8 dilations=[1,1,1,1] padding_list=[]
  QuantizedConv2DAndRequantize QuantizedConv2DWithBiasAndRequantize
out_type=quint8
  QuantizedRelu QuantizedRelu6 QuantizedReluX
out_type=quint8 dilations=[1,1,1,1] padding_list=[]
  QuantizedConv2DAndReluAndRequantize QuantizedConv2DWithBiasAndReluAndRequantize
  QuantizedConv2DWithBiasSignedSumAndReluAndRequantize QuantizedConv2DWithBiasSumAndReluAndRequantize
  QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize
out_type=string
  SerializeManySparse SerializeSparse
output_dtype=float32
  IsotonicRegression
output_dtype=float32 tensor_debug_mode=-1 tensor_id=-1
  DebugNumericSummaryV2
output_idx_type=int32
  Lu
output_range_given=false given_y_min=0.0 given_y_max=0.0 variance_epsilon=1e-05 min_separation=0.001
  QuantizedInstanceNorm
output_shapes=[]
  Case If StatelessCase StatelessIf
output_shapes=[] parallel_iterations=10
  StatelessWhile While
output_stream="stderr" end="\n"
  PrintV2
output_type=int32
  ExtractJpegShape
output_types=[] output_shapes=[]
  IteratorFromStringHandle IteratorFromStringHandleV2 MultiDeviceIteratorFromStringHandle
overlapping=false
  FractionalAvgPoolGrad FractionalMaxPoolGrad
pad=false
  EncodeBase64
pad_per_class=false clip_boxes=true
  CombinedNonMaxSuppression
paddings=[]
  AssignVariableXlaConcatND ReadVariableXlaSplitND XlaConcatND XlaSplitND
parallel_copy=false deterministic="default" metadata=""
  ParallelBatchDataset
parallel_copy=false metadata=""
  BatchDatasetV2 PaddedBatchDatasetV2
partial_pivoting=true perturb_singular=false
  TridiagonalSolve
partition_dim=0
  TPUPartitionedInput TPUPartitionedOutput
post_nms_topn=300
  GenerateBoundingBoxProposals
precision=-1 scientific=false shortest=false width=-1 fill=""
  AsString
preferred_shard=-1
  Restore RestoreSlice
preprocess_collapse_repeated=false ctc_merge_repeated=true ignore_longer_outputs_than_inputs=false
  CTCLossV2
preprocess_collapse_repeated=false ctc_merge_repeated=true ignore_longer_outputs_than_inputs=false T=float32
  CTCLoss
preserve_cardinality=false
  ExperimentalMapAndBatchDataset ExperimentalScanDataset
preserve_cardinality=false metadata=""
  MapAndBatchDataset
preserve_cardinality=false use_default_device=true metadata=""
  ScanDataset
pseudo_random=false overlapping=false deterministic=false seed=0 seed2=0
  FractionalAvgPool FractionalMaxPool
quantization_axis=-1
  UniformDequantize UniformQuantize UniformQuantizedClipByValue
reduction_dimension=-1 recall_target=0.95 is_max_k=true reduction_input_size_override=-1 aggregate_to_topk=true
  ApproxTopK
replace_global=true
  RegexReplace StaticRegexReplace
require_non_empty=false metadata=""
  ShardDataset
rerandomize_each_iteration=false metadata=""
  RandomDatasetV2
reshuffle_each_iteration=true metadata=""
  GlobalShuffleDataset ShuffleAndRepeatDataset ShuffleAndRepeatDatasetV2 ShuffleDataset ShuffleDatasetV3
resize_align_corners=false
  FusedResizeAndPadConv2D
resize_if_index_out_of_bounds=false
  TensorListSetItem
reverse=false
  NthElement
rhs_quantization_axis=-1
  UniformQuantizedDotHybrid
rnn_mode="lstm" input_mode="linear_input" direction="unidirectional" dropout=0.0 seed=0 seed2=0
  CudnnRNNBackprop CudnnRNNBackpropV2 CudnnRNNCanonicalToParams CudnnRNNParamsToCanonical
rnn_mode="lstm" input_mode="linear_input" direction="unidirectional" dropout=0.0 seed=0 seed2=0 is_training=true
  CudnnRNN CudnnRNNV2
rnn_mode="lstm" input_mode="linear_input" direction="unidirectional" dropout=0.0 seed=0 seed2=0 num_proj=0
  CudnnRNNCanonicalToParamsV2 CudnnRNNParamsSize CudnnRNNParamsToCanonicalV2
rnn_mode="lstm" input_mode="linear_input" direction="unidirectional" dropout=0.0 seed=0 seed2=0 num_proj=0 is_training=true time_major=true
  CudnnRNNV3
rnn_mode="lstm" input_mode="linear_input" direction="unidirectional" dropout=0.0 seed=0 seed2=0 num_proj=0 time_major=true
  CudnnRNNBackpropV3
rounds=4
  RandomIndexShuffle
seed=0 seed2=0
  AllCandidateSampler ComputeAccidentalHits LearnedUnigramCandidateSampler LogUniformCandidateSampler
  ParameterizedTruncatedNormal RandomCrop RandomGamma RandomPoisson RandomShuffle RandomStandardNormal RandomUniform
  RandomUniformInt ThreadUnsafeUnigramCandidateSampler TruncatedNormal UniformCandidateSampler
seed=0 seed2=0 R=float64 dtype=int64
  RandomPoissonV2
seed=0 seed2=0 aspect_ratio_range=[0.75,1.33] area_range=[0.05,1.0] max_attempts=100 use_image_if_no_bounding_boxes=false
  SampleDistortedBoundingBoxV2
seed=0 seed2=0 min_object_covered=0.1 aspect_ratio_range=[0.75,1.33] area_range=[0.05,1.0] max_attempts=100 use_image_if_no_bounding_boxes=false
  SampleDistortedBoundingBox
seed=0 seed2=0 output_dtype=int64
  Multinomial
separator=""
  StringJoin
separator="" Tnumsegments=int32
  UnsortedSegmentJoin
shape=<> layout=[]
  Prelinearize
shape=<> layout=[] device_ordinal=-1
  InfeedEnqueue
shape=?
  Placeholder
shape_dtype=int32
  StatelessRandomGammaV3
shape_type=int32
  ConcatOffset
shapes=[] capacity=-1 container="" shared_name=""
  Barrier FIFOQueue FIFOQueueV2 PaddingFIFOQueue PaddingFIFOQueueV2
shapes=[] capacity=-1 min_after_dequeue=0 seed=0 seed2=0 container="" shared_name=""
  RandomShuffleQueue RandomShuffleQueueV2
shared_name="" container=""
  SummaryWriter
signed_input=true num_bits=8 range_given=false input_min=0.0 input_max=0.0
  QuantizeAndDequantize
signed_input=true num_bits=8 range_given=false round_mode="HALF_TO_EVEN" narrow_range=false axis=-1
  QuantizeAndDequantizeV2 QuantizeAndDequantizeV4
signed_input=true range_given=true narrow_range=false axis=-1
  QuantizeAndDequantizeV3
skip_empty=true
  StringSplit
skip_header_lines=0 container="" shared_name=""
  TextLineReader TextLineReaderV2
slack_period=0 legacy_autotune=true buffer_size_min=0 metadata=""
  PrefetchDataset
sloppy=false
  ExperimentalParseExampleDataset
sloppy=false metadata=""
  ParallelInterleaveDatasetV2
sloppy=false ragged_keys=[] ragged_value_types=[] ragged_split_types=[]
  ParseExampleDataset
sorted=true
  TopK
sorted=true Tk=int32 index_type=int32
  TopKV2
split_type="inequality"
  BoostedTreesCalculateBestFeatureSplit BoostedTreesSparseCalculateBestFeatureSplit
squeeze_dims=[]
  Squeeze
stack_name=""
  Stack StackV2
stateful_whitelist=[] allow_stateful=false strip_device_assignment=false
  DatasetToGraph
stop_on_empty_dataset=false
  DirectedInterleaveDataset
summarize=3
  Assert
swap_memory=false
  StackPush StackPushV2
table_id=-1 table_name="" config=""
  LoadTPUEmbeddingADAMParameters LoadTPUEmbeddingAdadeltaParameters LoadTPUEmbeddingAdagradMomentumParameters
  LoadTPUEmbeddingAdagradParameters LoadTPUEmbeddingCenteredRMSPropParameters LoadTPUEmbeddingFTRLParameters
  LoadTPUEmbeddingFrequencyEstimatorParameters LoadTPUEmbeddingMDLAdagradLightParameters
  LoadTPUEmbeddingMomentumParameters LoadTPUEmbeddingProximalAdagradParameters LoadTPUEmbeddingProximalYogiParameters
  LoadTPUEmbeddingRMSPropParameters LoadTPUEmbeddingStochasticGradientDescentParameters
  RetrieveTPUEmbeddingADAMParameters RetrieveTPUEmbeddingAdadeltaParameters
  RetrieveTPUEmbeddingAdagradMomentumParameters RetrieveTPUEmbeddingAdagradParameters
  RetrieveTPUEmbeddingCenteredRMSPropParameters RetrieveTPUEmbeddingFTRLParameters
  RetrieveTPUEmbeddingFrequencyEstimatorParameters RetrieveTPUEmbeddingMDLAdagradLightParameters
  RetrieveTPUEmbeddingMomentumParameters RetrieveTPUEmbeddingProximalAdagradParameters
  RetrieveTPUEmbeddingProximalYogiParameters RetrieveTPUEmbeddingRMSPropParameters
  RetrieveTPUEmbeddingStochasticGradientDescentParameters
task_refresh_interval_hint_ms=-1 data_transfer_protocol="" target_workers="AUTO" cross_trainer_cache_options=""
  DataServiceDataset DataServiceDatasetV2
task_refresh_interval_hint_ms=-1 data_transfer_protocol="" target_workers="AUTO" uncompress=false cross_trainer_cache_options=""
  DataServiceDatasetV3 DataServiceDatasetV4
template="%s" placeholder="%s" summarize=3
  StringFormat
tensor_name="" debug_ops_spec=[]
  Copy CopyHost
tfdbg_context_id="" op_name="" output_slot=-1 tensor_debug_mode=-1 debug_urls=[] circular_buffer_size=1000 tfdbg_run_id=""
  DebugIdentityV2
timeout_ms=-1
  QueueDequeue QueueDequeueMany QueueDequeueManyV2 QueueDequeueUpTo QueueDequeueUpToV2 QueueDequeueV2 QueueEnqueue
  QueueEnqueueMany QueueEnqueueManyV2 QueueEnqueueV2
timeout_seconds=0.0
  CollectiveAllToAllV3 CollectiveReduceV3
tolerance=1e-05
  ApproximateEqual
transpose_a=false transpose_b=false a_is_sparse=false b_is_sparse=false Ta=float32 Tb=float32
  SparseMatMul
transpose_a=false transpose_b=false adjoint_a=false adjoint_b=false
  SparseMatrixSparseMatMul
transpose_a=false transpose_b=false adjoint_a=false adjoint_b=false transpose_output=false conjugate_output=false
  SparseMatrixMatMul
transpose_a=false transpose_b=false fused_ops=[] epsilon=0.0001 leakyrelu_alpha=0.2
  _FusedMatMul
transpose_a=false transpose_b=false grad_a=false grad_b=false
  MatMul
transpose_a=false transpose_b=false input_quant_mode="MIN_FIRST"
  QuantizedMatMulWithBiasAndDequantize
unit="BYTE"
  StringLength Substr
upper_frequency_limit=4000.0 lower_frequency_limit=20.0 filterbank_channel_count=40 dct_coefficient_count=13
  Mfcc
use_cudnn_on_gpu=true explicit_paddings=[] data_format="NHWC" dilations=[1,1,1,1]
  Conv2D Conv2DBackpropFilter Conv2DBackpropFilterV2 Conv2DBackpropInput Conv2DBackpropInputV2
use_fallback=true
  ExperimentalRebatchDataset RebatchDataset
use_inter_op_parallelism=true deterministic="default" preserve_cardinality=false use_unbounded_threadpool=false metadata=""
  ParallelMapDatasetV2
use_inter_op_parallelism=true metadata=""
  ReduceDataset
use_inter_op_parallelism=true preserve_cardinality=false force_synchronous=false
  ExperimentalMapDataset
use_inter_op_parallelism=true preserve_cardinality=false force_synchronous=false metadata=""
  MapDataset
use_inter_op_parallelism=true sloppy=false preserve_cardinality=false metadata=""
  ParallelMapDataset
use_locking=false
  ApplyAdaMax ApplyAdadelta ApplyAdagradDA ApplyAddSign ApplyCenteredRMSProp ApplyGradientDescent ApplyPowerSign
  ApplyProximalAdagrad ApplyProximalGradientDescent ApplyRMSProp AssignAdd AssignSub ResourceApplyAdaMax
  ResourceApplyAdadelta ResourceApplyAdagradDA ResourceApplyAdamWithAmsgrad ResourceApplyAddSign
  ResourceApplyCenteredRMSProp ResourceApplyGradientDescent ResourceApplyPowerSign ResourceApplyProximalAdagrad
  ResourceApplyProximalGradientDescent ResourceApplyRMSProp ResourceSparseApplyAdadelta ResourceSparseApplyAdagradDA
  ResourceSparseApplyCenteredRMSProp ResourceSparseApplyProximalAdagrad ResourceSparseApplyProximalGradientDescent
  ResourceSparseApplyRMSProp ScatterAdd ScatterDiv ScatterMax ScatterMin ScatterMul ScatterSub SparseApplyAdadelta
  SparseApplyAdagradDA SparseApplyCenteredRMSProp SparseApplyProximalAdagrad SparseApplyProximalGradientDescent
  SparseApplyRMSProp
use_locking=false bad_indices_policy=""
  ScatterNdAdd ScatterNdMax ScatterNdMin ScatterNdSub
use_locking=false multiply_linear_by_lr=false
  ApplyFtrl ApplyFtrlV2 ResourceApplyFtrl ResourceApplyFtrlV2 ResourceSparseApplyFtrl ResourceSparseApplyFtrlV2
  SparseApplyFtrl SparseApplyFtrlV2
use_locking=false update_slots=true
  ApplyAdagrad ApplyAdagradV2 ResourceApplyAdagrad ResourceApplyAdagradV2 ResourceSparseApplyAdagrad
  ResourceSparseApplyAdagradV2 SparseApplyAdagrad SparseApplyAdagradV2
use_locking=false use_nesterov=false
  ApplyAdam ApplyMomentum ResourceApplyAdam ResourceApplyKerasMomentum ResourceApplyMomentum
  ResourceSparseApplyKerasMomentum ResourceSparseApplyMomentum SparseApplyMomentum
use_locking=true
  ScatterUpdate
use_locking=true bad_indices_policy=""
  ResourceScatterNdAdd ResourceScatterNdMax ResourceScatterNdMin ResourceScatterNdSub ResourceScatterNdUpdate
  ScatterNdUpdate
validate_indices=true
  DenseToDenseSetOperation DenseToSparseSetOperation Gather SetSize SparseToDense SparseToSparseSetOperation
validate_shape=false
  AssignVariableOp
validate_shape=true use_locking=true
  Assign
value_shape=<>
  AnonymousMutableHashTableOfTensors
value_shape=<> initial_num_buckets=131072 max_load_factor=0.8
  AnonymousMutableDenseHashTable
var_name=""
  TemporaryVariable
vocab_file="" distortion=1.0 num_reserved_ids=0 num_shards=1 shard=0 unigrams=[] seed=0 seed2=0
  FixedUnigramCandidateSampler
vocab_size=-1 delimiter="\t" offset=0
  InitializeTableFromTextFile InitializeTableFromTextFileV2
wait_for=[] communication_hint="auto" timeout_seconds=0.0
  CollectiveReduce
window_strides=[] explicit_padding=[] lhs_dilation=[] rhs_dilation=[] batch_group_count=1 feature_group_count=1 dimension_numbers="" lhs_quantization_axis=-1 rhs_quantization_axis=-1 output_quantization_axis=-1
  UniformQuantizedConvolution
window_strides=[] explicit_padding=[] lhs_dilation=[] rhs_dilation=[] batch_group_count=1 feature_group_count=1 dimension_numbers="" rhs_quantization_axis=-1
  UniformQuantizedConvolutionHybrid
`;

/** The other operators: none of their attributes can be left out. */
export const WITHOUT_DEFAULTS = `
Abs AccumulateNV2 AccumulatorApplyGradient AccumulatorNumAccumulated AccumulatorSetGlobalStep AccumulatorTakeGradient
Acos Acosh Add AddN AddV2 AdjustContrast AllToAll AnonymousHashTable AnonymousIterator AnonymousIteratorV2
AnonymousIteratorV3 AnonymousMemoryCache AnonymousMultiDeviceIterator AnonymousMultiDeviceIteratorV3
AnonymousMutableHashTable AnonymousRandomSeedGenerator AnonymousSeedGenerator Asin Asinh AssertCardinalityDataset
AssertNextDataset AssertPrevDataset AssignAddVariableOp AssignSubVariableOp Atan Atan2 Atanh BarrierIncompleteSize
BarrierInsertMany BarrierReadySize BatchCholesky BatchCholeskyGrad BatchFFT BatchFFT2D BatchFFT3D BatchIFFT
BatchIFFT2D BatchIFFT3D BatchMatrixBandPart BatchMatrixDeterminant BatchMatrixDiag BatchMatrixDiagPart
BatchMatrixSetDiag BatchNormWithGlobalNormalization BatchNormWithGlobalNormalizationGrad BatchSelfAdjointEig BesselI0
BesselI0e BesselI1 BesselI1e BesselJ0 BesselJ1 BesselK0 BesselK0e BesselK1 BesselK1e BesselY0 BesselY1 Betainc
BiasAddV1 Bincount Bitcast BitwiseAnd BitwiseOr BitwiseXor BlockLSTMGrad BlockLSTMGradV2 BoostedTreesAggregateStats
BoostedTreesBucketize BoostedTreesCalculateBestFeatureSplitV2 BoostedTreesCalculateBestGainsPerFeature
BoostedTreesCenterBias BoostedTreesCreateEnsemble BoostedTreesDeserializeEnsemble BoostedTreesExampleDebugOutputs
BoostedTreesFlushQuantileSummaries BoostedTreesGetEnsembleStates BoostedTreesMakeQuantileSummaries
BoostedTreesMakeStatsSummary BoostedTreesPredict BoostedTreesQuantileStreamResourceAddSummaries
BoostedTreesQuantileStreamResourceDeserialize BoostedTreesQuantileStreamResourceGetBucketBoundaries
BoostedTreesSerializeEnsemble BoostedTreesSparseAggregateStats BoostedTreesTrainingPredict BoostedTreesUpdateEnsemble
Bucketize BytesProducedStatsDataset CSRSparseMatrixComponents CSRSparseMatrixToDense CSRSparseMatrixToSparseTensor
CSVDataset CSVDatasetV2 Ceil CheckNumerics CheckNumericsV2 CheckPinned Cholesky CholeskyGrad
ChooseFastestBranchDataset ChooseFastestDataset ClipByValue CloseSummaryWriter CollectiveAssignGroupV2
CollectivePermute CompositeTensorVariantFromComponents CompositeTensorVariantToComponents CompressElement
ComputeBatchSize Concat ConfigureTPUEmbedding Const ConsumeMutexLock ControlTrigger ConvertToCooTensor
ConvertToListOfSparseCoreCooTensors ConvertToSparseCoreCsrWrappedCooTensor Cos Cosh CountUpTo CreateSummaryDbWriter
CreateSummaryFileWriter Cross CrossReplicaSum DatasetFingerprint DatasetFromGraph DatasetToTFRecord Dawsn
DebugGradientIdentity DebugGradientRefIdentity DecodeBase64 DecodeGif DecodeJSONExample DeepCopy DeleteIterator
DeleteMemoryCache DeleteMultiDeviceIterator DeleteRandomSeedGenerator DeleteSeedGenerator DeleteSessionTensor
DenseToCSRSparseMatrix DenseToSparseBatchDataset DeserializeIterator DeserializeManySparse DestroyTemporaryVariable
DeviceIndex Diag DiagPart Digamma Dilation2D Dilation2DBackpropFilter Dilation2DBackpropInput DisableCopyOnRead Div
DivNoNan DummyIterationCounter DummyMemoryCache DummySeedGenerator DynamicPartition DynamicStitch Einsum Elu EluGrad
EmptyTensorList EmptyTensorMap EncodeJpegVariableQuality EncodeWav EnsureShape Erf Erfc Erfinv Exit Exp
ExperimentalAssertNextDataset ExperimentalBytesProducedStatsDataset ExperimentalCSVDataset
ExperimentalChooseFastestDataset ExperimentalDatasetCardinality ExperimentalDatasetToTFRecord
ExperimentalDenseToSparseBatchDataset ExperimentalDirectedInterleaveDataset ExperimentalGroupByReducerDataset
ExperimentalGroupByWindowDataset ExperimentalIteratorGetDevice ExperimentalLMDBDataset ExperimentalLatencyStatsDataset
ExperimentalMatchingFilesDataset ExperimentalMaxIntraOpParallelismDataset ExperimentalNonSerializableDataset
ExperimentalParallelInterleaveDataset ExperimentalPrivateThreadPoolDataset ExperimentalRandomDataset
ExperimentalSetStatsAggregatorDataset ExperimentalSleepDataset ExperimentalSlidingWindowDataset ExperimentalSqlDataset
ExperimentalStatsAggregatorSummary ExperimentalTakeWhileDataset ExperimentalThreadPoolDataset
ExperimentalUnbatchDataset ExperimentalUniqueDataset Expint Expm1 ExtractImagePatches ExtractVolumePatches Fact
FakeParam FakeQueue FileSystemSetConfiguration FilterByLastComponentDataset Fingerprint Floor FloorDiv FloorMod
FlushSummaryWriter For FresnelCos FresnelSin FusedPadConv2D GRUBlockCell GRUBlockCellGrad GetElementAtIndex
GetMinibatchSplitsWithPhysicalReplica GetMinibatchesInCsrWithPhysicalReplica GetOptions GetSessionHandle
GetSessionHandleV2 GetSessionTensor GetStatsFromListOfSparseCoreCooTensors GlobalIterId Greater GreaterEqual
GroupByReducerDataset GuaranteeConst Identity IdentityN Igamma IgammaGradA Igammac ImmutableConst ImportEvent
InfeedDequeue InfeedDequeueTuple InitializeTable InitializeTableFromDataset InitializeTableV2 InplaceAdd InplaceSub
InplaceUpdate Inv InvGrad Invert IsBoostedTreesEnsembleInitialized IsBoostedTreesQuantileStreamResourceInitialized
IsFinite IsInf IsNan IsVariableInitialized Iterator IteratorGetDevice IteratorGetModelProto IteratorGetNext
IteratorGetNextAsOptional IteratorGetNextSync IteratorToStringHandle IteratorV2 KMC2ChainInitialization
KmeansPlusPlusInitialization L2Loss LMDBDataset LSTMBlockCellGrad LatencyStatsDataset LeftShift Less LessEqual Lgamma
ListSnapshotChunksDataset Log Log1p LogMatrixDeterminant LogSoftmax LogicalAnd LogicalNot LogicalOr LookupTableExport
LookupTableExportV2 LookupTableFind LookupTableFindV2 LookupTableImport LookupTableImportV2 LookupTableInsert
LookupTableInsertV2 LookupTableRemoveV2 LookupTableSize LookupTableSizeV2 LoopCond MakeIterator MatchingFiles
MatchingFilesDataset MatrixDeterminant MatrixDiag MatrixDiagPart MatrixDiagPartV2 MatrixDiagV2 MatrixExponential
MatrixLogarithm MatrixSetDiag MatrixSetDiagV2 MatrixSquareRoot MaxIntraOpParallelismDataset Maximum Merge MergeSummary
Minimum Mod Mul MulNoNan MultiDeviceIterator MultiDeviceIteratorGetNextFromShard MultiDeviceIteratorInit
MultiDeviceIteratorToStringHandle MutexLock NcclAllReduce NcclBroadcast NcclReduce Ndtri NearestNeighbors Neg
NextIteration NoOp NonMaxSuppressionWithOverlaps NonSerializableDataset OnesLike OptionalFromValue OptionalGetValue
OptionalHasValue OptionalNone OutfeedDequeueTupleV2 OutfeedDequeueV2 OutfeedEnqueue OutfeedEnqueueTuple ParallelConcat
ParallelDynamicStitch ParseExample ParseExampleV2 ParseSingleExample ParseTensor PlaceholderV2 PlaceholderWithDefault
Polygamma PopulationCount Pow PrivateThreadPoolDataset PyFunc PyFuncStateless QuantizeDownAndShrinkRange
QuantizedAvgPool QuantizedBatchNormWithGlobalNormalization QuantizedBiasAdd QuantizedConcat QuantizedMaxPool
QueueIsClosed QueueIsClosedV2 QueueSize QueueSizeV2 RaggedCross RaggedFillEmptyRows RaggedFillEmptyRowsGrad
RaggedTensorToTensor RandomGammaGrad Rank ReadFile ReadVariableOp ReaderNumRecordsProduced ReaderNumRecordsProducedV2
ReaderNumWorkUnitsCompleted ReaderNumWorkUnitsCompletedV2 ReaderRead ReaderReadUpTo ReaderReadUpToV2 ReaderReadV2
ReaderReset ReaderResetV2 ReaderRestoreState ReaderRestoreStateV2 ReaderSerializeState ReaderSerializeStateV2 RealDiv
RebatchDatasetV2 Reciprocal ReciprocalGrad RecvTPUEmbeddingActivations RefExit RefIdentity RefMerge RefNextIteration
RefSelect RefSwitch RegexFullMatch Relu Relu6 Relu6Grad ReluGrad RemoteCall RequantizationRange Requantize
ResourceAccumulatorApplyGradient ResourceAccumulatorNumAccumulated ResourceAccumulatorSetGlobalStep
ResourceAccumulatorTakeGradient ResourceCountUpTo ResourceGatherNd ResourceScatterAdd ResourceScatterDiv
ResourceScatterMax ResourceScatterMin ResourceScatterMul ResourceScatterSub ResourceScatterUpdate RestoreV2 Reverse
RewriteDataset RightShift Rint RngReadAndSkip RngSkip Roll Round Rsqrt RsqrtGrad SamplingDataset Save SaveSlices
SaveV2 ScalarSummary SdcaFprint SdcaShrinkL1 SegmentMax SegmentMean SegmentMin SegmentProd SegmentSum Select SelectV2
SelfAdjointEig Selu SeluGrad SerializeTensor SetStatsAggregatorDataset ShardedFilename ShardedFilespec
ShutdownDistributedTPU Sigmoid SigmoidGrad Sign Sin Sinh SleepDataset Slice Snapshot SnapshotNestedDatasetReader
Softmax SoftmaxCrossEntropyWithLogits Softplus SoftplusGrad Softsign SoftsignGrad SortListOfSparseCoreCooTensors
SparseAccumulatorApplyGradient SparseAccumulatorTakeGradient SparseAdd SparseAddGrad SparseConcat SparseCross
SparseCrossHashed SparseCrossV2 SparseDenseCwiseAdd SparseDenseCwiseDiv SparseDenseCwiseMul SparseFillEmptyRows
SparseFillEmptyRowsGrad SparseMatrixAdd SparseMatrixMul SparseMatrixNNZ SparseMatrixOrderingAMD SparseMatrixSoftmax
SparseMatrixSoftmaxGrad SparseMatrixSparseCholesky SparseMatrixZeros SparseReorder SparseReshape SparseSlice
SparseSliceGrad SparseSoftmax SparseSparseMaximum SparseSparseMinimum SparseSplit SparseTensorDenseAdd
SparseTensorSliceDataset SparseTensorToCSRSparseMatrix Spence Split SqlDataset Sqrt SqrtGrad Square SquaredDifference
StackClose StackCloseV2 StackPop StackPopV2 StatelessRandomGetAlg StatelessShuffle StaticRegexFullMatch
StatsAggregatorSetSummaryWriter StatsAggregatorSummary StopGradient StoreMinibatchStatisticsInFdo StringStrip
StringToHashBucket StringToHashBucketFast StringToHashBucketStrong Sub Switch SymbolicGradient SyncDevice
TPUAnnotateTensorsWithDynamicShape TPUCompilationResult TPUCopyWithDynamicShape TPUDummyInput TPUEmbeddingActivations
TPUOrdinalSelector TPUPartitionedOutputV2 TPUReplicatedOutput Tan Tanh TanhGrad TensorArrayClose TensorArrayCloseV2
TensorArrayCloseV3 TensorArrayGrad TensorArrayGradV2 TensorArrayGradV3 TensorArrayGradWithShape TensorArrayRead
TensorArrayReadV2 TensorArrayReadV3 TensorArrayScatter TensorArrayScatterV2 TensorArrayScatterV3 TensorArraySize
TensorArraySizeV2 TensorArraySizeV3 TensorArraySplit TensorArraySplitV2 TensorArraySplitV3 TensorArrayUnpack
TensorArrayWrite TensorArrayWriteV2 TensorArrayWriteV3 TensorListConcatLists TensorListConcatV2 TensorListElementShape
TensorListFromTensor TensorListGather TensorListLength TensorListPopBack TensorListPushBack TensorListPushBackBatch
TensorListReserve TensorListResize TensorListScatter TensorListScatterIntoExistingList TensorListScatterV2
TensorListSplit TensorMapErase TensorMapHasKey TensorMapInsert TensorMapLookup TensorMapSize TensorMapStackKeys
TensorSummaryV2 ThreadPoolDataset TileGrad Timestamp ToBool TridiagonalMatMul TruncateDiv TruncateMod
UncompressElement UnicodeScript UnwrapDatasetVariant VarIsInitializedOp WindowOp WorkerHeartbeat WrapDatasetVariant
WriteFile WriteGraphSummary WriteRawProtoSummary WriteScalarSummary WriteSummary Xdivy XlaSparseCoreAdagrad
XlaSparseCoreAdagradMomentum XlaSparseCoreAdam XlaSparseCoreFtrl XlaSparseCoreSgd XlaSparseDenseMatmul Xlog1py Xlogy
ZerosLike Zeta
`;
