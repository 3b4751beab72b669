// A net as a TFLite file.
import { CODES, makeTflite, OPTIONS, TYPES } from "../../test/support/tflite.ts";

const BUILTIN = { ...CODES, NEG: 59, ADD_N: 106, SPLIT: 49, SOFTMAX: 25, IF: 118 };
const OPERATORS = {
  multiply: ["MUL", [OPTIONS.mul, [[0, 1, 0]]]],
  add: ["ADD", [OPTIONS.add, [[0, 1, 0]]]],
  relu: ["RELU"],
  negate: ["NEG"],
  softmax: ["SOFTMAX", [9, []]],
  sum: ["ADD_N"],
  concatenate: ["CONCATENATION", [OPTIONS.concatenation, [[0, 4, 1]]]],
};
const VALID = 1;
const CONVOLUTION = [OPTIONS.conv2d, [[0, 1, VALID], [1, 4, 1], [2, 4, 1], [4, 4, 1], [5, 4, 1]]]; // prettier-ignore
const BOOL = 6;
const CONDITIONAL = 92;
const SPLIT_OPTIONS = 35;

export const tfliteLacks = {
  attributes: "operators that nobody knows hold bytes",
  controls: "nodes wait for nothing but what they read",
};

export function asTflite(net) {
  const names = [];
  const codes = new Map();
  const codeOf = (name) => {
    if (!codes.has(name)) {
      codes.set(name, names.push(name) - 1);
    }
    return codes.get(name);
  };
  const buffers = [null];
  const graphs = [];
  const positions = new Map(net.functions.map(({ name }, index) => [name, index + 1]));
  const context = { codeOf, buffers, graphs, positions };
  graphs.push(null, ...net.functions.map(() => null));
  net.functions.forEach((each, index) => (graphs[index + 1] = graphOf(each.net, context)));
  graphs[0] = graphOf(net, context);
  return makeTflite({ graphs, buffers, codes: names.map((name) => [BUILTIN[name], 1]) });
}

function graphOf(net, context) {
  const { codeOf, buffers, graphs } = context;
  const tensors = [];
  const positions = new Map();
  const addTensor = (name, shape, dtype, bytes) => {
    const buffer = bytes === null ? 0 : buffers.push(bytes) - 1;
    positions.set(name, tensors.push({ name, shape, type: dtype === "bool" ? BOOL : (TYPES[dtype] ?? 0), buffer }) - 1);
    return positions.get(name);
  };
  const matrices = new Set(net.nodes.filter(({ kind }) => kind === "product").map(({ inputs }) => inputs[1]));
  const isMatrix = (name) => matrices.has(name) && net.values.get(name)?.elements != null;
  for (const [name, { shape, dtype, elements }] of net.values) {
    addTensor(
      name,
      isMatrix(name) ? [...shape].reverse() : shape,
      dtype,
      elements && new Uint8Array(Float32Array.from(elements).buffer),
    );
  }
  const operators = [];
  const add = (operator, inputs, outputs, options) =>
    operators.push({ code: codeOf(operator), inputs, outputs, ...(options === undefined ? {} : { options }) });
  const integers = (name, shape, values) =>
    addTensor(name, shape, "int32", new Uint8Array(Int32Array.from(values).buffer));
  for (const { kind, name, inputs, outputs, settings } of net.nodes) {
    const read = inputs.map((input) => positions.get(input));
    const made = outputs.map((output) => positions.get(output));
    switch (kind) {
      case "identity":
        add("RESHAPE", [...read, integers(`${name}/shape`, [2], net.shapeOf(inputs[0]))], made);
        break;
      case "product":
        if (isMatrix(inputs[1])) {
          add("FULLY_CONNECTED", [...read, -1], made, [OPTIONS.fullyConnected, [[0, 1, 0]]]);
        } else {
          add("BATCH_MATMUL", read, made);
        }
        break;
      case "convolve":
        add("CONV_2D", [...read, -1], made, CONVOLUTION);
        break;
      case "normalize": {
        const scaled = addTensor(`${name}/scaled`, net.shapeOf(inputs[0]), "float32", null);
        add("MUL", [read[0], read[1]], [scaled], OPERATORS.multiply[1]);
        add("ADD", [scaled, read[2]], made, OPERATORS.add[1]);
        break;
      }
      case "pad":
        add("PAD", [...read, integers(`${name}/sizes`, [4, 2], [0, 0, 1, 1, 1, 1, 0, 0])], made);
        break;
      case "transpose":
        add("TRANSPOSE", [...read, integers(`${name}/order`, [settings.order.length], settings.order)], made);
        break;
      case "split":
        add("SPLIT", [integers(`${name}/axis`, [], [1]), ...read], made, [SPLIT_OPTIONS, [[0, 4, made.length]]]);
        break;
      case "choose": {
        const [yes, no] = settings.branches.map(
          (inner) => graphs.push(graphOf(closed(inner, settings.reads), context)) - 1,
        );
        add("IF", [...read, positions.get(settings.reads)], made, [CONDITIONAL, [[0, 4, yes], [1, 4, no]]]); // prettier-ignore
        break;
      }
      case "call": {
        const callee = context.positions.get(settings.callee);
        const condition = addTensor(`${name}/condition`, [], "bool", Uint8Array.of(1));
        add("IF", [condition, ...read], made, [CONDITIONAL, [[0, 4, callee], [1, 4, callee]]]); // prettier-ignore
        break;
      }
      default: {
        const [operator, options] = OPERATORS[kind];
        add(operator, read, made, options);
      }
    }
  }
  const at = (name) => positions.get(name);
  return { tensors, operators, inputs: net.inputs.map(at), outputs: net.outputs.map(at) };
}

/** A branch that is given what it reads from around it. */
function closed(inner, read) {
  inner.inputs.push(read);
  inner.values.set(read, { shape: inner.shapeOf(read), dtype: "float32", elements: null });
  return inner;
}
