import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { bonsai, temporaryFolder } from "../support/command";
import { digitAt } from "../support/digits";

interface Row {
  readonly title: string;
  readonly bytes: number;
  readonly steps: readonly string[];
  readonly results: {
    readonly verdict: string;
    readonly sqnr: number | null;
    readonly samples: number;
    readonly isTelling: boolean;
    readonly accuracy: { readonly before: number; readonly after: number } | null;
  } | null;
  readonly latency: { readonly median: number; readonly ratio: number } | null;
  readonly problem: string | null;
}

const MODEL = "samples/mnist-mlp.onnx";

async function rowsOf(...words: readonly string[]): Promise<readonly Row[]> {
  const { code, stdout, stderr } = await bonsai("variants", ...words, "--json");
  assert.deepEqual([code, stderr], [0, ""]);
  return (JSON.parse(stdout) as { variants: Row[] }).variants;
}

describe("model-bonsai variants", function () {
  this.timeout(180_000);
  const folder = temporaryFolder();

  it("tells how large each is, and how far its results are from the original's", async () => {
    const rows = await rowsOf(MODEL);
    const of = (title: string) => rows.find((row) => row.title === title)!;
    assert.equal(of("Original").results, null);
    assert.ok(of("Quantize to int8").bytes < 0.3 * of("Original").bytes);
    assert.ok(of("Quantize to float16").results!.sqnr! > of("Quantize to int8").results!.sqnr!);
    assert.deepEqual(of("Pruned, int8").steps, ["prune-weights", "quantize-weights"]);
    assert.equal(of("Original").latency!.ratio, 1);
    assert.ok(rows.every(({ latency }) => latency!.median > 0 && latency!.ratio > 0));
    const time = of("Original").latency!.median;
    assert.ok(rows.every(({ latency }) => Math.abs(latency!.median / time / latency!.ratio - 1) < 1e-9));
    assert.ok(rows.slice(1).every(({ results }) => results!.isTelling && results!.accuracy === null));
  });

  it("takes a recipe, says of one that does nothing that it does, and leaves running out", async () => {
    const recipe = folder.file("mine.recipe.json");
    writeFileSync(recipe, JSON.stringify([{ id: "fold-batchnorm", parameters: {} }]));
    const rows = await rowsOf(MODEL, "--recipe", recipe, "--no-run");
    const { title, results, problem } = rows.at(-1)!;
    assert.deepEqual([title, results, problem], ["mine", null, "changes nothing"]);
    assert.ok(rows.every((row) => row.results === null));
  });

  it("runs them on inputs that are given, says how often they are right, and where it tells little", async () => {
    const row = (digit: number) => Array.from(digitAt(digit).pixels, (each) => each / 255).join(",");
    const [digits, classes] = [folder.file("digits.csv"), folder.file("classes.csv")];
    writeFileSync(digits, [row(0), row(0)].join("\n"));
    writeFileSync(classes, `${digitAt(0).label}\n${digitAt(0).label + 1}`);
    const rows = await rowsOf(MODEL, "--inputs", digits, "--labels", classes);
    const { samples, isTelling, accuracy } = rows.find(({ title }) => title === "Quantize to float16")!.results!;
    assert.deepEqual(
      { samples, isTelling, accuracy },
      { samples: 2, isTelling: false, accuracy: { before: 0.5, after: 0.5 } },
    );
    assert.equal((await bonsai("variants", MODEL, "--labels", classes)).code, 2);
  });

  it("is a table in Markdown", async () => {
    const { stdout } = await bonsai("variants", MODEL, "--no-run");
    const [head, rule, first] = stdout.split("\n");
    assert.match(head!, /^\| Variant +\| +Size \|/);
    assert.match(rule!, /^\| -+ \| -+: \|/);
    assert.match(first!, /^\| Original +\| +411 KB \| 100\.0 % \|/);
  });

  it("refuses what is no model, and lengths of what the model does not leave open", async () => {
    const { code, stderr } = await bonsai("variants", "samples/none.onnx");
    assert.equal(code, 1);
    assert.match(stderr, /none\.onnx/);
    const other = await bonsai("variants", MODEL, "--dimensions", "nothing=3");
    assert.deepEqual([other.code, other.stderr.split(":")[0]], [2, 'The model has no dimension "nothing"']);
  });
});
