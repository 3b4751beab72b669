import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { bonsai, temporaryFolder } from "../support/command";
import { encodeText } from "../support/model-text";

const MODEL = "samples/mnist-cnn.onnx";

describe("model-bonsai report", () => {
  const folder = temporaryFolder();

  async function pageOf(...words: readonly string[]): Promise<string> {
    const output = folder.file("page.html");
    const { code, stderr } = await bonsai("report", ...words, "-o", output);
    assert.deepEqual([code, stderr], [0, ""]);
    return readFileSync(output, "utf8");
  }

  it("is one page that needs nothing else: endpoints, bytes, groups and layers", async () => {
    const page = await pageOf(MODEL);
    assert.match(page, /^<!doctype html>/);
    for (const text of ["<code>probabilities</code>", "N×1×28×28", "<code>pointwise2</code>", "operator set ai.onnx"]) {
      assert.ok(page.includes(text), text);
    }
    // The one address is that which says what SVG is.
    const others = page.replaceAll('xmlns="http://www.w3.org/2000/svg"', "");
    assert.equal(/<script|<link|src=|url\((?!#)|https?:/u.exec(others), null);
    assert.ok(page.includes("<title>pointwise2</title>"));
    assert.doesNotMatch(page, /What was done/);
  });

  it("tells what a recipe makes of the model, and what differs then", async () => {
    const recipe = folder.file("r.json");
    writeFileSync(recipe, JSON.stringify([{ id: "fold-batchnorm" }, { id: "quantize-weights" }]));
    const page = await pageOf(MODEL, "--recipe", recipe);
    assert.match(page, /212 → 60\.4 KB \(−71\.6 %\)/);
    assert.match(page, /Fold Batch Normalization/);
    assert.match(page, /10 × under 1,024 elements/);
    // What went is drawn too.
    assert.ok(page.includes("<title>stem_norm</title>"));
    assert.match(page, /<td>−<\/td><td>stem_norm<\/td><td>BatchNormalization<\/td>/);
  });

  it("takes no text of a file for markup", async () => {
    const { name, bytes } = encodeText(`
onnx 13
input x float32[1,4]
y<script>alert(1)</script> = Relu(x)
output y<script>alert(1)</script> float32[1,4]
`);
    writeFileSync(folder.file(name), bytes);
    const page = await pageOf(folder.file(name));
    assert.doesNotMatch(page, /<script/);
    assert.match(page, /y&lt;script&gt;/);
  });

  it("says in a sentence that a step cannot be done, whatever else is going on then", async () => {
    // So large that its size with gzip takes longer than to find out.
    const { name, bytes } = encodeText(
      "onnx 13\ninput x float32[1,2048]\nconstant w float32[2048,2048] = ramp\ny = MatMul(x, w)\noutput y float32[1,2048]",
    );
    writeFileSync(folder.file(name), bytes);
    const recipe = folder.file("wrong.json");
    writeFileSync(recipe, JSON.stringify([{ id: "strip-unused", parameters: { outputs: ["none"] } }]));
    for (let run = 0; run < 5; run++) {
      const { code, stderr } = await bonsai(
        ...["report", folder.file(name), "--recipe", recipe, "-o", folder.file("wrong.html")],
      );
      assert.deepEqual([code, stderr.trimEnd().split("\n").length], [1, 1], stderr);
    }
  });

  it("never replaces the model", async () => {
    const model = folder.file("own.onnx");
    copyFileSync(MODEL, model);
    assert.notEqual((await bonsai("report", model, "-o", model)).code, 0);
    assert.deepEqual(readFileSync(model), readFileSync(MODEL));
    assert.equal((await bonsai("report", MODEL)).code, 2);
    const missing = folder.file("none.html");
    assert.equal((await bonsai("report", "samples/none.onnx", "-o", missing)).code, 1);
    assert.equal(existsSync(missing), false);
  });
});
