import { constant, encodeGraph, op, placeholder, shapeOf, TYPE, typeAttr } from "../test/support/graphdef.ts";
import { CHANNELS, FILTER, IMAGE } from "./chain.mjs";

const CONVOLUTION = { strides: { list: { i: [1, 1, 1, 1] } }, padding: { s: Buffer.from("SAME") } };

/** A chain of layers as a frozen GraphDef. */
export function tensorflowChain(layers, isScaled) {
  const nodes = [placeholder("input", [1, IMAGE, IMAGE, CHANNELS])];
  let last = "input";
  const add = (operator, name, inputs = [], attributes = {}) => {
    const added = op(name, operator, [last, ...inputs]);
    nodes.push({ ...added, attr: { ...added.attr, ...attributes } });
    last = name;
  };
  for (const { kind, name, weights, biases, factors } of layers) {
    const [weight, bias] = [`${name}/weight`, `${name}/bias`];
    if (kind === "convolution") {
      nodes.push(constant(weight, [FILTER, FILTER, CHANNELS, CHANNELS], weights()));
      add("Conv2D", `${name}/product`, [weight], CONVOLUTION);
    } else {
      if (last.startsWith("convolution")) {
        nodes.push(axes("pool/axes", [1, 2]));
        add("Mean", "pool", ["pool/axes"], { Tidx: typeAttr(TYPE.int32) });
      }
      nodes.push(constant(weight, [CHANNELS, CHANNELS], weights()));
      add("MatMul", `${name}/product`, [weight]);
    }
    nodes.push(constant(bias, [CHANNELS], biases()));
    add("BiasAdd", name, [bias]);
    if (isScaled) {
      nodes.push(constant(`${name}/factors`, [CHANNELS], factors()));
      add("Mul", `${name}/scaled`, [`${name}/factors`]);
    }
    add("Relu", `${name}/relu`);
  }
  return encodeGraph({ node: nodes, versions: { producer: 1882 } });
}

function axes(name, values) {
  const tensor = { dtype: TYPE.int32, tensor_shape: shapeOf([values.length]), int_val: values };
  return { name, op: "Const", attr: { dtype: typeAttr(TYPE.int32), value: { tensor } } };
}
