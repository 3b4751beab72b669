/** Why no standard operator can be added to a model, as models of ai.onnx.ml alone name no set of them; null: one can. */
export function standardOperatorsObstacle(opsets: ReadonlyMap<string, number>): string | null {
  return opsets.has("") ? null : "the file names no standard operator set to add operators from";
}
