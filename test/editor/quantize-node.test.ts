import assert from "node:assert/strict";
import { allButNode, onlyNode } from "../../src/extension/quantize-node";

describe("quantizing by node", () => {
  it("is a new step for one node", () => {
    assert.deepEqual(onlyNode("conv1"), { parameters: { include: ["conv1"] }, replaces: null });
  });

  it("leaves a node out of the last step that quantizes, with what that says besides", () => {
    const quantize = (parameters: object) => ({ id: "quantize-weights", parameters: { ...parameters } });
    const strip = { id: "strip-unused", parameters: {} };
    assert.deepEqual(allButNode("a", [strip]), { parameters: { exclude: ["a"] }, replaces: null });
    const recipe = [quantize({ exclude: ["x"] }), quantize({ bits: "int4", exclude: ["b"] }), strip];
    assert.deepEqual(allButNode("a", recipe), { parameters: { bits: "int4", exclude: ["b", "a"] }, replaces: 1 });
    assert.deepEqual(allButNode("b", recipe).parameters, { bits: "int4", exclude: ["b"] });
  });
});
