import { forDevices } from "../for-devices";
import type { Format } from "../format";
import { onnxFacts } from "./facts";
import { onnxOperators } from "./operators/entries";
import { onnxOutline } from "./outline";
import { readOnnx } from "./read";
import { recogniseOnnx } from "./recognise";
import { relocate } from "./relocate";
import { writeOnnx } from "./write";

export const onnx: Format = {
  id: "onnx",
  title: "ONNX",
  extensions: [".onnx"],
  recognises: recogniseOnnx,
  unlike: "is not the protobuf message that an ONNX model is",
  read: (files, context) => readOnnx(files, context, onnx),
  writer: {
    offers: {
      write: writeOnnx,
      beside: async (model, target) => (await relocate(model, target)).files,
      recommended: forDevices({ halves: true }),
    },
  },
  outline: onnxOutline,
  facts: onnxFacts,
  operators: onnxOperators,
};
