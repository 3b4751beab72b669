import type { Format } from "../format";
import { readTensorflow } from "./read";
import { writeTensorflow } from "./write";

export const tensorflow: Format = {
  id: "tensorflow",
  title: "TensorFlow",
  extensions: [".pb", ".pbtxt"],
  read: readTensorflow,
  write: writeTensorflow,
};
