// Versions of a TensorFlow graph.
import type { Model } from "../../ir/model";
import type { Fact } from "../../ir/model-format";
import { extrasOf, type GraphExtras } from "./extras";
import { GRAPH, VERSIONS } from "./schema";

/** The oldest reader, as TensorFlow counts versions of GraphDefs; who wrote it stands in the metadata. */
export function tensorflowFacts(model: Model): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const graph of model.graphs) {
    const versions = extrasOf<GraphExtras>(graph)?.message.single(GRAPH.versions, "VersionDef") ?? null;
    if (versions !== null && versions.last(VERSIONS.minConsumer) !== null) {
      const of = graph.name === "" ? "" : ` of ${graph.name}`;
      facts.push({ name: `oldest reader${of}`, value: `${versions.integer(VERSIONS.minConsumer)}` });
    }
  }
  if (model.functions.size > 0) {
    facts.push({ name: "functions", value: model.functions.size.toLocaleString("en-US") });
  }
  return Promise.resolve(facts);
}
