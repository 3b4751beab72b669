import assert from "node:assert/strict";
import { formats, recommendedRecipe, transforms } from "../../../src/core";

describe("the recipe for devices", () => {
  for (const { id: format } of formats) {
    it(`has steps that there are, each once and in their order, ${format}`, () => {
      const ids = recommendedRecipe(format).map(({ id }) => id);
      assert.ok(ids.length > 0);
      const inOrder = transforms.map(({ id }) => id).filter((id) => ids.includes(id));
      assert.deepEqual(ids, inOrder);
    });

    it(`changes results in its last step only, ${format}`, () => {
      const lossy = recommendedRecipe(format).map(({ id }) => transforms.find((each) => each.id === id)!.lossy);
      assert.equal(lossy.indexOf(true), lossy.length - 1);
    });
  }
});
