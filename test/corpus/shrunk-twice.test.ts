// Shrink for Device leaves nothing to be done.
import assert from "node:assert/strict";
import { quietContext, runRecipe, writerOf } from "../../src/core";
import { readAgain, realModels, rewritten, withModel } from "../support/real-models";

/** In bytes; larger ones would take minutes, and have nothing else in them. */
const LARGEST = 2_000_000;

describe("every model", () => {
  for (const file of realModels().filter(({ bytes }) => bytes.length <= LARGEST)) {
    it(`${file.id}: shrunk for a device, nothing is left to be done`, () =>
      withModel(file, async (model) => {
        const recipe = writerOf(model).recommended;
        const once = await rewritten((await runRecipe(model, recipe, quietContext())).model, file);
        const again = await readAgain(file, once);
        const { model: twice, reports } = await runRecipe(again, recipe, quietContext());
        assert.deepEqual(
          reports.flatMap(({ id, changes }) => (changes.length === 0 ? [] : [id])),
          [],
        );
        assert.deepEqual(await rewritten(twice, file), once);
      }));
  }
});
