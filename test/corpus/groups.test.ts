// Groups of real models: what they are is compared where it is known, and what has to be true of all is of all.
import assert from "node:assert/strict";
import { openFiles } from "../../src/cli/node-files";
import { costsOf, groupRows, layersOf, ModelError, quietContext, readModel, type GroupRow } from "../../src/core";
import { corpusFiles, sampleFiles, type CorpusFile } from "../support/corpus";

/** id → titles of groups that there have to be, each with how many nodes are in it. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  "ort-gpt2_past": ["12 × transformer layer: 2196", "transformer layer 12: 183"],
  "ort-bert_toy_optimized": ["4 × transformer layer: 208", "transformer layer 1: 52"],
  "bp-basic_pitch-nmp_2": ["model_1: 219", "harmonic-stacking-diff: 16"],
  "kws-ds_cnn_s": ["MobileNet: 40", "conv_ds_1: 8", "conv_ds_4: 8"],
  "tw-selfie_segmentation_landscape": ["4 × convolution block: 48"],
  "lyra-quantizer": ["46 × GATHER and MUL block: 92"],
};

async function rowsOf(file: CorpusFile): Promise<GroupRow[] | null> {
  const opened = await openFiles(file.path);
  try {
    const model = await readModel(opened, quietContext());
    return groupRows(model, await layersOf(model), await costsOf(model));
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    return null;
  } finally {
    await opened.close();
  }
}

describe("Groups of a real model", () => {
  for (const file of [...sampleFiles(), ...corpusFiles()]) {
    it(file.id, async () => {
      const rows = await rowsOf(file);
      const inner = new Map<number, number>();
      rows?.forEach(({ parent, count, title }, index) => {
        assert.ok(count > 0 && title !== "");
        if (parent !== null) {
          assert.ok(parent < index);
          inner.set(parent, (inner.get(parent) ?? 0) + count);
        }
      });
      inner.forEach((count, parent) => assert.ok(count <= rows![parent]!.count));
      const found = rows?.map(({ title, count }) => `${title}: ${count}`) ?? [];
      assert.deepEqual(
        (KNOWN[file.id] ?? []).filter((each) => !found.includes(each)),
        [],
      );
    });
  }
});
