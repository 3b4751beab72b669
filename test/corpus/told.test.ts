// What is told of every model: its title, counts and endpoints, and where every byte sits.
import assert from "node:assert/strict";
import { ModelError, summarize } from "../../src/core";
import { expected, realModels, withModel } from "../support/real-models";

describe("every model", () => {
  for (const file of realModels()) {
    it(`${file.id}: tells what is expected`, async () => {
      let told: string;
      try {
        await withModel(file, async (model) => {
          const summary = await summarize(model);
          const names = (endpoints: typeof summary.inputs) => endpoints.map((endpoint) => endpoint.name).join(",");
          told = [summary.title, summary.nodes, summary.parameters, names(summary.inputs), names(summary.outputs)].join(
            "|",
          );
          const { tensors, structure, metadata } = summary.accounting;
          assert.equal(tensors + structure + metadata, file.bytes.length);
          assert.ok(tensors >= 0 && structure >= 0 && metadata >= 0);
          assert.equal(
            summary.layers.reduce((sum, layer) => sum + layer.parameters, 0),
            summary.parameters,
          );
          assert.equal(told, expected.get(file.id));
        });
      } catch (error) {
        if (!(error instanceof ModelError)) {
          throw error;
        }
        assert.equal(error.message, expected.get(file.id));
        assert.notEqual(error.offset, null);
      }
    });
  }
});
