// Which inputs and outputs of an operator have one element type, since which version of the operator set: inputs ">"
// outputs, a character each. A letter stands for a type that may be float32: small where it may be float16 too, capital
// where not. "=" is float32, "#" int64, "!" bool, "." any other type. "+" repeats the letter before it, as does "*", but
// each time with a type of its own.
// Written by scripts/float16-operators.py from onnx 1.23.2 and onnxruntime 1.31.1.

/** The newest operator set that the table knows. */
export const NEWEST_OPSET = 28;

export const OPERATOR_TYPES = `
Abs 1 a>a
Acos 7 a>a
Acosh 9 a>a
Add 1 aa>a
AffineGrid 20 a#>a
And 1 !!>!
ArgMax 1 a>#
ArgMin 1 a>#
Asin 7 a>a
Asinh 9 a>a
Atan 7 a>a
Atanh 9 a>a
Attention 23 aaabaa>aaaa 24 aaabaa#>aaaa
AveragePool 1 a>a
BatchNormalization 1 aaaaa>aaaaa 14 aaabb>abb 15 abbcc>acc
Bernoulli 15 a>b
BitCast 26 a>b
BitShift 11 ..>.
BitwiseAnd 18 ..>.
BitwiseNot 18 .>.
BitwiseOr 18 ..>.
BitwiseXor 18 ..>.
BlackmanWindow 17 .>a
Cast 1 a>b
CastLike 15 ab>b
CausalConvWithState 27 aaaa>aa
Ceil 1 a>a
Celu 12 =>= 28 a>a
CenterCropPad 18 a.>a
Clip 1 a>a 11 aaa>a
Col2Im 18 a##>a
Compress 9 a!>a
Concat 1 a+>a
ConcatFromSequence 11 .>a
Constant 1 >a
ConstantOfShape 9 #>a
Conv 1 aaa>a
ConvInteger 10 ....>.
ConvTranspose 1 aaa>a
Cos 7 a>a
Cosh 9 a>a
CumProd 26 a.>a
CumSum 11 A.>A 14 a.>a
DFT 17 a.>a 20 a.#>a
DeformConv 19 aaaaa>a
DepthToSpace 1 a>a
DequantizeLinear 10 .=.>= 19 .a.>a 23 .a.>b
Det 11 a>a
Div 1 aa>a
Dropout 1 a>aa 10 a>a! 12 ab!>a!
DynamicQuantizeLinear 11 =>.=.
Einsum 12 a+>a
Elu 1 a>a
Equal 1 ..>! 11 aa>!
Erf 9 a>a
Exp 1 a>a
Expand 8 a#>a
EyeLike 9 a>b
Flatten 1 a>a
Floor 1 a>a
GRU 1 aaaa.a>aa
Gather 1 a.>a
GatherElements 11 a.>a
GatherND 11 a#>a
Gelu 20 a>a
Gemm 1 aaa>a
GlobalAveragePool 1 a>a
GlobalLpPool 1 a>a
GlobalMaxPool 1 a>a
Greater 1 aa>!
GreaterOrEqual 12 aa>!
GridSample 16 ab>a
GroupNormalization 18 aaa>a
HammingWindow 17 .>a
HannWindow 17 .>a
HardSigmoid 1 a>a
HardSwish 14 a>a
Hardmax 1 a>a
Identity 1 a>a
If 1 !>a*
ImageDecoder 20 .>.
InstanceNormalization 1 aaa>a
IsInf 10 A>! 20 a>!
IsNaN 9 a>!
LRN 1 a>a
LSTM 1 aaaa.aaa>aaa
LayerNormalization 17 aaa>aBB
LeakyRelu 1 a>a
Less 1 aa>!
LessOrEqual 12 aa>!
LinearAttention 27 aaabaa>ab
Log 1 a>a
LogSoftmax 1 a>a
Loop 1 #!a*>a*
LpNormalization 1 a>a
LpPool 1 a>a
MatMul 1 aa>a
MatMulInteger 10 ....>.
Max 1 a+>a
MaxPool 1 a>a 8 a>a#
MaxRoiPool 1 aa>a
MaxUnpool 9 a##>a
Mean 1 a+>a
MeanVarianceNormalization 9 a>a
MelWeightMatrix 17 ...aa>b
Min 1 a+>a
Mish 18 a>a
Mod 10 aa>a
Mul 1 aa>a
Multinomial 7 a>.
Neg 1 a>a
NegativeLogLikelihoodLoss 12 a.a>a
NonMaxSuppression 10 ==#==>#
NonZero 9 a>#
Not 1 !>!
OneHot 9 abc>c
Optional 15 a>.
OptionalGetElement 15 .>a 18 a>b
OptionalHasElement 15 .>! 18 a>!
Or 1 !!>!
PRelu 1 aa>a
Pad 1 a>a 11 a#a>a 18 a#a.>a
Pow 1 aa>a 12 ab>a
QLinearConv 10 .=..=.=..>.
QLinearMatMul 10 .=..=.=.>. 21 .a..a.a.>.
QuantizeLinear 10 A=.>. 19 aa.>. 23 ab.>.
RMSNormalization 23 aa>a
RNN 1 aaaa.a>aa
RandomNormal 1 >a
RandomNormalLike 1 a>b
RandomUniform 1 >a
RandomUniformLike 1 a>b
Range 11 AAA>A 27 aaa>a
Reciprocal 1 a>a
ReduceL1 1 a>a 18 a#>a
ReduceL2 1 a>a 18 a#>a
ReduceLogSum 1 a>a 18 a#>a
ReduceLogSumExp 1 a>a 18 a#>a
ReduceMax 1 a>a 18 a#>a
ReduceMean 1 a>a 18 a#>a
ReduceMin 1 a>a 18 a#>a
ReduceProd 1 a>a 18 a#>a
ReduceSum 1 a>a 13 a#>a
ReduceSumSquare 1 a>a 18 a#>a
RegexFullMatch 20 .>!
Relu 1 a>a
Reshape 1 a>a 5 a#>a
Resize 10 a=>a 11 ab=#>a
ReverseSequence 10 a#>a
RoiAlign 10 aa#>a
RotaryEmbedding 23 aaa#>a
Round 11 a>a
STFT 17 a.a.>a
Scan 8 #a*>a* 9 a*>a*
Scatter 9 a.a>a
ScatterElements 11 a.a>a
ScatterND 11 a#a>a
Selu 1 a>a
SequenceAt 11 ..>a
SequenceConstruct 11 a+>.
SequenceEmpty 11 >.
SequenceErase 11 ..>.
SequenceInsert 11 .a.>.
SequenceLength 11 .>#
SequenceMap 17 .a*>.*
Shape 1 a>#
Shrink 9 a>a
Sigmoid 1 a>a
Sign 9 a>a
Sin 7 a>a
Sinh 9 a>a
Size 1 a>#
Slice 1 a>a 10 a....>a
Softmax 1 a>a
SoftmaxCrossEntropyLoss 12 a.a>aa
Softplus 1 a>a
Softsign 1 a>a
SpaceToDepth 1 a>a
Split 1 aa>a+ 2 a>a+ 13 a#>a+
SplitToSequence 11 a.>.
Sqrt 1 a>a
Squeeze 1 a>a 13 a#>a
StringConcat 20 ..>.
StringNormalizer 10 .>.
StringSplit 20 .>.#
Sub 1 aa>a
Sum 1 a+>a
SwiGLU 28 aa>a
Swish 24 a>a
Tan 7 a>a
Tanh 1 a>a
TensorScatter 24 aa#>a
TfIdfVectorizer 9 .>=
ThresholdedRelu 10 a>a
Tile 1 aaa>a 6 a#>a
TopK 1 a>a# 10 a#>a#
Transpose 1 a>a
Trilu 14 a#>a
Unique 11 a>a###
Unsqueeze 1 a>a 13 a#>a
Upsample 1 a>a 9 a=>a
Where 9 !aa>a
Xor 1 !!>!
com.microsoft:Attention 1 aaa.aa.>aa
com.microsoft:BiasAdd 1 aaa>a
com.microsoft:BiasGelu 1 aa>a
com.microsoft:EmbedLayerNormalization 1 ..aaaaa..>a.a
com.microsoft:FastGelu 1 aa>a
com.microsoft:FusedConv 1 aaaa>a
com.microsoft:FusedGemm 1 aaa>a
com.microsoft:FusedMatMul 1 aa>a
com.microsoft:Gelu 1 a>a
com.microsoft:GroupQueryAttention 1 aaabb..aa#aa==aa>abba
com.microsoft:MultiHeadAttention 1 aaaa.aaa..>aaab
com.microsoft:QuickGelu 1 a>a
com.microsoft:RotaryEmbedding 1 a#aa>a
com.microsoft:SkipLayerNormalization 1 aaaaa>a==a
com.microsoft:SkipSimplifiedLayerNormalization 1 aaaa>a==a
`;
