import { onnx } from "onnx-proto";
import { encode, floats, model, node, valueInfo } from "../test/support/onnx.ts";
import { CHANNELS, FILTER, IMAGE } from "./chain.mjs";

const SAME = [{ name: "pads", ints: [1, 1, 1, 1], type: onnx.AttributeProto.AttributeType.INTS }];

/** A chain of layers as an ONNX file: MatMul and Add for a dense layer, as exporters write it. */
export function onnxChain(layers, isScaled) {
  const nodes = [];
  const initializers = [];
  let last = "input";
  const add = (operator, inputs, output, attributes) => {
    nodes.push(node(operator, [last, ...inputs], [output], attributes));
    last = output;
  };
  for (const { kind, name, weights, biases, factors } of layers) {
    const [weight, bias] = [`${name}/weight`, `${name}/bias`];
    if (kind === "convolution") {
      initializers.push(floats(weight, [CHANNELS, CHANNELS, FILTER, FILTER], weights()));
      add("Conv", [weight, bias], name, SAME);
    } else {
      if (last.startsWith("convolution")) {
        add("GlobalAveragePool", [], "pool");
        add("Flatten", [], "flat");
      }
      initializers.push(floats(weight, [CHANNELS, CHANNELS], weights()));
      add("MatMul", [weight], `${name}/product`);
      add("Add", [bias], name);
    }
    initializers.push(floats(bias, [CHANNELS], biases()));
    if (isScaled) {
      const shape = kind === "convolution" ? [CHANNELS, 1, 1] : [CHANNELS];
      initializers.push(floats(`${name}/factors`, shape, factors()));
      add("Mul", [`${name}/factors`], `${name}/scaled`);
    }
    add("Relu", [], `${name}/relu`);
  }
  return encode(
    model({
      name: "chain",
      node: nodes,
      initializer: initializers,
      input: [valueInfo("input", [1, CHANNELS, IMAGE, IMAGE])],
      output: [valueInfo(last, [1, CHANNELS])],
    }),
  );
}
