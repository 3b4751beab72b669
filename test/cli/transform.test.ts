import assert from "node:assert/strict";
import { copyFileSync, linkSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { transforms, type StepReport } from "../../src/core";
import { bonsai, temporaryFolder } from "../support/command";
import { decode, elements, encode, model, node, ramp, valueInfo } from "../support/onnx";

interface Outcome {
  readonly input: string;
  readonly output: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly gzipBytesBefore: number;
  readonly gzipBytesAfter: number;
  readonly milliseconds: number;
  readonly steps: readonly StepReport[];
}

const samples = ["tflite", "onnx", "pb"].map((extension) => `samples/mnist-mlp.${extension}`);
const extensionOf = (path: string) => path.slice(path.lastIndexOf("."));

async function json(...words: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await bonsai(...words, "--json");
  assert.deepEqual([code, stderr], [0, ""], words.join(" "));
  return JSON.parse(stdout) as Outcome;
}

describe("model-bonsai shrink", () => {
  const folder = temporaryFolder();

  for (const sample of samples) {
    it(`does what is recommended, ${extensionOf(sample)}`, async () => {
      const out = folder.file(`out${extensionOf(sample)}`);
      const outcome = await json("shrink", sample, "-o", out);
      assert.equal(outcome.bytesAfter, statSync(out).size);
      assert.ok(outcome.bytesAfter < outcome.bytesBefore * 0.27);
      assert.ok(outcome.steps.some(({ id }) => id === "quantize-weights"));
      assert.ok(outcome.steps.length > 3);
    });
  }
});

describe("model-bonsai TRANSFORM", () => {
  const folder = temporaryFolder();

  it("says what an option has to be where it is something else", async () => {
    const refused = async (id: string, option: string, value: string, what: RegExp) => {
      const { code, stderr } = await bonsai(id, samples[0]!, "-o", folder.file("o.tflite"), `--${option}`, value);
      assert.equal(code, 2);
      assert.match(stderr, what);
    };
    await refused("prune-weights", "sparsity", "abc", /^--sparsity of prune-weights has to be a number .*, not "abc"/);
    await refused("prune-weights", "sparsity", "Infinity", /a number from 0 to 1, not Infinity/);
    await refused("cluster-weights", "clusters", "2.5", /a whole number from 2 to 256, not 2\.5/);
    await refused("cluster-weights", "codebook", "yes", /true or false, not "yes"/);
    await refused("quantize-weights", "bits", "int9", /one of int8, int4, not "int9"/);
    await refused("strip-unused", "outputs", "a,,b", /--outputs .* a list of texts, none of them empty, not "a,,b"/);
    await refused("strip-unused", "outputs", ",", /none of them empty, not ","/);
  });

  for (const sample of samples) {
    for (const { id } of transforms) {
      it(`${id} writes what it reports, ${extensionOf(sample)}`, async () => {
        const out = folder.file(`out${extensionOf(sample)}`);
        const outcome = await json(id, sample, "-o", out);
        assert.deepEqual([outcome.input, outcome.output], [sample, out]);
        assert.equal(outcome.bytesBefore, statSync(sample).size);
        assert.equal(outcome.bytesAfter, statSync(out).size);
        assert.ok(outcome.bytesAfter <= outcome.bytesBefore);
        assert.ok(outcome.gzipBytesAfter > 0 && outcome.gzipBytesBefore > outcome.bytesBefore / 3);
        assert.equal(outcome.steps.length, 1);
        const [step] = outcome.steps;
        assert.equal(step!.id, id);
        assert.deepEqual([step!.bytesBefore, step!.bytesAfter], [outcome.bytesBefore, outcome.bytesAfter]);
        for (const change of step!.changes) {
          const keys = Object.keys(change).filter((key) => key !== "becomes");
          assert.deepEqual(keys.sort(), ["bytesAfter", "bytesBefore", "kind", "subject"]);
        }
        for (const note of step!.notes) {
          assert.deepEqual(Object.keys(note).sort(), ["reason", "subject"]);
        }
        assert.deepEqual(readdirSync(folder.path), [`out${extensionOf(sample)}`]);
      });
    }

    it(`gives the same bytes each time, ${extensionOf(sample)} (G41, invariant/deterministic)`, async () => {
      const [a, b] = [folder.file("a"), folder.file("b")];
      await json("quantize-weights", sample, "-o", a);
      await json("quantize-weights", sample, "-o", b);
      assert.deepEqual(readFileSync(a), readFileSync(b));
    });

    it(`reaches a quarter, ${extensionOf(sample)}`, async () => {
      const { bytesBefore, bytesAfter } = await json("quantize-weights", sample, "-o", folder.file("q"));
      assert.ok(bytesAfter < bytesBefore * 0.26, `${bytesBefore} to ${bytesAfter}`);
    });
  }

  it("says for people what each step saved and what it left alone", async () => {
    const { stdout } = await bonsai("quantize-weights", samples[0]!, "-o", folder.file("q.tflite"));
    assert.match(stdout, /^quantize-weights: 412 KB → 106 KB \(−74\.\d %\), \d+ changes\n/);
    assert.match(
      stdout,
      /\n {2}int8, per tensor, read by the kernel, which makes int8 of its activations as it runs, a scale each row: /,
    );
    assert.match(stdout, /under 1,024 elements: /);
    assert.match(stdout, /q\.tflite: 412 KB → 106 KB/);
  });

  it("says how a file zips that is as large as before (P01)", async () => {
    const { stdout } = await bonsai("cluster-weights", samples[1]!, "-o", folder.file("c.onnx"));
    assert.match(stdout, /c\.onnx: 411 KB → 411 KB \(no change\), zipped 38\d KB → \d\d\.\d KB \(−79\.\d %\)\n/);
  });

  it("refuses to write onto its input, by whatever name, unless told to", async () => {
    const input = folder.file("m.onnx");
    copyFileSync("samples/mnist-mlp.onnx", input);
    symlinkSync(input, folder.file("link.onnx"));
    linkSync(input, folder.file("hard.onnx"));
    const before = readFileSync(input);
    for (const name of ["m.onnx", "link.onnx", "hard.onnx", "../" + folder.path.split("/").at(-1)! + "/m.onnx"]) {
      const { code, stderr } = await bonsai("quantize-weights", input, "-o", folder.file(name));
      assert.equal(code, 2);
      assert.match(stderr, /The output is the input; use --force/);
      assert.deepEqual(readFileSync(input), before);
    }
    const { code } = await bonsai("quantize-weights", input, "-o", input, "--force");
    assert.equal(code, 0);
    assert.ok(statSync(input).size < before.length / 3);
    assert.equal((await bonsai("inspect", input)).code, 0);
  });

  it("leaves no file behind when it fails (G37)", async () => {
    const missing = await bonsai("quantize-weights", samples[1]!, "-o", `${samples[1]!}/inside/out.onnx`);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /^.* cannot be written: its folder is a file\.\n$/);
  });
});

describe("model-bonsai run", () => {
  const folder = temporaryFolder();
  const recipe = (content: unknown): string => {
    writeFileSync(folder.file("recipe.json"), typeof content === "string" ? content : JSON.stringify(content));
    return folder.file("recipe.json");
  };

  for (const sample of samples) {
    it(`an empty recipe goes through the writer, ${extensionOf(sample)}`, async () => {
      const out = folder.file("out");
      const outcome = await json("run", recipe([]), sample, "-o", out);
      assert.deepEqual(outcome.steps, []);
      if (extensionOf(sample) !== ".tflite") {
        assert.deepEqual(readFileSync(out), readFileSync(sample));
      }
      const { stdout } = await bonsai("diff", sample, out, "--json");
      const { added, removed, rewritten } = JSON.parse(stdout) as Record<string, unknown[]>;
      assert.deepEqual([added, removed, rewritten], [[], [], []]);
    });
  }

  it("does the steps in order", async () => {
    const steps = [{ id: "strip-unused" }, { id: "quantize-weights", parameters: { minimumElements: 10 } }];
    const outcome = await json("run", recipe(steps), samples[1]!, "-o", folder.file("out.onnx"));
    assert.deepEqual(
      outcome.steps.map(({ id, parameters }) => [id, parameters["minimumElements"]]),
      [
        ["strip-unused", undefined],
        ["quantize-weights", 10],
      ],
    );
    assert.equal(outcome.steps[0]!.bytesAfter, outcome.steps[1]!.bytesBefore);
  });

  it("says in a sentence what is wrong with a recipe", async () => {
    const cases: readonly [unknown, RegExp][] = [
      ["{", /it is not JSON/],
      [{}, /it is not a list of steps/],
      [[{ name: "x" }], /step 1 is not of the form/],
      [[{ id: "shrink" }], /There is no transform "shrink"/],
      [[{ id: "quantize-weights", parameters: { width: 3 } }], /has no parameter "width"/],
      [
        [{ id: "quantize-weights", parameters: { minimumElements: "1" } }],
        /minimumElements .* has to be a whole number/,
      ],
    ];
    for (const [content, says] of cases) {
      const { code, stderr } = await bonsai("run", recipe(content), samples[1]!, "-o", folder.file("out.onnx"));
      assert.equal(code, 1);
      assert.match(stderr, says);
      assert.deepEqual(readdirSync(folder.path), ["recipe.json"]);
    }
  });
});

describe("model-bonsai diff", () => {
  const folder = temporaryFolder();

  it("names what was added, removed and rewritten", async () => {
    const out = folder.file("q.onnx");
    await json("quantize-weights", samples[1]!, "-o", out);
    const { stdout } = await bonsai("diff", samples[1]!, out, "--json");
    const comparison = JSON.parse(stdout) as Record<string, { operator: string }[]>;
    assert.ok(comparison["added"]!.every(({ operator }) => operator === "DequantizeLinear"));
    assert.equal(comparison["added"]!.length, 2);
    assert.equal(comparison["removed"]!.length, 0);
    const text = await bonsai("diff", samples[1]!, out);
    assert.match(text.stdout, /2 nodes added, 0 removed/);
  });
});

describe("external data", () => {
  const folder = temporaryFolder();
  const external = (name: string, dims: number[], location: string, offset: number) => ({
    name,
    dims,
    dataType: 1,
    dataLocation: 1,
    externalData: [
      { key: "location", value: location },
      { key: "offset", value: String(offset) },
      { key: "length", value: String(dims.reduce((a, b) => a * b, 4)) },
    ],
  });
  const file = (location = "weights.bin", initializer = [external("w", [512, 4], location, 16)]) =>
    encode(
      model({
        name: "g",
        input: [valueInfo("x", [1, 512])],
        output: [valueInfo("y", [1, 4])],
        initializer,
        node: [node("MatMul", ["x", "w"], ["y"])],
      }),
    );

  it("is read per tensor, counted apart and shrunk", async () => {
    writeFileSync(folder.file("m.onnx"), file());
    writeFileSync(folder.file("weights.bin"), Buffer.concat([Buffer.alloc(16), Buffer.from(ramp(2048).buffer)]));
    const { stdout } = await bonsai("inspect", folder.file("m.onnx"), "--json");
    const { accounting, parameters } = JSON.parse(stdout) as {
      accounting: { external: number };
      parameters: number;
    };
    assert.deepEqual([accounting.external, parameters], [8192, 2048]);

    const out = folder.file("q.onnx");
    const outcome = await json("quantize-weights", folder.file("m.onnx"), "-o", out);
    assert.ok(outcome.bytesAfter < outcome.bytesBefore / 3);
    const { initializer } = decode(readFileSync(out)).graph!;
    const data = initializer!.find(({ name }) => name === "w_quantized")!;
    assert.deepEqual([elements(data)[0], elements(data).at(-1)], [-127, 127]);
  });

  it("goes along into another folder", async () => {
    writeFileSync(folder.file("m.onnx"), file());
    const weights = Buffer.concat([Buffer.alloc(16), Buffer.from(ramp(2048).buffer)]);
    writeFileSync(folder.file("weights.bin"), weights);
    await json(
      "run",
      (writeFileSync(folder.file("none.json"), "[]"), folder.file("none.json")),
      folder.file("m.onnx"),
      "-o",
      folder.file("copy/m.onnx"),
    );
    const before = (await bonsai("inspect", folder.file("m.onnx"), "--json")).stdout;
    const after = (await bonsai("inspect", folder.file("copy/m.onnx"), "--json")).stdout;
    assert.deepEqual(
      (JSON.parse(after) as { accounting: { external: number } }).accounting.external,
      (JSON.parse(before) as { accounting: { external: number } }).accounting.external,
    );
    const compared = await bonsai("diff", folder.file("m.onnx"), folder.file("copy/m.onnx"), "--json");
    assert.deepEqual((JSON.parse(compared.stdout) as { rewritten: unknown[] }).rewritten, []);
  });

  it("is said to be missing, and may not lead out of the folder (O16)", async () => {
    for (const location of ["absent.bin", "../weights.bin", "/etc/hostname", "a/../../weights.bin"]) {
      writeFileSync(folder.file("m.onnx"), file(location));
      const { code, stderr, stdout } = await bonsai(
        "quantize-weights",
        folder.file("m.onnx"),
        "-o",
        folder.file("q.onnx"),
      );
      assert.deepEqual([code, stdout], [1, ""], location);
      assert.match(stderr, /^[^\n]+\.\n$/);
    }
  });
});
