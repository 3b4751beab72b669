import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import type { Summary } from "../../src/core";
import { bonsai, temporaryFolder } from "../support/command";
import { encodeSafetensors } from "../support/safetensors";

const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => index);
const weight = { name: "layers.0.q_proj.weight", dtype: "F32", shape: [8, 16], bytes: ramp(512) } as const;
const bias = { name: "layers.0.q_proj.bias", dtype: "BF16", shape: [8], bytes: ramp(16) } as const;

describe("model-bonsai on safetensors files", () => {
  const folder = temporaryFolder();
  const made = (name: string, ...[tensors, metadata]: Parameters<typeof encodeSafetensors>) => {
    writeFileSync(folder.file(name), encodeSafetensors(tensors, metadata));
    return folder.file(name);
  };

  it("tells what tensors are and where the bytes are", async () => {
    const path = made("m.safetensors", [weight, bias], { format: "pt", "odd\u202Ename": "a\nb" });
    const { code, stdout } = await bonsai("inspect", path);
    assert.equal(code, 0);
    const lines = stdout.split("\n");
    assert.match(lines[0]!, /^safetensors: \d+ B \(\d+ B with gzip\), 136 parameters, 2 tensors$/);
    assert.match(lines[2]!, /^Tensor +Shape +Parameters +Type +Bytes +Share$/);
    assert.match(lines[3]!, /^layers\.0\.q_proj\.weight +8×16 +128 +float32 +512 B +97\.0 % +█+/);
    assert.match(lines[4]!, /^layers\.0\.q_proj\.bias +8 +8 +bfloat16 +16 B +3\.0 % +/);
    assert.match(stdout, /Bytes: tensors 528, structure \d+, metadata \d+\n\nMetadata\n {2}format +pt\n {2}odd/);
    assert.ok(!stdout.includes("\u202E") && !stdout.includes("a\nb"));
  });

  it("says the same in JSON", async () => {
    const path = made("m.safetensors", [weight, bias], { format: "pt" });
    const { code, stdout } = await bonsai("inspect", path, "--hashes", "--values", "--json");
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as Summary & { hashes: { tensors: unknown[] }; values: unknown[] };
    assert.deepEqual([report.format, report.nodes, report.parameters], ["safetensors", 0, 136]);
    assert.deepEqual(
      report.layers.map(({ name, operator, dtype, outputShape, bytes }) => [name, operator, dtype, outputShape, bytes]),
      [
        [weight.name, null, "float32", [8, 16], 512],
        [bias.name, null, "bfloat16", [8], 16],
      ],
    );
    const [said] = report.metadata;
    assert.deepEqual([report.metadata.length, said!.name, said!.value], [1, "format", "pt"]);
    assert.deepEqual([report.hashes.tensors.length, report.values.length], [2, 2]);
  });

  it("compares two", async () => {
    const [one, other] = [made("a.safetensors", [weight, bias]), made("b.safetensors", [bias, weight])];
    const changed = made("c.safetensors", [weight, { ...bias, bytes: ramp(17).subarray(1) }]);
    const diff = async (...paths: string[]) => JSON.parse((await bonsai("diff", ...paths, "--json")).stdout) as Diff;
    assert.deepEqual((await diff(one, other)).tensors, {
      weights: { equal: 2, of: 2 },
      others: { equal: 0, of: 0 },
      changed: [],
      structureEqual: true,
    });
    const { tensors } = await diff(one, changed);
    assert.deepEqual([tensors.weights.equal, tensors.changed.map(({ name }) => name)], [1, [bias.name]]);
  });

  it("writes none, and says why", async () => {
    const path = made("m.safetensors", [weight]);
    writeFileSync(folder.file("recipe.json"), '[{"id": "strip-unused"}]');
    writeFileSync(folder.file("empty.json"), "[]");
    const out = folder.file("out.safetensors");
    const why = "safetensors files are shown, not rewritten: they hold weights without the graph that uses them.\n";
    for (const words of [
      ["strip-unused", path, "-o", out],
      ["strip-unused", path, "-o", folder.file("out.onnx")],
      ["shrink", path, "-o", out],
      ["run", folder.file("recipe.json"), path, "-o", out],
      ["run", folder.file("empty.json"), path, "-o", out],
      ["quantize-weights", path, "--plan"],
    ]) {
      const { code, stdout, stderr } = await bonsai(...words);
      assert.deepEqual([code, stdout, stderr], [1, "", why], words[0]);
    }
    assert.ok(!existsSync(out));
  });
});

interface Diff {
  readonly tensors: {
    readonly weights: { readonly equal: number };
    readonly changed: readonly { readonly name: string }[];
  };
}
