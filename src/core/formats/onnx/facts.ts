// Versions of an ONNX model.
import type { Model } from "../../ir/model";
import type { Fact } from "../../ir/model-format";
import { extrasOf, type ModelExtras } from "./extras";
import { MODEL } from "./schema";

export function onnxFacts(model: Model): Promise<Fact[]> {
  const extras = extrasOf<ModelExtras>(model);
  const modelVersion =
    extras?.message.last(MODEL.modelVersion) == null ? 0 : extras.message.integer(MODEL.modelVersion);
  return Promise.resolve([
    ...(extras === null ? [] : [{ name: "IR version", value: `${extras.irVersion}` }]),
    ...[...model.opsets].map(([domain, version]) => ({
      name: `operator set ${domain === "" ? "ai.onnx" : domain}`,
      value: `${version}`,
    })),
    ...(modelVersion === 0 ? [] : [{ name: "model version", value: `${modelVersion}` }]),
  ]);
}
