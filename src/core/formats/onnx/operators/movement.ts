// Operators that move, repeat, pick or make elements: https://onnx.ai/onnx/operators/
import { measures, pointwise } from "../../../ir/axis-flows";
import { family, type Entry } from "../../../semantics/family";
import * as flows from "../channel-movement";
import { numberAttribute, numbersAttribute, stringAttribute, type Node } from "../../../ir/node";
import type { Dimension, Shape } from "../../../ir/value";
import { divide, multiply, product } from "../../../semantics/dimension";
import { fact } from "../../../semantics/fact";
import * as movement from "../../../semantics/movement";
import {
  all,
  computing,
  identity,
  like,
  needed,
  operator,
  operators,
  untold,
  viewing,
  type Rule,
} from "../../../semantics/rules";
import { axisOf, limitedRank, unknownOf } from "../../../semantics/shape-rules";
import { padded } from "./padding";
import { elementsAt, numbersAt, opsetOf, setting, typeAttribute } from "./settings";

/** Since then what moves elements is told in inputs. */
const RESHAPE_SINCE = 5;
const SLICE_SINCE = 10;
const PAD_SINCE = 11;
const AXES_SINCE = 13;

const reshape: Rule = (node, inputs) => {
  const x = inputs.at(0);
  if (opsetOf(node) < RESHAPE_SINCE) {
    return [movement.reshape(x, numbersAttribute(node, "shape"), true)];
  }
  const target = elementsAt(inputs, 1);
  const rank = inputs.at(1).shape?.[0];
  if (target === null) {
    return [fact(x.dtype, typeof rank === "number" ? unknownOf(limitedRank(rank)) : null)];
  }
  return [movement.reshape(x, target, numberAttribute(node, "allowzero", 0) === 0)];
};

const flatten: Rule = (node, inputs) => {
  const { dtype, shape, elements } = inputs.at(0);
  if (shape === null) {
    return [fact(dtype, [null, null])];
  }
  const given = numberAttribute(node, "axis", 1);
  const axis = given === shape.length ? given : axisOf(given, shape.length);
  return [fact(dtype, [product(shape.slice(0, axis)), product(shape.slice(axis))], elements)];
};

const squeeze: Rule = (node, inputs) => {
  const { list, isGiven } = setting(node, inputs, "axes", 1, AXES_SINCE);
  const x = inputs.at(0);
  return [isGiven && list === null ? fact(x.dtype, null) : movement.squeeze(x, list?.length === 0 ? null : list)];
};

const concat: Rule = (node, inputs) => [movement.concatenate(all(inputs), numberAttribute(node, "axis", 1))];

const slice: Rule = (node, inputs) => {
  const x = inputs.at(0);
  const isOld = opsetOf(node) < SLICE_SINCE;
  const list = (name: string, input: number): readonly Dimension[] | null =>
    isOld ? numbersAttribute(node, name) : elementsAt(inputs, input);
  const [starts, ends] = [list("starts", 1), list("ends", 2)];
  const axes = isOld ? numbersAttribute(node, "axes") : inputs.has(3) ? numbersAt(inputs, 3) : null;
  const steps = isOld || !inputs.has(4) ? null : elementsAt(inputs, 4);
  if (x.shape === null) {
    return [fact(x.dtype, null)];
  }
  const bounds = new Array<movement.Bounds | undefined>(x.shape.length);
  const places = axes ?? (!isOld && inputs.has(3) ? null : ((starts ?? ends)?.map((_, index) => index) ?? null));
  if (places === null) {
    return [fact(x.dtype, unknownOf(x.shape.length))];
  }
  places.forEach((axis, index) => {
    const step = !isOld && inputs.has(4) ? (steps?.[index] ?? null) : 1;
    bounds[axisOf(axis, bounds.length)] = { start: starts?.[index] ?? null, end: ends?.[index] ?? null, step };
  });
  return [movement.slice(x, bounds)];
};

const split: Rule = (node, inputs) => {
  const x = inputs.at(0);
  const count = node.outputs.length;
  const axis = numberAttribute(node, "axis", 0);
  const { list, isGiven } = setting(node, inputs, "split", 1, AXES_SINCE);
  if (x.shape === null) {
    return node.outputs.map(() => fact(x.dtype, null));
  }
  const along = axisOf(axis, x.shape.length);
  const lengths = isGiven ? (list ?? unknownOf(count)) : movement.equalParts(x.shape[along]!, count);
  return movement.split(x, along, lengths);
};

const gather: Rule = (node, inputs) => [movement.gather(inputs.at(0), inputs.at(1), numberAttribute(node, "axis", 0))];

/** The last axis of the indices leads into the data. */
const gatherSlices: Rule = (node, inputs) => {
  const [x, indices] = [inputs.at(0), inputs.at(1)];
  const depth = indices.shape?.at(-1);
  if (x.shape === null || indices.shape === null || typeof depth !== "number") {
    return [fact(x.dtype, null)];
  }
  const behind = numberAttribute(node, "batch_dims", 0) + depth;
  return [fact(x.dtype, [...indices.shape.slice(0, -1), ...x.shape.slice(behind)])];
};

const expand: Rule = (_, inputs) => {
  const rank = inputs.at(1).shape?.[0];
  const target = elementsAt(inputs, 1) ?? (typeof rank === "number" ? unknownOf(limitedRank(rank)) : null);
  return [movement.expand(inputs.at(0), target)];
};

const tile: Rule = (node, inputs) => {
  const x = inputs.at(0);
  return [
    opsetOf(node) < 6 ? fact(x.dtype, x.shape && unknownOf(x.shape.length)) : movement.tile(x, elementsAt(inputs, 1)),
  ];
};

const pad: Rule = (node, inputs) => {
  const x = inputs.at(0);
  const isOld = opsetOf(node) < PAD_SINCE;
  const name = opsetOf(node) < 2 ? "paddings" : "pads";
  const pads = isOld ? numbersAttribute(node, name) : elementsAt(inputs, 1);
  const axes = !isOld && inputs.has(3) ? numbersAt(inputs, 3) : undefined;
  if (x.shape === null || pads === null || axes === null) {
    return [movement.pad(x, null, null)];
  }
  const count = pads.length / 2;
  const around = (offset: number) => {
    const lengths = x.shape!.map((): Dimension => 0);
    for (let index = 0; index < count; index++) {
      lengths[axisOf(axes?.[index] ?? index, lengths.length)] = pads[offset * count + index] ?? null;
    }
    return lengths;
  };
  return [movement.pad(x, around(0), around(1))];
};

/** [batch, channels, height, width] with blocks of channels as squares, or squares as channels. */
const blocks =
  (toSpace: boolean): Rule =>
  (node, inputs) => {
    const { dtype, shape } = inputs.at(0);
    const [batch = null, channels = null, ...spatial] = needed(shape);
    const size = numberAttribute(node, "blocksize", 1);
    const whole = size ** spatial.length;
    return [
      fact(dtype, [
        batch,
        toSpace ? divide(channels, whole) : multiply(channels, whole),
        ...spatial.map((length) => (toSpace ? multiply(length, size) : divide(length, size))),
      ]),
    ];
  };

/** By sizes, or by factors: floor(in · factor). Where float32 and float64 differ runtimes do too. */
function scaled(length: Dimension, factor: Dimension): Dimension {
  if (factor === 1 || length === null || factor === null) {
    return factor === 1 ? length : null;
  }
  if (typeof length !== "number" || typeof factor !== "number") {
    return typeof factor === "number" && Number.isInteger(factor) ? multiply(length, factor) : null;
  }
  const exact = Math.floor(length * factor);
  return exact === Math.floor(Math.fround(length * factor)) ? exact : null;
}

const resize: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  if (shape === null) {
    return [fact(dtype, null)];
  }
  const isOld = opsetOf(node) < 11;
  const sizes = !isOld && inputs.has(3) ? elementsAt(inputs, 3) : undefined;
  const policy = stringAttribute(node, "keep_aspect_ratio_policy", "stretch");
  const axes = (numbersAttribute(node, "axes") ?? shape.map((_, axis) => axis)).map((axis) =>
    axisOf(axis, shape.length),
  );
  const factors = sizes === undefined ? elementsAt(inputs, isOld ? 1 : 2) : null;
  const lengths = [...shape];
  axes.forEach((axis, index) => {
    if (sizes !== undefined) {
      lengths[axis] = policy === "stretch" ? (sizes?.[index] ?? null) : null;
    } else {
      lengths[axis] = scaled(shape[axis]!, factors?.[index] ?? null);
    }
  });
  return [fact(dtype, lengths)];
};

const upsample: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  const attribute =
    numbersAttribute(node, "scales") ??
    (node.attributes.has("height_scale")
      ? [1, 1, numberAttribute(node, "height_scale", 1), numberAttribute(node, "width_scale", 1)]
      : null);
  const factors: readonly Dimension[] | null = opsetOf(node) < 9 ? attribute : elementsAt(inputs, 1);
  return [
    fact(
      dtype,
      shape?.map((length, axis) => scaled(length, factors?.[axis] ?? null)),
    ),
  ];
};

const shapeOperator: Rule = (node, inputs) => {
  const { shape } = inputs.at(0);
  if (shape === null) {
    return [fact("int64", [null])];
  }
  const end = numberAttribute(node, "end", shape.length);
  return [movement.shapeList(shape.slice(numberAttribute(node, "start", 0), end), "int64")];
};

const size: Rule = (_, inputs) => {
  const { shape } = inputs.at(0);
  return [fact("int64", [], shape && [product(shape)])];
};

/** Filled with the one element of an attribute; whole numbers other than 0 are not followed. */
const constantOfShape: Rule = (node, inputs) => {
  const value = node.attributes.get("value");
  const tensor = value?.kind === "tensor" ? value.value : null;
  const rank = inputs.at(0).shape?.[0];
  const target = elementsAt(inputs, 0) ?? (typeof rank === "number" ? unknownOf(limitedRank(rank)) : null);
  return [movement.fill(tensor?.dtype ?? "float32", target, tensor === null ? 0 : inputs.element(tensor))];
};

const range: Rule = (_, inputs) => {
  const [start, limit, step] = [0, 1, 2].map((input) => inputs.at(input).elements?.[0] ?? null);
  return [movement.range(inputs.at(0).dtype, start!, limit!, step!)];
};

const oneHot: Rule = (node, inputs) => {
  const [indices, depth, values] = [inputs.at(0), inputs.at(1), inputs.at(2)];
  if (indices.shape === null) {
    return [fact(values.dtype, null)];
  }
  const axis = axisOf(numberAttribute(node, "axis", -1), indices.shape.length + 1);
  const shape: Dimension[] = [...indices.shape];
  shape.splice(axis, 0, depth.elements?.[0] ?? null);
  return [fact(values.dtype, shape)];
};

/** A constant's elements are known as such; what is in lists has their length. */
const constant: Rule = ({ attributes }) => {
  for (const [name, attribute] of attributes) {
    if (attribute.kind === "tensor") {
      return [fact(attribute.value.dtype, attribute.value.shape)];
    }
    if (name === "value_string" || name === "value_strings") {
      return [fact("string", attribute.kind === "list" ? [attribute.value.length] : [])];
    }
  }
  return null;
};

const eye: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  return [fact(typeAttribute(node, "dtype") ?? dtype, shape)];
};

/** Without its axis, all of it in a row. */
const compress: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  if (!node.attributes.has("axis")) {
    return [fact(dtype, [null])];
  }
  const axis = shape === null ? 0 : axisOf(numberAttribute(node, "axis", 0), shape.length);
  return [
    fact(
      dtype,
      shape?.map((length, place) => (place === axis ? null : length)),
    ),
  ];
};

const unique: Rule = (node, inputs) => {
  const [values] = compress(node, inputs)!;
  const list = fact("int64", [null]);
  return [values!, list, list, list];
};

const nonZero: Rule = (_, inputs) => [fact("int64", [inputs.at(0).shape?.length ?? null, null])];

function stated(node: Node): Shape | null {
  return numbersAttribute(node, "shape");
}

const random: Rule = (node) => [fact(typeAttribute(node, "dtype") ?? "float32", stated(node))];
const randomLike: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  return [fact(typeAttribute(node, "dtype") ?? dtype, shape)];
};

/** x [batch, channels, …], grid [batch, …, axes] */
const gridSample: Rule = (_, inputs) => {
  const [x, grid] = [inputs.at(0), inputs.at(1)];
  const positions = grid.shape?.slice(1, -1);
  return [fact(x.dtype, positions && [x.shape?.[0] ?? null, x.shape?.[1] ?? null, ...positions])];
};

const affineGrid: Rule = (_, inputs) => {
  const size = elementsAt(inputs, 1);
  const { dtype } = inputs.at(0);
  return [fact(dtype, size && [size[0] ?? null, ...size.slice(2), size.length - 2])];
};

const centerCropPad: Rule = (node, inputs) => {
  const { dtype, shape } = inputs.at(0);
  const target = elementsAt(inputs, 1);
  if (shape === null) {
    return [fact(dtype, null)];
  }
  const lengths = [...shape];
  const axes = numbersAttribute(node, "axes") ?? shape.map((_, axis) => axis);
  axes.forEach((axis, index) => (lengths[axisOf(axis, shape.length)] = target?.[index] ?? null));
  return [fact(dtype, lengths)];
};

const windowFunction: Rule = (node, inputs) => [
  fact(typeAttribute(node, "output_datatype") ?? "float32", [elementsAt(inputs, 0)?.[0] ?? null]),
];

/** From so many bands of frequency to so many mel bins: [⌊DFT length ÷ 2⌋ + 1, bins]. */
const melWeights: Rule = (node, inputs) => {
  const length = elementsAt(inputs, 1)?.[0] ?? null;
  const bands = typeof length === "number" ? Math.floor(length / 2) + 1 : null;
  return [fact(typeAttribute(node, "output_datatype") ?? "float32", [bands, elementsAt(inputs, 0)?.[0] ?? null])];
};

export const movementOperators = family<Entry>("shape", {
  Identity: { role: "identity", ...viewing(computing(identity)), flow: pointwise },
  Reshape: { ...viewing(computing(reshape, 1)), flow: flows.reshape },
  Flatten: { ...viewing(computing(flatten)), flow: flows.flatten },
  Squeeze: { ...viewing(computing(squeeze, 1)), flow: flows.squeeze },
  Unsqueeze: {
    ...viewing(
      computing((node, inputs) => {
        const { list } = setting(node, inputs, "axes", 1, AXES_SINCE);
        return [movement.unsqueeze(inputs.at(0), list)];
      }, 1),
    ),
    flow: flows.unsqueeze,
  },
  Transpose: {
    ...computing((node, inputs) => [movement.transpose(inputs.at(0), numbersAttribute(node, "perm"))]),
    flow: flows.transpose,
  },
  Concat: { ...computing(concat), flow: flows.concat },
  Split: { ...computing(split, 1), flow: flows.split },
  Slice: { ...computing(slice, 1, 2, 3, 4), flow: flows.slice },
  Gather: { role: "embedding", ...computing(gather), weights: { 0: [] } },
  GatherElements: operator((_, inputs) => [fact(inputs.at(0).dtype, inputs.at(1).shape)]),
  GatherND: operator(gatherSlices),
  ...operators(operator(like()), "ScatterElements ScatterND"),
  Expand: computing(expand, 1),
  Tile: computing(tile, 1),
  Pad: { ...operator(pad, 1, 3), settings: [1, 2], flow: flows.pad, pads: padded },
  DepthToSpace: operator(blocks(true)),
  SpaceToDepth: operator(blocks(false)),
  Resize: { ...operator(resize, 1, 2, 3), settings: [1, 2, 3], flow: flows.resize },
  Upsample: { ...operator(upsample, 1), settings: [1], flow: flows.resize },
  Shape: { ...computing(shapeOperator), flow: measures },
  Size: { ...computing(size), flow: measures },
  ConstantOfShape: { ...computing(constantOfShape, 0), flow: flows.fill },
  Range: { ...computing(range, 0, 1, 2), settings: [0, 1, 2] },
  OneHot: { ...operator(oneHot, 1), settings: [2] },
  Constant: { role: "constant", ...operator(constant) },
  ...family("random", {
    ...operators(operator(random), "RandomNormal RandomUniform"),
    ...operators(operator(randomLike), "RandomNormalLike RandomUniformLike Bernoulli"),
    Multinomial: operator((node, inputs) => [
      fact(typeAttribute(node, "dtype") ?? "int32", [
        inputs.at(0).shape?.[0] ?? null,
        numberAttribute(node, "sample_size", 1),
      ]),
    ]),
  }),
  ...family<Entry>("other", {
    ...operators(operator(like()), "Scatter TensorScatter Trilu ReverseSequence"),
    NonZero: operator(nonZero),
    EyeLike: operator(eye),
    Compress: operator(compress),
    Unique: operator(unique),
    GridSample: operator(gridSample),
    AffineGrid: operator(affineGrid, 1),
    CenterCropPad: operator(centerCropPad, 1),
    NonMaxSuppression: { ...operator(() => [fact("int64", [null, 3])]), settings: [2, 3, 4] },
    ...operators(operator(windowFunction, 0), "HannWindow HammingWindow BlackmanWindow"),
    MelWeightMatrix: operator(melWeights, 0, 1),
    StringNormalizer: operator(() => [fact("string", null)]),
    StringSplit: operator((_, inputs) => {
      const { shape } = inputs.at(0);
      return [fact("string", shape === null ? null : [...shape, null]), fact("int64", shape)];
    }),
    TfIdfVectorizer: operator((node, inputs) => {
      const { shape } = inputs.at(0);
      const indexes = numbersAttribute(node, "ngram_indexes");
      const width =
        indexes === null || indexes.length === 0 ? null : indexes.reduce((most, each) => Math.max(most, each)) + 1;
      return [fact("float32", shape === null ? null : [...shape.slice(0, -1), width])];
    }),
    ...operators(untold, "BitCast CausalConvWithState LinearAttention SwiGLU"),
    ImageDecoder: operator(() => [fact("uint8", [null, null, null])]),
  }),
});
