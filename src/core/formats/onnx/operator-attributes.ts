// The attributes of ONNX's operators and of those of onnxruntime that we know: first the attributes, then the operators that
// have these, each since a version of the operator set. One with "=" has a default, one with "?" may be left out without,
// one with "!" has to be there. "-": none any more.
// Written by scripts/onnx-attributes.py from onnx 1.23.2 and onnxruntime 1.31.1.
export const OPERATOR_ATTRIBUTES = `
-
  Abs@6 Add@7 And@7 Ceil@6 Clip@11 Div@7 Equal@7 Exp@6 Floor@6 Greater@7 Less@7 Log@6 Max@6 Mean@6 Min@6 Mul@7 Neg@6
  Or@7 PRelu@6 Pow@7 Reciprocal@6 Relu@6 Reshape@5 Sigmoid@6 Slice@10 Sqrt@6 Squeeze@13 Sub@7 Sum@6 Tanh@6
  Unsqueeze@13 Xor@7
K! N! accuracy_level=0 bits=4 block_size! weight_prepacked=0
  com.microsoft:MatMulNBits@1
K! N! block_size! quant_type! training_mode=0 transB=1
  com.microsoft:MatMulBnb4@1
accuracy_level=0 activation_alpha=1.0 activation_beta=0.0 activation_type="relu" block_size? expert_weight_bits=4 fc1_expert_weight_bits? fc2_expert_weight_bits? fc3_expert_weight_bits? k=1 normalize_routing_weights=0 quant_type="int" swiglu_fusion=0 swiglu_limit? use_sparse_mixer=0 weights_prepacked=-1
  com.microsoft:QMoE@1
activation! channels_last=1 epsilon=1e-05 groups!
  com.microsoft:GroupNorm@1
activation="none"
  CausalConvWithState@27
activation? activation_alpha? activation_beta? activation_gamma? alpha=1.0 beta=1.0 transA=0 transB=0
  com.microsoft:FusedGemm@1
activation? activation_params? auto_pad="NOTSET" dilations? group=1 kernel_shape? pads? strides?
  com.microsoft:FusedConv@1
activation_alpha? activation_beta? activations=["Tanh","Tanh"] clip? direction="forward" hidden_size?
  RNN@7
activation_alpha? activation_beta? activations=["Tanh","Tanh"] clip? direction="forward" hidden_size? layout=0
  RNN@14
activation_alpha? activation_beta? activations=["Tanh","Tanh"] clip? direction="forward" hidden_size? output_sequence=0
  RNN@1
activation_alpha? activation_beta? activations? clip? direction="forward" hidden_size? input_forget=0
  LSTM@7 com.microsoft:DynamicQuantizeLSTM@1
activation_alpha? activation_beta? activations? clip? direction="forward" hidden_size? input_forget=0 layout=0
  LSTM@14
activation_alpha? activation_beta? activations? clip? direction="forward" hidden_size? input_forget=0 output_sequence=0
  LSTM@1
activation_alpha? activation_beta? activations? clip? direction="forward" hidden_size? layout=0 linear_before_reset=0
  GRU@14
activation_alpha? activation_beta? activations? clip? direction="forward" hidden_size? linear_before_reset=0
  GRU@7
activation_alpha? activation_beta? activations? clip? direction="forward" hidden_size? linear_before_reset=0 output_sequence=0
  GRU@3
activation_alpha? activation_beta? activations? clip? direction="foward" hidden_size? output_sequence=0
  GRU@1
aggregate_function="SUM" base_values? base_values_as_tensor? n_targets? nodes_falsenodeids? nodes_featureids? nodes_hitrates? nodes_hitrates_as_tensor? nodes_missing_value_tracks_true? nodes_modes? nodes_nodeids? nodes_treeids? nodes_truenodeids? nodes_values? nodes_values_as_tensor? post_transform="NONE" target_ids? target_nodeids? target_treeids? target_weights? target_weights_as_tensor?
  ai.onnx.ml:TreeEnsembleRegressor@3
aggregate_function="SUM" base_values? n_targets? nodes_falsenodeids? nodes_featureids? nodes_hitrates? nodes_missing_value_tracks_true? nodes_modes? nodes_nodeids? nodes_treeids? nodes_truenodeids? nodes_values? post_transform="NONE" target_ids? target_nodeids? target_treeids? target_weights?
  ai.onnx.ml:TreeEnsembleRegressor@1
aggregate_function=1 leaf_targetids! leaf_weights! membership_values? n_targets? nodes_falseleafs! nodes_falsenodeids! nodes_featureids! nodes_hitrates? nodes_missing_value_tracks_true? nodes_modes! nodes_splits! nodes_trueleafs! nodes_truenodeids! post_transform=0 tree_roots!
  ai.onnx.ml:TreeEnsemble@5
align_corners=0
  AffineGrid@20
align_corners=0 mode="bilinear" padding_mode="zeros"
  GridSample@16
align_corners=0 mode="linear" padding_mode="zeros"
  GridSample@20
allowzero=0
  Reshape@14
alpha=0.0001 beta=0.75 bias=1.0 size!
  LRN@1
alpha=0.01
  LeakyRelu@6 com.microsoft:QLinearLeakyRelu@1
alpha=0.01 consumed_inputs?
  LeakyRelu@1
alpha=0.2 beta=0.5
  HardSigmoid@6
alpha=0.2 beta=0.5 consumed_inputs?
  HardSigmoid@1
alpha=1.0
  Celu@12 Elu@6 SwiGLU@28 Swish@24 ThresholdedRelu@10
alpha=1.0 beta=1.0 broadcast=0 transA=0 transB=0
  Gemm@1
alpha=1.0 beta=1.0 transA=0 transB=0
  Gemm@7
alpha=1.0 consumed_inputs?
  Elu@1
alpha=1.0 transA=0 transB=0
  com.microsoft:QGemm@1 com.microsoft:TransposeMatMul@1
alpha=1.0 transA=0 transB=0 transBatchA=0 transBatchB=0
  com.microsoft:FusedMatMul@1
alpha=1.6732 consumed_inputs? gamma=1.0507
  Selu@1
alpha=1.6732632 gamma=1.050701
  Selu@6
alpha=1.702
  com.microsoft:QuickGelu@1
antialias=0 axes? coordinate_transformation_mode="half_pixel" cubic_coeff_a=-0.75 exclude_outside=0 extrapolation_value=0.0 keep_aspect_ratio_policy="stretch" mode="nearest" nearest_mode="round_prefer_floor"
  Resize@18
approximate="none"
  Gelu@20
auto_pad="NOTSET" ceil_mode=0 channels_last=0 count_include_pad=0 kernel_shape! pads? strides?
  com.microsoft:QLinearAveragePool@1
auto_pad="NOTSET" ceil_mode=0 count_include_pad=0 dilations? kernel_shape! pads? strides?
  AveragePool@19
auto_pad="NOTSET" ceil_mode=0 count_include_pad=0 kernel_shape! pads? strides?
  AveragePool@10
auto_pad="NOTSET" ceil_mode=0 dilations? kernel_shape! p=2 pads? strides?
  LpPool@18
auto_pad="NOTSET" ceil_mode=0 dilations? kernel_shape! pads? storage_order=0 strides?
  MaxPool@10
auto_pad="NOTSET" channels_last=0 dilations? group=1 kernel_shape? pads? strides?
  com.microsoft:QLinearConv@1
auto_pad="NOTSET" count_include_pad=0 kernel_shape! pads? strides?
  AveragePool@7
auto_pad="NOTSET" dilations? group=1 kernel_shape? output_padding? output_shape? pads? strides?
  ConvTranspose@1
auto_pad="NOTSET" dilations? group=1 kernel_shape? pads? strides?
  Conv@1 ConvInteger@10 QLinearConv@10 com.microsoft:NhwcConv@1
auto_pad="NOTSET" kernel_shape! p=2 pads? strides?
  LpPool@2
auto_pad="NOTSET" kernel_shape! pads? storage_order=0 strides?
  MaxPool@8
auto_pad="NOTSET" kernel_shape! pads? strides?
  AveragePool@1 MaxPool@1
auto_pad="NOTSET" kernel_shape? p=2.0 pads? strides?
  LpPool@1
axes!
  Unsqueeze@1
axes! keepdims!
  com.microsoft:QLinearReduceMean@1
axes=[0,2,3]
  MeanVarianceNormalization@9
axes?
  CenterCropPad@18 Squeeze@1
axes? ends! starts!
  Slice@1
axes? keepdims=1
  ReduceL1@1 ReduceL2@1 ReduceLogSum@1 ReduceLogSumExp@1 ReduceMax@1 ReduceMean@1 ReduceMin@1 ReduceProd@1 ReduceSum@1
  ReduceSumSquare@1
axis!
  Concat@4 com.microsoft:QLinearConcat@1
axis! new_axis=0
  ConcatFromSequence@11
axis=-1
  Hardmax@13 LogSoftmax@13 OneHot@9 Softmax@13 TopK@10
axis=-1 epsilon=1e-05 stash_type=1
  LayerNormalization@17 RMSNormalization@23
axis=-1 k!
  TopK@1
axis=-1 largest=1 sorted=1
  TopK@11
axis=-1 opset!
  com.microsoft:QLinearSoftmax@1
axis=-1 p=2
  LpNormalization@1
axis=-2 mode="linear"
  TensorScatter@24
axis=0
  Gather@1 GatherElements@11 Scatter@9 ScatterElements@11 Split@13
axis=0 keepdims=1
  ArgMax@1 ArgMin@1 SplitToSequence@11
axis=0 keepdims=1 select_last_index=0
  ArgMax@12 ArgMin@12
axis=0 num_outputs?
  Split@18
axis=0 reduction="none"
  ScatterElements@16
axis=0 split?
  Split@2
axis=1
  DequantizeLinear@13 Flatten@1 Hardmax@1 LogSoftmax@1 QuantizeLinear@13 Softmax@1
axis=1 block_size=0
  DequantizeLinear@21
axis=1 block_size=0 output_dtype=0
  DequantizeLinear@23
axis=1 block_size=0 output_dtype=0 precision=0 saturate=1
  QuantizeLinear@23
axis=1 block_size=0 output_dtype=0 saturate=1
  QuantizeLinear@21
axis=1 inverse=0 onesided=0
  DFT@17
axis=1 is_inner_broadcast!
  com.microsoft:BiasSoftmax@1
axis=1 saturate=1
  QuantizeLinear@19
axis?
  Compress@9 Concat@1 com.microsoft:DequantizeLinear@1 com.microsoft:QuantizeLinear@1
axis? broadcast=0
  Add@6 And@1 Div@6 Equal@1 Greater@1 Less@1 Mul@6 Or@1 Pow@1 Sub@6 Xor@1
axis? broadcast=0 consumed_inputs?
  Add@1 Div@1 Mul@1 Sub@1
axis? sorted=1
  Unique@11
axis? split?
  Split@1
base_values? base_values_as_tensor? class_ids? class_nodeids? class_treeids? class_weights? class_weights_as_tensor? classlabels_int64s? classlabels_strings? nodes_falsenodeids? nodes_featureids? nodes_hitrates? nodes_hitrates_as_tensor? nodes_missing_value_tracks_true? nodes_modes? nodes_nodeids? nodes_treeids? nodes_truenodeids? nodes_values? nodes_values_as_tensor? post_transform="NONE"
  ai.onnx.ml:TreeEnsembleClassifier@3
base_values? class_ids? class_nodeids? class_treeids? class_weights? classlabels_int64s? classlabels_strings? nodes_falsenodeids? nodes_featureids? nodes_hitrates? nodes_missing_value_tracks_true? nodes_modes? nodes_nodeids? nodes_treeids? nodes_truenodeids? nodes_values? post_transform="NONE"
  ai.onnx.ml:TreeEnsembleClassifier@1
batch_axis=1 time_axis=0
  ReverseSequence@10
batch_dims=0
  GatherND@12
bias=0.0 lambd=0.5
  Shrink@9
bits=4 block_size=128 gather_axis=0 quantize_axis=1
  com.microsoft:GatherBlockQuantized@1
blocksize!
  DepthToSpace@1 SpaceToDepth@1
blocksize! mode="DCR"
  DepthToSpace@11 SpaceToDepth@28
body!
  Loop@1 SequenceMap@17
body! directions? num_scan_inputs!
  Scan@8
body! num_scan_inputs! scan_input_axes? scan_input_directions? scan_output_axes? scan_output_directions?
  Scan@9
case_change_action="NONE" is_case_sensitive=0 locale? stopwords?
  StringNormalizer@10
cast_to="TO_FLOAT" map_form="DENSE" max_map=1
  ai.onnx.ml:CastMap@1
cats_int64s? cats_strings? default_int64=-1 default_string="_Unused"
  ai.onnx.ml:CategoryMapper@1
cats_int64s? cats_strings? zeros=1
  ai.onnx.ml:OneHotEncoder@1
causal=1 do_rotary? k_quant_type="NONE" kv_cache_bit_width? kv_num_heads! local_window_size=-1 num_heads! qk_norm_epsilon=1e-06 qk_output=0 rotary_interleaved? scale? sliding_window_cache=0 smooth_softmax=-1 softcap? v_quant_type="NONE"
  com.microsoft:GroupQueryAttention@1
center_point_box=0
  NonMaxSuppression@10
channels_last=0
  com.microsoft:QLinearGlobalAveragePool@1
chunk_size=64 kv_num_heads! q_num_heads! scale=0.0 update_rule="gated_delta"
  LinearAttention@27
classes_strings? default_int64=-1 default_string="_Unused"
  ai.onnx.ml:LabelEncoder@1
classlabels_int64s? classlabels_strings?
  ai.onnx.ml:ZipMap@1
classlabels_ints? classlabels_strings? coefficients! intercepts? multi_class=0 post_transform="NONE"
  ai.onnx.ml:LinearClassifier@1
classlabels_ints? classlabels_strings? coefficients? kernel_params? kernel_type="LINEAR" post_transform="NONE" prob_a? prob_b? rho? support_vectors? vectors_per_class?
  ai.onnx.ml:SVMClassifier@1
coefficients? intercepts? post_transform="NONE" targets=1
  ai.onnx.ml:LinearRegressor@1
coefficients? kernel_params? kernel_type="LINEAR" n_supports=0 one_class=0 post_transform="NONE" rho? support_vectors?
  ai.onnx.ml:SVMRegressor@1
consumed_inputs! epsilon=1e-05 is_test=0 momentum=0.9 spatial=1
  BatchNormalization@1
consumed_inputs?
  Abs@1 Ceil@1 Exp@1 Floor@1 Log@1 Max@1 Mean@1 Min@1 Neg@1 PRelu@1 Reciprocal@1 Relu@1 Sigmoid@1 Sqrt@1 Sum@1 Tanh@1
consumed_inputs? epsilon=1e-05
  InstanceNormalization@1
consumed_inputs? is_test=0 ratio=0.5
  Dropout@1
consumed_inputs? max? min?
  Clip@1
consumed_inputs? shape?
  Reshape@1
coordinate_transformation_mode="half_pixel" cubic_coeff_a=-0.75 exclude_outside=0 extrapolation_value=0.0 mode="nearest" nearest_mode="round_prefer_floor"
  Resize@11
coordinate_transformation_mode="half_pixel" mode="avg" output_height=1 output_width=1 sampling_ratio=0 spatial_scale=1.0
  RoiAlign@16
default_float=-0.0 default_int64=-1 default_string="_Unused" default_tensor? keys_floats? keys_int64s? keys_strings? keys_tensor? values_floats? values_int64s? values_strings? values_tensor?
  ai.onnx.ml:LabelEncoder@4
default_float=-0.0 default_int64=-1 default_string="_Unused" keys_floats? keys_int64s? keys_strings? values_floats? values_int64s? values_strings?
  ai.onnx.ml:LabelEncoder@2
delimiter? maxsplit?
  StringSplit@20
detect_negative=1 detect_positive=1
  IsInf@10
dilations? group=1 kernel_shape? offset_group=1 pads? strides?
  DeformConv@19
dilations? pads? strides?
  Col2Im@18
direction!
  BitShift@11
do_rotary? mask_filter_value? num_heads! past_present_share_buffer? qkv_hidden_sizes? rotary_embedding_dim? scale? unidirectional=0
  com.microsoft:Attention@1
do_rotary? mask_filter_value? num_heads! past_present_share_buffer? scale? unidirectional=0
  com.microsoft:QAttention@1
dtype=1 high=1.0 low=0.0 seed? shape!
  RandomUniform@1
dtype=1 mean=0.0 scale=1.0 seed? shape!
  RandomNormal@1
dtype=6 sample_size=1 seed?
  Multinomial@7
dtype?
  SequenceEmpty@11
dtype? high=1.0 low=0.0 seed?
  RandomUniformLike@1
dtype? k=0
  EyeLike@9
dtype? mean=0.0 scale=1.0 seed?
  RandomNormalLike@1
dtype? seed?
  Bernoulli@15
else_branch! then_branch!
  If@1
end? start=0
  Shape@15
epsilon=1e-05
  InstanceNormalization@6
epsilon=1e-05 is_test=0 momentum=0.9 spatial=1
  BatchNormalization@6
epsilon=1e-05 momentum=0.9
  BatchNormalization@9
epsilon=1e-05 momentum=0.9 spatial=1
  BatchNormalization@7
epsilon=1e-05 momentum=0.9 training_mode=0
  BatchNormalization@14
epsilon=1e-05 num_groups!
  GroupNormalization@18
epsilon=1e-05 num_groups! stash_type=1
  GroupNormalization@21
epsilon=1e-12
  com.microsoft:QEmbedLayerNormalization@1 com.microsoft:SkipLayerNormalization@1
  com.microsoft:SkipSimplifiedLayerNormalization@1
epsilon=1e-12 mask_index_type?
  com.microsoft:EmbedLayerNormalization@1
equation!
  Einsum@12
exclusive=0 reverse=0
  CumProd@26 CumSum@11
fmod=0
  Mod@10
height_scale! mode="nearest" width_scale!
  Upsample@1
ignore_index? reduction="mean"
  NegativeLogLikelihoodLoss@12 SoftmaxCrossEntropyLoss@12
imputed_value_floats? imputed_value_int64s? replaced_value_float=0.0 replaced_value_int64=0
  ai.onnx.ml:Imputer@1
inputdimensions?
  ai.onnx.ml:FeatureVectorizer@1
int64_vocabulary? string_vocabulary?
  ai.onnx.ml:DictVectorizer@1
interleaved=0 num_heads? rotary_embedding_dim=0
  RotaryEmbedding@23
interleaved? is_packed_batching? num_heads? rotary_embedding_dim? scale?
  com.microsoft:RotaryEmbedding@1
inverse=0 onesided=0
  DFT@20
is_causal=0 kv_num_heads? left_window_size=-1 q_num_heads? qk_matmul_output_mode=0 right_window_size=-1 scale? softcap=0.0 softmax_precision?
  Attention@25
is_causal=0 kv_num_heads? q_num_heads? qk_matmul_output_mode=0 scale? softcap=0.0 softmax_precision?
  Attention@23
is_test=0 ratio=0.5
  Dropout@6
keepdims=1 noop_with_empty_axes=0
  ReduceL1@18 ReduceL2@18 ReduceLogSum@18 ReduceLogSumExp@18 ReduceMax@18 ReduceMean@18 ReduceMin@18 ReduceProd@18
  ReduceSum@13 ReduceSumSquare@18
kernel_shape! pads? strides?
  MaxUnpool@9
mask_filter_value? num_heads! scale? unidirectional=0
  com.microsoft:MultiHeadAttention@1
max=3.4028235e+38 min=-3.4028235e+38
  Clip@6
max_gram_length! max_skip_count! min_gram_length! mode! ngram_counts! ngram_indexes! pool_int64s? pool_strings? weights?
  TfIdfVectorizer@9
mode="avg" output_height=1 output_width=1 sampling_ratio=0 spatial_scale=1.0
  RoiAlign@10
mode="constant"
  Pad@11
mode="constant" paddings! value=0.0
  Pad@1
mode="constant" pads! value=0.0
  Pad@2
mode="nearest"
  Resize@10 Upsample@9
mode="nearest" scales!
  Upsample@7
norm="MAX"
  ai.onnx.ml:Normalizer@1
offset? scale?
  ai.onnx.ml:Scaler@1
onesided=1
  STFT@17
output_datatype=1
  MelWeightMatrix@17
output_datatype=1 periodic=1
  BlackmanWindow@17 HammingWindow@17 HannWindow@17
p=2
  GlobalLpPool@2
p=2.0
  GlobalLpPool@1
pattern?
  RegexFullMatch@20
perm?
  Transpose@1
pixel_format="RGB"
  ImageDecoder@20
pooled_shape! spatial_scale=1.0
  MaxRoiPool@1
ratio=0.5
  Dropout@7
reduction="none"
  ScatterND@16
round_mode="up" saturate=1
  CastLike@24
round_mode="up" saturate=1 to!
  Cast@24
saturate=1
  CastLike@19
saturate=1 to!
  Cast@19
seed?
  Dropout@12
sparse_value? value?
  Constant@11
sparse_value? value? value_float? value_floats? value_int? value_ints? value_string? value_strings?
  Constant@12
stash_type=1
  Range@27
threshold=0.0
  ai.onnx.ml:Binarizer@1
to!
  BitCast@26 Cast@1
type?
  Optional@15
upper=1
  Trilu@14
value!
  Constant@1
value?
  ConstantOfShape@9
`;
