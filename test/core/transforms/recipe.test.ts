import assert from "node:assert/strict";
import { ModelError, parseRecipe, printRecipe, readRecipe, type Recipe, transforms } from "../../../src/core";

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

  it("is read whatever the order of bytes that an editor of Windows marks it with", () => {
    const text = printRecipe([{ id: "strip-unused", parameters: { outputs: ["größe"] } }]);
    const little = Buffer.from(`\uFEFF${text}`, "utf16le");
    const files = [Buffer.from(text), Buffer.from(`\uFEFF${text}`), little, Buffer.from(little).swap16()];
    for (const bytes of files) {
      assert.deepEqual(readRecipe(bytes), parseRecipe(text));
    }
    assert.throws(() => readRecipe(new Uint8Array(0)), /it is not JSON/);
  });

  it("is refused in one sentence that says what is wrong with it", () => {
    refused("nonsense", /it is not JSON/);
    refused("{}", /it is not a list of steps/);
    refused("[1]", /step 1 is not of the form/);
    refused('[{"id": "strip-unused"}, {"id": 2}]', /step 2 is not of the form/);
    refused('[{"id": "strip-unused", "parameters": []}]', /step 1 is not of the form/);
    refused('[{"id": "melt"}]', /There is no transform "melt"; there are strip-unused/);
    refused('[{"id": "quantize-weights", "parameters": {"width": 3}}]', /has no parameter "width"; it takes bits, /);
    refused(
      '[{"id": "quantize-weights", "parameters": {"minimumElements": 0}}]',
      /a whole number of at least 1, not 0/,
    );
    refused(
      '[{"id": "quantize-weights", "parameters": {"minimumElements": "9"}}]',
      /a whole number of at least 1, not "9"/,
    );
    refused('[{"id": "quantize-weights", "parameters": {"symmetric": 1}}]', /true or false, not 1/);
    refused('[{"id": "quantize-weights", "parameters": {"tfliteRuntime": "1"}}]', /one of 2\.4, 2\.17, not "1"/);
    refused('[{"id": "quantize-weights", "parameters": {"tfliteRuntime": {"a": 1}}}]', /2\.17, not {"a":1}/);
    refused('[{"id": "quantize-dynamic", "parameters": {"contribOperators": 1}}]', /one of false, true, not 1/);
    refused(
      '[{"id": "quantize-weights", "parameters": {"target": ["tflite-2.3"]}}]',
      /a list of tflite-2\.17, tflite-2\.18, onnxruntime, not \["tflite-2\.3"\]/,
    );
    refused('[{"id": "strip-unused", "parameters": {"outputs": "a"}}]', /a list of texts, none of them empty, not "a"/);
    refused('[{"id": "strip-unused", "parameters": {"outputs": ["a", ""]}}]', /none of them empty, not \["a",""\]/);
    refused('[{"id": "cluster-weights", "parameters": {"clusters": 2.5}}]', /a whole number from 2 to 256, not 2\.5/);
    refused('[{"id": "prune-weights", "parameters": {"sparsity": null}}]', /a number from 0 to 1, not null/);
    refused('[{"id": "round-weights", "parameters": {"minimumElements": 1e999}}]', /at least 1, not Infinity/);
  });

  it("may have names that parameters had before", () => {
    const id = "quantize-dynamic";
    const parsed = parseRecipe(`[{"id": "${id}", "parameters": {"reduceRange": true}}]`);
    assert.deepEqual(parsed, [{ id, parameters: { reducedRange: true } }]);
    const both = parseRecipe(`[{"id": "${id}", "parameters": {"reduceRange": true, "reducedRange": false}}]`);
    assert.deepEqual(both, [{ id, parameters: { reducedRange: false } }]);
  });

  it("may name runtimes as it did before", () => {
    const targetFrom = (parameters: object) => {
      const [step] = parseRecipe(JSON.stringify([{ id: "quantize-weights", parameters }]));
      return step!.parameters;
    };
    assert.deepEqual(targetFrom({ tfliteRuntime: "2.4", contribOperators: false, bits: "int4" }), {
      bits: "int4",
      target: [],
    });
    assert.deepEqual(targetFrom({ tfliteRuntime: "2.17" }), { target: ["tflite-2.17"] });
    assert.deepEqual(targetFrom({ contribOperators: true }), { target: ["onnxruntime"] });
    assert.deepEqual(targetFrom({ contribOperators: true, tfliteRuntime: "2.17" }), {
      target: ["tflite-2.17", "onnxruntime"],
    });
    assert.deepEqual(targetFrom({ contribOperators: true, target: [] }), { target: [] });
  });

  it("names a parameter as all other transforms do", () => {
    const names = new Map<string, string>();
    for (const { id, parameters } of transforms) {
      for (const [name, { title, formerly = {} }] of Object.entries(parameters)) {
        assert.equal(names.get(title) ?? name, name, `"${title}" of ${id}`);
        names.set(title, name);
        for (const former of Object.keys(formerly)) {
          assert.ok(!Object.hasOwn(parameters, former), `${former} of ${id}`);
        }
      }
    }
  });
});
