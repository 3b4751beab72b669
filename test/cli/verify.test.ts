import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { encode } from "fast-png";
import { onnx } from "onnx-proto";
import type { Verification } from "../../src/engines";
import { digitAt } from "../support/digits";
import { bonsai, temporaryFolder } from "../support/command";
import { wav } from "../support/input-files";
import { encodeText } from "../support/model-text";
import { floats } from "../support/onnx";

const ORIGINAL = "samples/mnist-mlp.onnx";

describe("verify", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it("ends with 0 within the tolerance and with 3 beyond it", async () => {
    const int8 = folder.file("int8.onnx");
    await bonsai("quantize-weights", ORIGINAL, "-o", int8);
    const near = await bonsai("verify", ORIGINAL, int8);
    assert.deepEqual([near.code, near.stderr], [0, ""]);
    assert.match(near.stdout, /^close: "probabilities" differs most: by \S+ at most, \d+\.\d dB\n/);
    assert.match(near.stdout, /\nonnxruntime-web 1\.30\.0, 4 samples\n {2}input input: random/);
    const strict = await bonsai("verify", ORIGINAL, int8, "--sqnr", "100");
    assert.equal(strict.code, 3);
    assert.match(strict.stdout, /^different: "probabilities" is at \d+\.\d dB, less than 100 dB\n/);
    assert.equal((await bonsai("verify", ORIGINAL, int8, "--max-absolute", "1e-9")).code, 3);
    assert.equal((await bonsai("verify", ORIGINAL, int8, "--agreement", "0.5", "--samples", "1")).code, 0);
  });

  it("prints what was found for a program", async () => {
    const { code, stdout } = await bonsai("verify", ORIGINAL, ORIGINAL, "--json", "--taps", "all", "--samples", "2");
    assert.equal(code, 0);
    const { inputs, outputs, layers, ...others } = JSON.parse(stdout) as Verification;
    assert.deepEqual(others, {
      engine: "onnxruntime-web",
      version: "1.30.0",
      samples: 2,
      isTelling: true,
      leftOut: null,
      accuracy: null,
      verdict: "identical",
      reason: "all outputs are the same, bit by bit",
    });
    assert.deepEqual(
      inputs.map(({ name }) => name),
      ["input"],
    );
    assert.deepEqual(outputs, [
      {
        name: "probabilities",
        maxAbsolute: 0,
        maxRelative: 0,
        sqnr: null,
        cosine: 1,
        top1: 1,
        top5: 1,
        nonFinite: 0,
        elements: 20,
      },
    ]);
    assert.ok(layers.length > 3);
    assert.ok(layers.every(({ sqnr, ownSqnr }) => sqnr === null && ownSqnr === null));
  });

  it("makes up inputs that make a difference, and says of those that make none that they tell little", async () => {
    // Softmax of one element is 1, whatever that is.
    const { name, bytes } = encodeText(
      "onnx 13\ninput x float32[batch,length]\ny = Softmax(x)\noutput y float32[batch,length]",
    );
    const file = folder.file(name);
    writeFileSync(file, bytes);
    const made = await bonsai("verify", file, file);
    assert.match(made.stdout, /^identical: all outputs are the same, bit by bit\n[^]*input x: random[^\n]*, 1×2\n/);
    const given = await bonsai("verify", file, file, "--dimensions", "length=1");
    assert.match(
      given.stdout,
      /^identical: .*; but the first model makes the same of every sample, which tells little: /,
    );
  });

  it("ends with 1 where it cannot be verified, and says why", async () => {
    const { name, bytes } = encodeText("onnx 13\ninput x float32[4]\ny = NoSuchThing(x)\noutput y float32[4]");
    writeFileSync(folder.file(name), bytes);
    const { code, stdout, stderr } = await bonsai("verify", folder.file(name), folder.file(name));
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^Cannot verify: onnxruntime-web 1\.30\.0 cannot load the model: .*NoSuchThing.*\n$/);
  });

  it("ends with 2 for what it does not take", async () => {
    for (const [words, message] of [
      [["--taps", "some"], /--taps takes one of all, outputs/],
      [["--samples", "0"], /--samples takes a number from 1/],
      [["--samples", "1.5"], /--samples takes a whole number from 1/],
      [["--agreement", "2"], /--agreement takes a number from 0 to 1/],
      [["--dimensions", "batch"], /--dimensions takes names with lengths/],
      [["--dimensions", "nothing=3"], /has no dimension "nothing"/],
    ] as const) {
      const { code, stderr } = await bonsai("verify", ORIGINAL, ORIGINAL, ...words);
      assert.equal(code, 2, words.join(" "));
      assert.match(stderr, message);
    }
    assert.equal((await bonsai("verify", ORIGINAL)).code, 2);
  });

  it("takes inputs from a folder of ONNX's test data", async () => {
    const { name, bytes } = encodeText("onnx 13\ninput x float32[2]\ny = Neg(x)\noutput y float32[2]");
    writeFileSync(folder.file(name), bytes);
    const data = folder.file("test_data_set_0");
    mkdirSync(data);
    writeFileSync(`${data}/input_0.pb`, onnx.TensorProto.encode(floats("x", [2], [1, NaN])).finish());
    const { code, stdout } = await bonsai("verify", folder.file(name), folder.file(name), "--inputs", data);
    assert.equal(code, 3);
    assert.match(stdout, /^different: "y" holds 1 of 2 elements that are not finite\n/);
    const second = folder.file("test_data_set_1");
    mkdirSync(second);
    writeFileSync(`${second}/input_0.pb`, onnx.TensorProto.encode(floats("x", [2], [1, 2])).finish());
    const both = await bonsai("verify", folder.file(name), folder.file(name), "--inputs", folder.path);
    assert.match(both.stdout, /"y" holds 1 of 4 elements that are not finite\n\nonnxruntime-web 1\.30\.0, 2 samples\n/);
    const beside = await bonsai("verify", folder.file(name), folder.file(name));
    assert.equal(beside.stdout, both.stdout, "test data beside the model is found");
    const missing = await bonsai("verify", folder.file(name), folder.file(name), "--inputs", folder.file("no"));
    assert.equal(missing.code, 1);
  });

  it("takes sounds, at the rate that is asked for", async () => {
    const { name, bytes } = encodeText("onnx 13\ninput x float32[1,800]\ny = Neg(x)\noutput y float32[1,800]");
    writeFileSync(folder.file(name), bytes);
    const [sound, choice] = [folder.file("s.wav"), folder.file("s.inputs.json")];
    writeFileSync(sound, wav(Float32Array.from({ length: 1600 }, Math.sin), { rate: 44_100 }));
    const run = (...words: string[]) => bonsai("verify", folder.file(name), folder.file(name), ...words);
    const { code, stdout } = await run("--inputs", sound, "--sample-rate", "8000");
    assert.equal(code, 0);
    assert.match(stdout, /^identical: .*\n\n.*1 sample\n {2}input x: .*s\.wav, at 8000 Hz\n/);
    writeFileSync(choice, JSON.stringify({ inputs: "s.wav" }));
    assert.match((await run("--inputs", choice)).stdout, /s\.wav, at 16000 Hz, as nobody says another\n/);
    const beside = await run("--inputs", choice, "--sample-rate", "8000");
    assert.deepEqual([beside.code, beside.stderr.includes("--sample-rate has no place beside")], [2, true]);
    assert.equal((await run("--inputs", sound, "--sample-rate", "1")).code, 2);
  });

  describe("on digits", () => {
    const COUNT = 100;
    const int8 = () => folder.file("int8.tflite");
    const digits = () => folder.file("digits");
    const verified = async (...words: string[]): Promise<Verification> => {
      const { stdout, stderr } = await bonsai("verify", folder.file("mnist-cnn.tflite"), int8(), "--json", ...words);
      assert.equal(stderr, "");
      return JSON.parse(stdout) as Verification;
    };

    beforeEach(async () => {
      copyFileSync("samples/mnist-cnn.tflite", folder.file("mnist-cnn.tflite"));
      await bonsai("quantize-weights", "samples/mnist-cnn.tflite", "-o", int8());
      for (let digit = 0; digit < COUNT; digit++) {
        const { pixels, label } = digitAt(digit);
        const png = encode({ width: 28, height: 28, data: pixels, channels: 1 });
        mkdirSync(`${digits()}/${label}`, { recursive: true });
        writeFileSync(`${digits()}/${label}/${digit}.png`, png);
      }
    });

    it("counts how often models are right, with classes from folders", async () => {
      const { accuracy, samples, inputs, verdict } = await verified("--inputs", digits(), "--labels", "folders");
      assert.equal(verdict, "close");
      assert.equal(samples, COUNT);
      assert.match(inputs[0]!.source, /^100 pictures of .*digits, values 0\.\.1$/);
      assert.deepEqual(accuracy, { before: 1, after: 1, labels: COUNT });
      const wrong = await verified("--inputs", digits(), "--labels", "folders", "--values", "-1..1");
      assert.ok(wrong.accuracy!.before < 1, "other values are not what the model was made for");
    });

    it("takes what model.inputs.json says, with classes from a table", async () => {
      const rows = Array.from(
        { length: COUNT },
        (_, digit) => `${digit}.png,${digit === 7 ? 0 : digitAt(digit).label}`,
      );
      writeFileSync(folder.file("classes.csv"), ["file,class", ...rows].join("\n"));
      const choice = { inputs: { input: { path: "digits", values: "0..1" } }, labels: "classes.csv" };
      writeFileSync(folder.file("mnist-cnn.inputs.json"), JSON.stringify(choice));
      assert.deepEqual((await verified()).accuracy, { before: 0.99, after: 0.99, labels: COUNT });
      assert.equal((await verified("--samples", "5")).samples, 5);
      const elsewhere = await bonsai(
        "verify",
        ORIGINAL,
        ORIGINAL,
        "--inputs",
        folder.file("mnist-cnn.inputs.json"),
        "--json",
      );
      assert.equal((JSON.parse(elsewhere.stdout) as Verification).accuracy!.labels, COUNT);
    });

    it("takes tables of numbers", async () => {
      const rows = [0, 1, 2].map((digit) => Array.from(digitAt(digit).pixels, (each) => each / 255).join(","));
      writeFileSync(folder.file("digits.csv"), rows.join("\n"));
      writeFileSync(folder.file("classes.csv"), [0, 1, 2].map((digit) => digitAt(digit).label).join("\n"));
      const words = ["--inputs", folder.file("digits.csv"), "--labels", folder.file("classes.csv")];
      assert.deepEqual((await verified(...words)).accuracy, { before: 1, after: 1, labels: 3 });
    });

    it("says what is wrong with what is chosen", async () => {
      const file = folder.file("x.inputs.json");
      for (const [choice, message] of [
        ["{", /x\.inputs\.json does not say what to feed: it is no JSON/],
        ['{"input": "a"}', /"input" in it means nothing; there are inputs, labels/],
        ['{"inputs": {"input": {"file": "a"}}}', /"file" in input "input" means nothing/],
        ['{"inputs": "digits", "values": "most"}', /"values" of pictures has to be one of imagenet/],
        ['{"inputs": "digits", "samples": 0}', /"samples" has to be a whole number/],
        ['{"inputs": "nowhere"}', /There is no file "nowhere"/],
      ] as const) {
        writeFileSync(file, choice);
        const { code, stderr } = await bonsai("verify", folder.file("mnist-cnn.tflite"), int8(), "--inputs", file);
        assert.equal(code, 1, choice);
        assert.match(stderr, message);
      }
      for (const words of [
        ["--labels", "folders"],
        ["--values", "raw"],
        ["--inputs", digits(), "--fit", "wide"],
      ]) {
        assert.equal(
          (await bonsai("verify", folder.file("mnist-cnn.tflite"), int8(), ...words)).code,
          2,
          words.join(" "),
        );
      }
    });
  });
});
