import assert from "node:assert/strict";
import { layersOf, Links } from "../../src/core";
import { statedType } from "../../src/core/view/view-graph";
import { layerRows } from "../../src/worker/layer-rows";
import { encodeText } from "../support/model-text";
import { transform } from "../support/open";

describe("the rows of layers", () => {
  it("stand beside what the layer was in the file, where a node has taken over the name of another", async () => {
    const { name, bytes } = encodeText(`
tensorflow
input x float32[1,2,2,2]
constant w float32[1,1,2,2] = 1 2 3 4
constant factor float32[2] = 2 3
conv = Conv2D(x, w) {"strides": [1, 1, 1, 1]}
scaled = Mul(conv, factor)
y = Relu(scaled)
`);
    const { before, model } = await transform(name, bytes, "fold-batchnorm");
    const [{ layers: originals }, { layers }] = [await layersOf(before), await layersOf(model)];
    const rows = layerRows(layers, originals, new Links(model, []), statedType);
    assert.deepEqual(
      [originals, rows].map((all) => all.map((each) => [each.name, each.operator, each.bytes])),
      [
        [
          ["conv", "Conv2D", 16],
          ["scaled", "Mul", 8],
        ],
        [["scaled", "Conv2D", 16]],
      ],
    );
    assert.equal(rows[0]!.bytesBefore, 16);
  });
});
