// The shapes as files of each format.
import { asOnnx, onnxLacks } from "./as-onnx.mjs";
import { asTensorflow, tensorflowLacks } from "./as-tensorflow.mjs";
import { asTflite, tfliteLacks } from "./as-tflite.mjs";
import { SHAPES } from "./shapes.mjs";

const FORMATS = {
  onnx: { make: asOnnx, lacks: onnxLacks },
  tflite: { make: asTflite, lacks: tfliteLacks },
  pb: { make: asTensorflow, lacks: tensorflowLacks },
};

/** Every shape in every format that has it: {shape, format, make(nodes)}. */
export const MODELS = Object.entries(SHAPES).flatMap(([shape, build]) =>
  Object.entries(FORMATS)
    .filter(([, { lacks }]) => !(shape in lacks))
    .map(([format, { make }]) => ({
      shape,
      format,
      make: (nodes) => ({ name: `${shape}.${format}`, bytes: make(build(nodes)) }),
    })),
);
