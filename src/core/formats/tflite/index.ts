import type { Format } from "../format";
import { tfliteOperators } from "./operators/entries";
import { tfliteOutline } from "./outline";
import { readTflite } from "./read";
import { writeTflite } from "./write";

export const tflite: Format = {
  id: "tflite",
  title: "TFLite",
  extensions: [".tflite"],
  read: (files, context) => readTflite(files, context, tflite),
  writer: { offers: { write: writeTflite, beside: () => Promise.resolve([]) } },
  outline: tfliteOutline,
  operators: tfliteOperators,
};
