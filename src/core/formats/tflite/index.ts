import { forDevices } from "../for-devices";
import type { Format } from "../format";
import { tfliteFacts } from "./facts";
import { tfliteOperators } from "./operators/entries";
import { tfliteOutline } from "./outline";
import { readTflite } from "./read";
import { writeTflite } from "./write";

export const tflite: Format = {
  id: "tflite",
  title: "TFLite",
  extensions: [".tflite"],
  recognises: ({ start }) => Promise.resolve(start.startsWith("TFL3", 4)),
  unlike: "does not have the mark TFL3 of a TFLite model",
  read: (files, context) => readTflite(files, context, tflite),
  writer: {
    offers: {
      write: writeTflite,
      beside: () => Promise.resolve([]),
      recommended: forDevices({ halves: true, activations: "auto", unlikeChannels: true }),
    },
  },
  outline: tfliteOutline,
  facts: tfliteFacts,
  operators: tfliteOperators,
};
