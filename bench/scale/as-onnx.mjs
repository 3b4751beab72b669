// A net as an ONNX file.
import { onnx } from "onnx-proto";
import { encode, float, floats, graph, int, int64s, ints, model, node, valueInfo } from "../../test/support/onnx.ts";

/** An image's axes, batch, height, width and channels, in ONNX's order. */
const IMAGE_AXES = [0, 3, 1, 2];
const OPSET = 13;
const OPERATORS = {
  multiply: "Mul",
  add: "Add",
  relu: "Relu",
  identity: "Identity",
  negate: "Neg",
  product: "MatMul",
  sum: "Sum",
  softmax: "Softmax",
};

export const onnxLacks = { controls: "nodes wait for nothing but what they read" };

export function asOnnx(net) {
  const proto = model(graphOf(net), OPSET);
  proto.functions = net.functions.map(({ name, net: body }) => functionOf(name, body));
  proto.opsetImport = [
    { domain: "", version: OPSET },
    { domain: "local", version: 1 },
  ];
  return encode(proto);
}

function graphOf(net) {
  return {
    name: "net",
    node: net.nodes.flatMap((each) => nodesOf(net, each)),
    initializer: [...constantsOf(net)],
    input: net.inputs.map((name) => infoOf(net, name)),
    output: net.outputs.map((name) => infoOf(net, name)),
  };
}

function* constantsOf(net) {
  for (const [name, { shape, elements }] of net.values) {
    if (elements !== null) {
      yield floats(name, inOrder(shape), elements);
    }
  }
}

function infoOf(net, name) {
  const { shape, dtype } = net.values.get(name);
  const { FLOAT, BOOL } = onnx.TensorProto.DataType;
  return valueInfo(name, inOrder(shape), dtype === "bool" ? BOOL : FLOAT);
}

function inOrder(shape) {
  return shape.length === 4 ? IMAGE_AXES.map((axis) => shape[axis]) : shape;
}

/** A function holds no initializers: its constants are made by nodes. */
function functionOf(name, body) {
  const constants = [...constantsOf(body)].map((tensor) =>
    node("Constant", [], [tensor.name], [{ name: "value", t: tensor, type: onnx.AttributeProto.AttributeType.TENSOR }]),
  );
  return {
    name,
    domain: "local",
    input: body.inputs,
    output: body.outputs,
    node: [...constants, ...body.nodes.flatMap((each) => nodesOf(body, each))],
    opsetImport: [
      { domain: "", version: OPSET },
      { domain: "local", version: 1 },
    ],
  };
}

function nodesOf(net, { kind, name, inputs, outputs, settings }) {
  const make = (operator, attributes, read = inputs, domain = "") => [
    { ...node(operator, read, outputs, attributes), name: `node/${name}`, domain },
  ];
  const withConstant = (suffix, constant) => {
    const tensor = { ...constant, name: `${name}/${suffix}` };
    const type = onnx.AttributeProto.AttributeType.TENSOR;
    return {
      ...node("Constant", [], [tensor.name], [{ name: "value", t: tensor, type }]),
      name: `node/${tensor.name}`,
    };
  };
  switch (kind) {
    case "convolve": {
      const size = net.shapeOf(inputs[1])[1];
      return make("Conv", [ints("kernel_shape", [size, size])]);
    }
    case "normalize":
      return make("BatchNormalization", [float("epsilon", 0.001)]);
    case "pad": {
      const pads = withConstant("pads", int64s("", [8], [0, 0, 1, 1, 0, 0, 1, 1]));
      return [pads, ...make("Pad", [], [...inputs, pads.output[0]])];
    }
    case "transpose": {
      const moved = settings.order.map((axis) => (settings.order.length === 4 ? IMAGE_AXES.indexOf(axis) : axis));
      return make("Transpose", [ints("perm", inOrder(moved))]);
    }
    case "concatenate":
      return make("Concat", [int("axis", 1)]);
    case "split":
      return make("Split", [int("axis", 1)]);
    case "custom":
      return make(
        "Unknown",
        Array.from({ length: settings.attributes }, (_, each) => int(`attribute${each}`, each)),
        inputs,
        "local",
      );
    case "choose":
      return make("If", [
        graph("then_branch", graphOf(settings.branches[0])),
        graph("else_branch", graphOf(settings.branches[1])),
      ]);
    case "call":
      return make(settings.callee, [], inputs, "local");
    default:
      return make(OPERATORS[kind], []);
  }
}
