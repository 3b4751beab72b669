import assert from "node:assert/strict";
import { readFileSync, existsSync } from "node:fs";
import { bonsai, temporaryFolder } from "../support/command";

interface Report {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly statistics: { readonly elements: number; readonly ranges: { readonly minimum: readonly number[] } | null };
}

describe("model-bonsai tensor", () => {
  const folder = temporaryFolder();
  const model = "samples/mnist-cnn.onnx";

  it("tells what a constant holds", async () => {
    const { code, stdout, stderr } = await bonsai("tensor", model, "top.weight");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^top\.weight: float32 64×64×3×3, 144 KB, in the main graph\n36,864 elements, .* distinct, /u);
    const json = await bonsai("tensor", model, "top.weight", "--axis", "-4", "--json");
    const report = JSON.parse(json.stdout) as Report;
    assert.deepEqual([report.dtype, report.shape], ["float32", [64, 64, 3, 3]]);
    assert.deepEqual([report.statistics.elements, report.statistics.ranges!.minimum.length], [36_864, 64]);
  });

  it("finds TensorFlow's constants with and without their port", async () => {
    const list = await bonsai("inspect", "samples/mnist-mlp.pb", "--hashes", "--json");
    const { hashes } = JSON.parse(list.stdout) as { hashes: { tensors: { name: string; weight: boolean }[] } };
    const { name } = hashes.tensors.find(({ weight }) => weight)!;
    for (const asked of [name, `${name.replace(/:0$/u, "")}:0`]) {
      assert.equal((await bonsai("tensor", "samples/mnist-mlp.pb", asked)).code, 0, asked);
    }
  });

  it("copies it into a file, and replaces none unasked", async () => {
    const output = folder.file("w.npy");
    assert.equal((await bonsai("tensor", model, "top.weight", "-o", output)).code, 0);
    assert.equal(readFileSync(output).length, 128 + 4 * 36_864);
    const again = await bonsai("tensor", model, "top.weight", "-o", model);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /ends in \.npy or \.csv; not "samples\/mnist-cnn\.onnx"/u);
  });

  it("refuses what is not there in a sentence", async () => {
    const none = await bonsai("tensor", model, "nothing", "-o", folder.file("n.npy"));
    assert.deepEqual([none.code, existsSync(folder.file("n.npy"))], [1, false]);
    assert.match(none.stderr, /^There is no constant "nothing" in the model; inspect --hashes lists all\.\n$/u);
    const axis = await bonsai("tensor", model, "top.weight", "--axis", "4");
    assert.deepEqual([axis.code, axis.stderr.includes(`--axis takes a number from -4 to 3 here; not "4"`)], [2, true]);
  });
});
