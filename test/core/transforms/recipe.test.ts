import assert from "node:assert/strict";
import { ModelError, parseRecipe, printRecipe, type Recipe } from "../../../src/core";

const refused = (text: string, message: RegExp) =>
  assert.throws(
    () => parseRecipe(text),
    (error) => error instanceof ModelError && message.test(error.message),
  );

describe("a recipe", () => {
  it("is read as it was printed", () => {
    const recipe: Recipe = [
      { id: "strip-unused", parameters: { outputs: ["a", "b"] } },
      { id: "quantize-weights", parameters: {} },
    ];
    assert.deepEqual(parseRecipe(printRecipe(recipe)), recipe);
    assert.deepEqual(parseRecipe('[{"id": "strip-unused"}]'), [{ id: "strip-unused", parameters: {} }]);
  });

  it("is refused in one sentence that says what is wrong with it", () => {
    refused("nonsense", /it is not JSON/);
    refused("{}", /it is not a list of steps/);
    refused("[1]", /step 1 is not of the form/);
    refused('[{"id": "strip-unused"}, {"id": 2}]', /step 2 is not of the form/);
    refused('[{"id": "strip-unused", "parameters": []}]', /step 1 is not of the form/);
    refused('[{"id": "melt"}]', /There is no transform "melt"; there are strip-unused/);
    refused('[{"id": "quantize-weights", "parameters": {"width": 3}}]', /has no parameter "width"; it takes bits, /);
    refused('[{"id": "quantize-weights", "parameters": {"minimumElements": 0}}]', /a number of at least 1, not 0/);
    refused('[{"id": "quantize-weights", "parameters": {"minimumElements": "9"}}]', /a number of at least 1, not "9"/);
    refused('[{"id": "quantize-weights", "parameters": {"symmetric": 1}}]', /true or false, not 1/);
    refused('[{"id": "quantize-weights", "parameters": {"tfliteRuntime": "1"}}]', /one of 2\.4, 2\.17, not "1"/);
    refused('[{"id": "strip-unused", "parameters": {"outputs": "a"}}]', /a list of texts, not "a"/);
  });
});
