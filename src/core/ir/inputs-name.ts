/** What the file beside a model is called that says what to feed it with: "model.onnx" → "model.inputs.json". */
export function inputsName(model: string): string {
  return `${model.replace(/\.[^./]*$/, "")}.inputs.json`;
}
