// What engines add to the extension.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { ENGINES } from "../../src/engines";

const FOLDER = "dist/engines";
const MOST_BYTES = 7 * 1024 * 1024;

describe("the files of engines", () => {
  it("are a script and its machine code for each", () => {
    const expected = Object.values(ENGINES).flatMap(({ id, wasm }) => [`${id}.js`, wasm]);
    assert.deepEqual(readdirSync(FOLDER).sort(), expected.sort());
  });

  it("are of the versions that are named", () => {
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const packages = { onnx: "onnxruntime-web", tflite: "@litertjs/core", tensorflow: "@tensorflow/tfjs-core" };
    for (const [format, name] of Object.entries(packages)) {
      assert.equal(ENGINES[format]!.version, manifest.devDependencies[name]);
    }
  });

  it("take no more than 7 MB together, as the extension packs them", function () {
    this.timeout(60_000);
    const sizes = readdirSync(FOLDER).map((name) => deflateRawSync(readFileSync(join(FOLDER, name))).byteLength);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= MOST_BYTES);
    assert.match(readFileSync(".vscodeignore", "utf8"), /^!dist\/\*\*\/\*\.wasm$/m);
  });

  it("are in no other bundle", () => {
    for (const file of ["extension.js", "worker.js", "cli.js", "web/extension.js", "web/worker.js"]) {
      const text = readFileSync(join("dist", file), "utf8");
      assert.ok(!/OrtCreateSession|LiteRtTensorBuffer|WASM_HAS_SIMD_SUPPORT/.test(text), file);
    }
    for (const { id } of Object.values(ENGINES)) {
      const text = readFileSync(join(FOLDER, `${id}.js`), "utf8");
      assert.ok(/OrtCreateSession|LiteRtTensorBuffer|WASM_HAS_SIMD_SUPPORT/.test(text), id);
    }
  });
});
