import { forDevices } from "../for-devices";
import type { Format } from "../format";
import { tensorflowFacts } from "./facts";
import { tensorflowOperators } from "./operators/entries";
import { tensorflowOutline } from "./outline";
import { readTensorflow } from "./read";
import { recogniseTensorflow } from "./recognise";
import { savedModelFiles } from "./saved-model-files";
import { writeModelFile } from "./write";

export const tensorflow: Format = {
  id: "tensorflow",
  title: "TensorFlow",
  extensions: [".pb", ".pbtxt"],
  recognises: recogniseTensorflow,
  unlike: "is not a TensorFlow graph or SavedModel, nor an ONNX model",
  read: (files, context) => readTensorflow(files, context, tensorflow),
  writer: {
    offers: {
      write: async (model, target) => [
        { path: null, pieces: await writeModelFile(model, target) },
        ...(await savedModelFiles(model, target)),
      ],
      beside: savedModelFiles,
      recommended: forDevices({ halves: true, unlikeChannels: true }),
    },
  },
  outline: tensorflowOutline,
  facts: tensorflowFacts,
  operators: tensorflowOperators,
};
