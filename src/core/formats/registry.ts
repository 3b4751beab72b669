import type { Files } from "../bytes/byte-source";
import type { Context } from "../context";
import type { Model } from "../ir/model";
import type { Format } from "./format";
import { onnx } from "./onnx";
import { recognise } from "./recognise";
import { safetensors } from "./safetensors";
import { tensorflow } from "./tensorflow";
import { tflite } from "./tflite";

/**
 * Every format that can be opened, in the order in which they are asked whether a file is theirs: those first that begin
 * with a mark.
 */
export const formats: readonly Format[] = [tflite, safetensors, tensorflow, onnx];

/** @throws ModelError: one sentence on what the file is instead, or what is wrong with it. */
export async function readModel(files: Files, context: Context): Promise<Model> {
  const format = await recognise(files, formats);
  return format.read(files, context);
}
