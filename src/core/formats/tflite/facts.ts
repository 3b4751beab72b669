// Versions of a TFLite model, the runtime it needs, and what its author says of it.
import { ModelError } from "../../ground/errors";
import type { Model } from "../../ir/model";
import type { Fact } from "../../ir/model-format";
import { allGraphs } from "../../ir/walk";
import { metadataBuffer, readModelMetadata, type ModelMetadata, type TensorMetadata } from "./model-metadata";
import { RUNTIME_ENTRY, runtimeIn } from "./runtime-version";

export async function tfliteFacts(model: Model): Promise<Fact[]> {
  return [...operatorFacts(model), ...(await authorFacts(model))];
}

/** The oldest runtime as the file states it, and operators in versions above the first. */
function operatorFacts(model: Model): Fact[] {
  const versions = new Map<string, number>();
  for (const graph of allGraphs(model)) {
    for (const { op } of graph.nodes) {
      versions.set(op.name, Math.max(versions.get(op.name) ?? 1, op.version ?? 1));
    }
  }
  const newer = [...versions].filter(([, version]) => version > 1);
  const entry = metadataBuffer(model, RUNTIME_ENTRY);
  const runtime = entry === null ? null : runtimeIn(entry);
  return [
    ...(runtime === null ? [] : [{ name: "oldest runtime", value: `TensorFlow ${runtime}` }]),
    ...(newer.length === 0
      ? []
      : [{ name: "operator versions", value: newer.map(([name, version]) => `${name} ${version}`).join(", ") }]),
  ];
}

async function authorFacts(model: Model): Promise<Fact[]> {
  let metadata: ModelMetadata | null;
  try {
    metadata = await readModelMetadata(model);
  } catch (error) {
    if (error instanceof ModelError) {
      return [{ name: "model metadata", value: `cannot be read: ${error.message}` }];
    }
    throw error;
  }
  if (metadata === null) {
    return [];
  }
  const { name, description, version, author, license, inputs, outputs, files } = metadata;
  const given = { "model name": name, "model version": version, author, license, about: description };
  return [
    ...Object.entries(given).flatMap(([key, value]) => (value ? [{ name: key, value }] : [])),
    ...inputs.map((each, index) => ({ name: `input ${index}`, value: tensorText(each) })),
    ...outputs.map((each, index) => ({ name: `output ${index}`, value: tensorText(each) })),
    ...(files.length === 0 ? [] : [{ name: "files", value: files.join(", ") }]),
  ].filter(({ value }) => value !== "");
}

/** "image: Image to be classified; (x − 127.5) ÷ 127.5; labels in labels.txt" */
function tensorText({ name, description, content, normalization, labels }: TensorMetadata): string {
  const called = [name, content === name ? null : content].filter((each) => each !== null && each !== "").join(", ");
  const list = (numbers: readonly number[]) => numbers.map((each) => Number(each.toPrecision(6))).join(", ");
  return [
    [called, description ?? ""].filter((each) => each !== "").join(": "),
    normalization === null ? "" : `(x − ${list(normalization.mean)}) ÷ ${list(normalization.deviation)}`,
    labels.length === 0 ? "" : `labels in ${labels.join(", ")}`,
  ]
    .filter((each) => each !== "")
    .join("; ");
}
