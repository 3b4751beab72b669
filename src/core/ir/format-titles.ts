import { own } from "./own";

/** How the formats are called that not all parameters of transforms are for, by id. */
const TITLES: Readonly<Record<string, string>> = { tflite: "TFLite", onnx: "ONNX", tensorflow: "TensorFlow" };

/** "TFLite and ONNX models" */
export function formatTitles(ids: readonly string[]): string {
  return `${ids.map((id) => own(TITLES, id) ?? id).join(" and ")} models`;
}
