import type { Files } from "../bytes/byte-source";
import type { Context } from "../context";
import type { Model } from "../ir/model";
import type { Format } from "./format";
import { onnx } from "./onnx";
import { recognise } from "./recognise";
import { tensorflow } from "./tensorflow";
import { tflite } from "./tflite";

/** Every format that can be opened. */
export const formats: readonly Format[] = [tflite, onnx, tensorflow];

/** @throws ModelError: one sentence on what the file is instead, or what is wrong with it. */
export async function readModel(files: Files, context: Context): Promise<Model> {
  return formatOf(await recognise(files)).read(files, context);
}

export function formatOf(id: string): Format {
  const format = formats.find((each) => each.id === id);
  if (format === undefined) {
    throw new Error(`There is no format ${id}.`);
  }
  return format;
}
