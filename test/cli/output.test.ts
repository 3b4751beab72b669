import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { jsonParts } from "../../src/cli/output";
import { bonsai, temporaryFolder } from "../support/command";
import { encode, floats, model, node, ramp, valueInfo } from "../support/onnx";

/** Clears the screen, sets a title, forges a line, hides and turns round what follows. */
const NASTY = "\u001b[2J\u001b]0;t\u0007\r\nWarning: forged\u2028\u202egpj\u009b31m\u200b";

function hostileModel(scale = 1): Uint8Array {
  const weights = ramp(64 * 64).map((each) => each * scale);
  const proto = model({
    name: NASTY,
    node: [
      { ...node("MatMul", [`${NASTY}x`, `${NASTY}w`], [`${NASTY}h`]), name: `${NASTY}layer` },
      { ...node(`${NASTY}Operator`, [`${NASTY}h`, `${NASTY}missing`], [`${NASTY}y`]), domain: NASTY },
    ],
    initializer: [floats(`${NASTY}w`, [64, 64], weights)],
    input: [valueInfo(`${NASTY}x`, [NASTY, 64])],
    output: [valueInfo(`${NASTY}y`, [1])],
  });
  return encode({ ...proto, metadataProps: [{ key: NASTY, value: NASTY }] });
}

describe("what is printed", () => {
  const folder = temporaryFolder();

  it("holds nothing that a terminal obeys or an eye misses, whatever names are", async () => {
    const [file, other, damaged] = ["a.onnx", "b.onnx", "c.onnx"].map((name) => folder.file(name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(file, hostileModel());
    writeFileSync(other, hostileModel(0.5));
    const wrong = model({
      name: "g",
      node: [],
      initializer: [{ ...floats(`${NASTY}w`, [4], [1]) }],
      input: [],
      output: [],
    });
    writeFileSync(damaged, encode(wrong));
    for (const words of [
      ["inspect", file],
      ["diff", file, other],
      ["shrink", file, "-o", folder.file("out.onnx"), "--force"],
      ["quantize-weights", file, "--plan"],
      ["prune-channels", file, "-o", folder.file("out.onnx"), "--force"],
      ["strip-unused", file, "-o", folder.file("out.onnx"), "--force", "--outputs", `${NASTY}h`],
      ["strip-unused", file, "-o", folder.file("out.onnx"), "--force", "--outputs", `${NASTY}nothing`],
      ["inspect", damaged],
      ["inspect", folder.file(NASTY.replaceAll("\u0000", ""))],
      [NASTY],
      ["inspect", file, `--${NASTY}`],
    ]) {
      for (const more of [[], ["--json"]]) {
        const { code, stdout, stderr } = await bonsai(...words, ...more);
        const what = JSON.stringify([...words, ...more, stdout, stderr]);
        assert.doesNotMatch(stdout + stderr, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}]/u, what);
        assert.doesNotMatch(stdout + stderr, /^Warning: forged/m, what);
        assert.ok(code === 0 || /^[^\n]+\n$/.test(stderr), what);
      }
    }
  }).timeout(60_000);

  it("is exact data as JSON", async () => {
    writeFileSync(folder.file("a.onnx"), hostileModel());
    const { stdout } = await bonsai("inspect", folder.file("a.onnx"), "--json");
    const summary = JSON.parse(stdout) as { inputs: { name: string; shape: unknown[] }[]; layers: { name: string }[] };
    assert.deepEqual([summary.inputs[0]!.name, summary.inputs[0]!.shape], [`${NASTY}x`, [NASTY, 64]]);
    assert.equal(summary.layers[0]!.name, `${NASTY}layer`);
  });

  it("is what JSON.stringify makes, made in parts", () => {
    const values: unknown[] = [
      {},
      [],
      null,
      "text",
      [1, [2, { a: [] }], {}],
      { a: undefined, b: [], c: [{ d: [1, null, "x\ny"], e: {} }], f: { g: { h: [] } }, i: null, j: 1.5, "k\n": true },
    ];
    for (const value of values) {
      assert.equal([...jsonParts(value)].join(""), `${JSON.stringify(value, null, 2)}\n`);
    }
  });

  it("does not make every line as long as the longest name", async () => {
    const long = "n".repeat(100_000);
    const many = Array.from({ length: 300 }, (_, i) => i);
    const proto = model({
      name: "g",
      node: many.map((i) => node(i === 0 ? long : "MatMul", [`v${i}`, "w"], [`v${i + 1}`])),
      initializer: [floats("w", [4, 4], ramp(16))],
      input: [valueInfo("v0", [1, 4])],
      output: [valueInfo("v300", [1, 4])],
    });
    writeFileSync(folder.file("a.onnx"), encode(proto));
    const { stdout } = await bonsai("inspect", folder.file("a.onnx"));
    assert.ok(stdout.length < 4 * long.length + 300 * 400, `${stdout.length} characters`);
  });
});
