import { CODES, makeTflite, OPTIONS } from "../test/support/tflite.ts";
import { CHANNELS, FILTER, IMAGE } from "./chain.mjs";

const AVERAGE_POOL_2D = 1;
const NONE = 0;
const RELU = 1;
const VALID = 1;
/** [code, version]; operators name one by its position. */
const OPERATOR_CODES = [
  [CODES.CONV_2D, 1],
  [AVERAGE_POOL_2D, 1],
  [CODES.FULLY_CONNECTED, 1],
  [CODES.MUL, 1],
];
const convolution = (activation) => ({
  code: 0,
  options: [
    OPTIONS.conv2d,
    [
      [1, 4, 1], // strides
      [2, 4, 1],
      [3, 1, activation],
      [4, 4, 1], // dilations
      [5, 4, 1],
    ],
  ],
});
const POOL = {
  code: 1,
  options: [
    5,
    [
      [0, 1, VALID],
      [1, 4, 1], // strides
      [2, 4, 1],
      [3, 4, IMAGE], // the window
      [4, 4, IMAGE],
    ],
  ],
};
const dense = (activation) => ({ code: 2, options: [OPTIONS.fullyConnected, [[0, 1, activation]]] });
const PRODUCT = { code: 3, options: [OPTIONS.mul, [[0, 1, RELU]]] };

/** A chain of layers as a TFLite file, Relu being a part of each layer or of its scaling. */
export function tfliteChain(layers, isScaled) {
  const activation = isScaled ? NONE : RELU;
  const image = [1, IMAGE, IMAGE, CHANNELS];
  const tensors = [{ name: "input", shape: image }];
  const buffers = [null];
  const operators = [];
  let last = 0;
  const addTensor = (tensor) => tensors.push(tensor) - 1;
  const addConstant = (name, shape, values) =>
    addTensor({ name, shape, buffer: buffers.push(new Uint8Array(values.buffer)) - 1 });
  const addOperator = (operator, constants, name, shape) => {
    const output = addTensor({ name, shape });
    operators.push({ ...operator, inputs: [last, ...constants], outputs: [output] });
    last = output;
  };
  let isPooled = false;
  for (const { kind, name, weights, biases, factors } of layers) {
    const isConvolution = kind === "convolution";
    if (!isConvolution && !isPooled) {
      addOperator(POOL, [], "pool", [1, 1, 1, CHANNELS]);
      isPooled = true;
    }
    const shape = isConvolution ? [CHANNELS, FILTER, FILTER, CHANNELS] : [CHANNELS, CHANNELS];
    const weight = addConstant(`${name}/weight`, shape, weights());
    const bias = addConstant(`${name}/bias`, [CHANNELS], biases());
    const result = isConvolution ? image : [1, CHANNELS];
    addOperator((isConvolution ? convolution : dense)(activation), [weight, bias], name, result);
    if (isScaled) {
      addOperator(PRODUCT, [addConstant(`${name}/factors`, [CHANNELS], factors())], `${name}/scaled`, result);
    }
  }
  const graph = { tensors, operators, inputs: [0], outputs: [last] };
  return makeTflite({ graphs: [graph], codes: OPERATOR_CODES, buffers });
}
