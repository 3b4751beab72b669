// Options of the builtin operators: field names, types and order as in the schema of LiteRT (schema 3d).
// An operator's table that is not listed has no fields.

export const OPTION_TABLES: Readonly<Record<string, string>> = {
  StablehloGatherOptions:
    "offset_dims:[i64] collapsed_slice_dims:[i64] start_index_map:[i64] index_vector_dim:i64 " +
    "slice_sizes:[i64] indices_are_sorted:bool",
  StablehloTransposeOptions: "permutation:[i64]",
  StablehloDotGeneralOptions:
    "lhs_batching_dimensions:[i64] rhs_batching_dimensions:[i64] lhs_contracting_dimensions:[i64] " +
    "rhs_contracting_dimensions:[i64] precision_config:[StablehloPrecisionConfig]",
  StablehloReduceWindowOptions:
    "window_dimensions:[i64] window_strides:[i64] base_dilations:[i64] window_dilations:[i64] " +
    "padding:[i64] body_subgraph_index:i32",
  StablehloWhileOptions: "cond_subgraph_index:i32 body_subgraph_index:i32",
  StablehloSortOptions: "dimension:i64 is_stable:bool comparator_subgraph_index:i32",
  StablehloConcatenateOptions: "dimension:i64",
  StablehloBroadcastInDimOptions: "broadcast_dimensions:[i64]",
  StablehloCompareOptions: "comparison_direction:StablehloComparisonDirection compare_type:StablehloComparisonType",
  StablehloDynamicSliceOptions: "slice_sizes:[i64]",
  StablehloPadOptions: "edge_padding_low:[i64] edge_padding_high:[i64] interior_padding:[i64]",
  StablehloIotaOptions: "iota_dimension:i64",
  StablehloCustomCallOptions:
    "call_target_name:string has_side_effect:bool backend_config:string api_version:i32 " +
    "called_computations:[i32] custom_attributes:[u8]",
  StablehloReduceOptions: "dimensions:[i64] body_subgraph_index:i32",
  StablehloSliceOptions: "start_indices:[i64] limit_indices:[i64] strides:[i64]",
  StablehloConvolutionOptions:
    "window_strides:[i64] padding:[i64] lhs_dilation:[i64] rhs_dilation:[i64] window_reversal:[bool] " +
    "input_batch_dimension:i64 input_feature_dimension:i64 input_spatial_dimensions:[i64] " +
    "kernel_input_feature_dimension:i64 kernel_output_feature_dimension:i64 " +
    "kernel_spatial_dimensions:[i64] output_batch_dimension:i64 output_feature_dimension:i64 " +
    "output_spatial_dimensions:[i64] feature_group_count:i64 batch_group_count:i64 " +
    "precision_config:[StablehloPrecisionConfig]",
  StablehloScatterOptions:
    "indices_are_sorted:bool update_window_dims:[i64] inserted_window_dims:[i64] " +
    "scatter_dims_to_operand_dims:[i64] index_vector_dim:i64 unique_indices:bool " +
    "update_computation_subgraph_index:i32",
  StablehloCaseOptions: "branch_subgraph_indices:[i32]",
  StablehloRngBitGeneratorOptions: "algorithm:RngAlgorithm",
  Conv2DOptions:
    "padding:Padding stride_w:i32 stride_h:i32 fused_activation_function:ActivationFunctionType " +
    "dilation_w_factor:i32=1 dilation_h_factor:i32=1 quantized_bias_type:TensorType",
  Conv3DOptions:
    "padding:Padding stride_d:i32 stride_w:i32 stride_h:i32 " +
    "fused_activation_function:ActivationFunctionType dilation_d_factor:i32=1 dilation_w_factor:i32=1 " +
    "dilation_h_factor:i32=1",
  Pool2DOptions:
    "padding:Padding stride_w:i32 stride_h:i32 filter_width:i32 filter_height:i32 " +
    "fused_activation_function:ActivationFunctionType",
  DepthwiseConv2DOptions:
    "padding:Padding stride_w:i32 stride_h:i32 depth_multiplier:i32 " +
    "fused_activation_function:ActivationFunctionType dilation_w_factor:i32=1 dilation_h_factor:i32=1",
  ConcatEmbeddingsOptions: "num_channels:i32 num_columns_per_channel:[i32] embedding_dim_per_channel:[i32]",
  LSHProjectionOptions: "type:LSHProjectionType",
  SVDFOptions: "rank:i32 fused_activation_function:ActivationFunctionType asymmetric_quantize_inputs:bool",
  RNNOptions: "fused_activation_function:ActivationFunctionType asymmetric_quantize_inputs:bool",
  SequenceRNNOptions:
    "time_major:bool fused_activation_function:ActivationFunctionType asymmetric_quantize_inputs:bool",
  BidirectionalSequenceRNNOptions:
    "time_major:bool fused_activation_function:ActivationFunctionType merge_outputs:bool " +
    "asymmetric_quantize_inputs:bool",
  FullyConnectedOptions:
    "fused_activation_function:ActivationFunctionType weights_format:FullyConnectedOptionsWeightsFormat " +
    "keep_num_dims:bool asymmetric_quantize_inputs:bool quantized_bias_type:TensorType",
  SoftmaxOptions: "beta:f32",
  ConcatenationOptions: "axis:i32 fused_activation_function:ActivationFunctionType",
  AddOptions: "fused_activation_function:ActivationFunctionType pot_scale_int16:bool=1",
  MulOptions: "fused_activation_function:ActivationFunctionType",
  L2NormOptions: "fused_activation_function:ActivationFunctionType",
  LocalResponseNormalizationOptions: "radius:i32 bias:f32 alpha:f32 beta:f32",
  LSTMOptions:
    "fused_activation_function:ActivationFunctionType cell_clip:f32 proj_clip:f32 " +
    "kernel_type:LSTMKernelType asymmetric_quantize_inputs:bool",
  UnidirectionalSequenceLSTMOptions:
    "fused_activation_function:ActivationFunctionType cell_clip:f32 proj_clip:f32 time_major:bool " +
    "asymmetric_quantize_inputs:bool diagonal_recurrent_tensors:bool",
  BidirectionalSequenceLSTMOptions:
    "fused_activation_function:ActivationFunctionType cell_clip:f32 proj_clip:f32 merge_outputs:bool " +
    "time_major:bool=1 asymmetric_quantize_inputs:bool",
  ResizeBilinearOptions: "new_height:i32 new_width:i32 align_corners:bool half_pixel_centers:bool",
  ResizeNearestNeighborOptions: "align_corners:bool half_pixel_centers:bool",
  CallOptions: "subgraph:u32",
  ReshapeOptions: "new_shape:[i32]",
  SkipGramOptions: "ngram_size:i32 max_skip_size:i32 include_all_ngrams:bool",
  SpaceToDepthOptions: "block_size:i32",
  DepthToSpaceOptions: "block_size:i32",
  SubOptions: "fused_activation_function:ActivationFunctionType pot_scale_int16:bool=1",
  DivOptions: "fused_activation_function:ActivationFunctionType",
  EmbeddingLookupSparseOptions: "combiner:CombinerType",
  GatherOptions: "axis:i32 batch_dims:i32",
  ReducerOptions: "keep_dims:bool",
  SqueezeOptions: "squeeze_dims:[i32]",
  SplitOptions: "num_splits:i32",
  SplitVOptions: "num_splits:i32",
  StridedSliceOptions:
    "begin_mask:i32 end_mask:i32 ellipsis_mask:i32 new_axis_mask:i32 shrink_axis_mask:i32 offset:bool",
  CastOptions: "in_data_type:TensorType out_data_type:TensorType",
  ArgMaxOptions: "output_type:TensorType",
  ArgMinOptions: "output_type:TensorType",
  TransposeConvOptions:
    "padding:Padding stride_w:i32 stride_h:i32 fused_activation_function:ActivationFunctionType " +
    "quantized_bias_type:TensorType",
  SparseToDenseOptions: "validate_indices:bool",
  ShapeOptions: "out_type:TensorType",
  FakeQuantOptions: "min:f32 max:f32 num_bits:i32 narrow_range:bool",
  PackOptions: "values_count:i32 axis:i32",
  OneHotOptions: "axis:i32",
  UnpackOptions: "num:i32 axis:i32",
  LeakyReluOptions: "alpha:f32",
  MirrorPadOptions: "mode:MirrorPadMode",
  UniqueOptions: "idx_out_type:TensorType=2",
  ReverseSequenceOptions: "seq_dim:i32 batch_dim:i32",
  IfOptions: "then_subgraph_index:i32 else_subgraph_index:i32",
  CallOnceOptions: "init_subgraph_index:i32",
  WhileOptions: "cond_subgraph_index:i32 body_subgraph_index:i32",
  BatchMatMulOptions: "adj_x:bool adj_y:bool asymmetric_quantize_inputs:bool",
  CumsumOptions: "exclusive:bool reverse:bool",
  HashtableOptions: "table_id:i32 key_dtype:TensorType value_dtype:TensorType",
  VarHandleOptions: "container:string shared_name:string",
  RandomOptions: "seed:i64 seed2:i64",
  BucketizeOptions: "boundaries:[f32]",
  GeluOptions: "approximate:bool",
  StableHLOCompositeOptions:
    "name:string decomposition_subgraph_index:i32 composite_attributes:[u8] " +
    "composite_attributes_format:CustomOptionsFormat version:i32",
  ReduceWindowOptions: "reduce_function:ReduceWindowFunction",
};

/** Members of the two options unions, from 1 up. */
export const OPTION_UNIONS: Readonly<Record<string, readonly string[]>> = {
  BuiltinOptions: list(`
    Conv2DOptions DepthwiseConv2DOptions ConcatEmbeddingsOptions LSHProjectionOptions Pool2DOptions SVDFOptions
    RNNOptions FullyConnectedOptions SoftmaxOptions ConcatenationOptions AddOptions L2NormOptions
    LocalResponseNormalizationOptions LSTMOptions ResizeBilinearOptions CallOptions ReshapeOptions SkipGramOptions
    SpaceToDepthOptions EmbeddingLookupSparseOptions MulOptions PadOptions GatherOptions BatchToSpaceNDOptions
    SpaceToBatchNDOptions TransposeOptions ReducerOptions SubOptions DivOptions SqueezeOptions SequenceRNNOptions
    StridedSliceOptions ExpOptions TopKV2Options SplitOptions LogSoftmaxOptions CastOptions DequantizeOptions
    MaximumMinimumOptions ArgMaxOptions LessOptions NegOptions PadV2Options GreaterOptions GreaterEqualOptions
    LessEqualOptions SelectOptions SliceOptions TransposeConvOptions SparseToDenseOptions TileOptions
    ExpandDimsOptions EqualOptions NotEqualOptions ShapeOptions PowOptions ArgMinOptions FakeQuantOptions
    PackOptions LogicalOrOptions OneHotOptions LogicalAndOptions LogicalNotOptions UnpackOptions FloorDivOptions
    SquareOptions ZerosLikeOptions FillOptions BidirectionalSequenceLSTMOptions BidirectionalSequenceRNNOptions
    UnidirectionalSequenceLSTMOptions FloorModOptions RangeOptions ResizeNearestNeighborOptions LeakyReluOptions
    SquaredDifferenceOptions MirrorPadOptions AbsOptions SplitVOptions UniqueOptions ReverseV2Options AddNOptions
    GatherNdOptions CosOptions WhereOptions RankOptions ReverseSequenceOptions MatrixDiagOptions QuantizeOptions
    MatrixSetDiagOptions HardSwishOptions IfOptions WhileOptions DepthToSpaceOptions NonMaxSuppressionV4Options
    NonMaxSuppressionV5Options ScatterNdOptions SelectV2Options DensifyOptions SegmentSumOptions BatchMatMulOptions
    CumsumOptions CallOnceOptions BroadcastToOptions Rfft2dOptions Conv3DOptions HashtableOptions
    HashtableFindOptions HashtableImportOptions HashtableSizeOptions VarHandleOptions ReadVariableOptions
    AssignVariableOptions RandomOptions BucketizeOptions GeluOptions DynamicUpdateSliceOptions
    UnsortedSegmentProdOptions UnsortedSegmentMaxOptions UnsortedSegmentMinOptions UnsortedSegmentSumOptions
    ATan2Options SignOptions BitcastOptions BitwiseXorOptions RightShiftOptions`),
  BuiltinOptions2: list(`
    StablehloConcatenateOptions StablehloBroadcastInDimOptions StablehloSliceOptions StablehloConvolutionOptions
    StablehloCustomCallOptions StablehloReduceOptions StablehloScatterOptions StablehloCompareOptions
    StablehloDynamicSliceOptions StablehloPadOptions StablehloIotaOptions StablehloDotGeneralOptions
    StablehloReduceWindowOptions StablehloSortOptions StablehloWhileOptions StablehloGatherOptions
    StablehloTransposeOptions DilateOptions StablehloRngBitGeneratorOptions ReduceWindowOptions
    StableHLOCompositeOptions StablehloShiftLeftOptions StablehloCaseOptions`),
};

/** Enumerations stored as a number; the position is the value. */
export const OPTION_ENUMS = {
  StablehloPrecisionConfig: { scalar: "u32", values: list("DEFAULT HIGH HIGHEST") },
  StablehloComparisonDirection: { scalar: "u32", values: list("EQ NE GE GT LE LT") },
  StablehloComparisonType: { scalar: "u32", values: list("NOTYPE FLOAT FLOAT_TOTAL_ORDER SIGNED UNSIGNED") },
  RngAlgorithm: { scalar: "i8", values: list("DEFAULT PHILOX THREEFRY") },
  Padding: { scalar: "i8", values: list("SAME VALID") },
  ActivationFunctionType: { scalar: "i8", values: list("NONE RELU RELU_N1_TO_1 RELU6 TANH SIGN_BIT") },
  LSHProjectionType: { scalar: "i8", values: list("UNKNOWN SPARSE DENSE") },
  FullyConnectedOptionsWeightsFormat: { scalar: "i8", values: list("DEFAULT SHUFFLED4x16INT8") },
  LSTMKernelType: { scalar: "i8", values: list("FULL BASIC") },
  CombinerType: { scalar: "i8", values: list("SUM MEAN SQRTN") },
  MirrorPadMode: { scalar: "i8", values: list("REFLECT SYMMETRIC") },
  ReduceWindowFunction: { scalar: "i32", values: list("UNSUPPORTED ADD MUL MINIMUM MAXIMUM ALL ANY") },
  CustomOptionsFormat: { scalar: "i8", values: list("FLEXBUFFERS") },
} as const;

function list(words: string): string[] {
  return words.split(/\s+/).filter((word) => word !== "");
}
