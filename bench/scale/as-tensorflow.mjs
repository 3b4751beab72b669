// A net as a GraphDef.
import { constant, encodeGraph, int32s, op, placeholder, TYPE, typeAttr } from "../../test/support/graphdef.ts";

const OPERATORS = {
  multiply: "Mul",
  add: "AddV2",
  relu: "Relu",
  identity: "Identity",
  negate: "Neg",
  product: "MatMul",
  softmax: "Softmax",
  sum: "AddN",
};
const text = (value) => ({ s: new TextEncoder().encode(value) });
const STRIDES = { strides: { list: { i: [1, 1, 1, 1] } }, padding: text("VALID") };

export const tensorflowLacks = { branches: "a branch is a function" };

export function asTensorflow(net) {
  const inputs = net.inputs.map((name) => placeholder(name, net.shapeOf(name)));
  return encodeGraph({
    node: [...inputs, ...nodesOf(net, (name) => name)],
    versions: { producer: 1882 },
    ...(net.functions.length === 0 ? {} : { library: { function: net.functions.map(functionOf) } }),
  });
}

/** In a function an output is named by its node, by what the operator calls it, and by its position. */
function functionOf({ name, net }) {
  const OUTPUT_NAMES = {
    Const: "output",
    Mul: "z",
    Relu: "activations",
    Identity: "output",
    PartitionedCall: "output",
  };
  const nodes = [...nodesOf(net, (value) => value)];
  const operators = new Map(nodes.map((node) => [node.name, node.op]));
  const named = (value) => (operators.has(value) ? `${value}:${OUTPUT_NAMES[operators.get(value)]}:0` : value);
  return {
    signature: {
      name,
      input_arg: net.inputs.map((input) => ({ name: input, type: TYPE.float32 })),
      output_arg: net.outputs.map((output) => ({ name: output, type: TYPE.float32 })),
    },
    node_def: nodes.map((node) => ({ ...node, input: node.input?.map(named) })),
    ret: Object.fromEntries(net.outputs.map((output) => [output, named(output)])),
  };
}

function* nodesOf(net, nameOf) {
  for (const [name, { shape, elements }] of net.values) {
    if (elements !== null) {
      yield constant(name, weightShape(shape), Float32Array.from(elements));
    }
  }
  const ports = new Map();
  for (const each of net.nodes) {
    each.outputs.forEach((output, port) => ports.set(output, port === 0 ? each.name : `${each.name}:${port}`));
    const read = each.inputs.map((input) => nameOf(ports.get(input) ?? input));
    const after = (each.settings.after ?? []).map((node) => `^${node}`);
    for (const node of operatorsOf(each, read)) {
      yield node.name === each.name ? { ...node, input: [...node.input, ...after] } : node;
    }
  }
}

/** From [outputs, height, width, inputs]. */
function weightShape(shape) {
  return shape.length === 4 ? [shape[1], shape[2], shape[3], shape[0]] : shape;
}

function operatorsOf({ kind, name, outputs, settings }, read) {
  const integers = (suffix, shape, values) => int32s(`${name}/${suffix}`, shape, Int32Array.from(values));
  switch (kind) {
    case "convolve":
      return [op(name, "Conv2D", read, STRIDES)];
    case "normalize":
      return [op(name, "FusedBatchNormV3", read, { is_training: { b: false }, epsilon: { f: 0.001 } })];
    case "pad": {
      const sizes = integers("sizes", [4, 2], [0, 0, 1, 1, 1, 1, 0, 0]);
      return [sizes, op(name, "Pad", [...read, sizes.name], { Tpaddings: typeAttr(TYPE.int32) })];
    }
    case "transpose": {
      const order = integers("order", [settings.order.length], settings.order);
      return [order, op(name, "Transpose", [...read, order.name], { Tperm: typeAttr(TYPE.int32) })];
    }
    case "concatenate": {
      const axis = integers("axis", [], [1]);
      const attributes = { N: { i: read.length }, Tidx: typeAttr(TYPE.int32) };
      return [axis, op(name, "ConcatV2", [...read, axis.name], attributes)];
    }
    case "split": {
      const axis = integers("axis", [], [1]);
      return [axis, op(name, "Split", [axis.name, ...read], { num_split: { i: outputs.length } })];
    }
    case "sum":
      return [op(name, "AddN", read, { N: { i: read.length } })];
    case "custom": {
      const attributes = Array.from({ length: settings.attributes }, (_, each) => [`attribute${each}`, { i: each }]);
      return [op(name, "Unknown", read, Object.fromEntries(attributes))];
    }
    case "call": {
      const types = { list: { type: [TYPE.float32] } };
      return [
        {
          name,
          op: "PartitionedCall",
          input: read,
          attr: { f: { func: { name: settings.callee } }, Tin: types, Tout: types },
        },
      ];
    }
    default:
      return [op(name, OPERATORS[kind], read)];
  }
}
