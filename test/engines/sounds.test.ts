import assert from "node:assert/strict";
import { quietContext } from "../../src/core";
import { numbersOf } from "../../src/engines/elements";
import { chosenInputs } from "../../src/engines/inputs/chosen-inputs";
import { readChoice } from "../../src/engines/inputs/input-choice";
import type { InputFolder } from "../../src/engines/inputs/input-folder";
import { resampled } from "../../src/engines/inputs/resample";
import type { Stated } from "../../src/engines/inputs/stated-values";
import { readWav } from "../../src/engines/inputs/wav";
import { EngineThread } from "../../src/engines/engine-thread";
import { engineOf, inputsOf, ModelRunner, outputsOf } from "../../src/engines/model-runner";
import { GUESSES, planInputs } from "../../src/engines/random-inputs";
import { firstRun } from "../../src/engines/runs";
import { attributes, constant, encodeGraph, int32s, op, type NodeDef } from "../support/graphdef";
import { npy, riff, wav, zip } from "../support/input-files";
import { host, opened, question } from "./run";

const HALVES = [0.5, -0.5, 0.25, -1];

describe("sounds", () => {
  it("are read from PCM of 8 to 32 bits and from floats, of one channel or the mean of several", () => {
    for (const [code, bits] of [
      [1, 8],
      [1, 16],
      [1, 24],
      [1, 32],
      [3, 32],
      [3, 64],
    ] as const) {
      for (const isExtensible of [false, true]) {
        const { rate, samples } = readWav(wav(HALVES, { code, bits, rate: 44_100, isExtensible }), "x.wav");
        assert.equal(rate, 44_100);
        assert.deepEqual([...samples], HALVES, `${code} ${bits}`);
      }
      const both = wav([0.5, 0, -0.5, -1], { code, bits, channels: 2 });
      assert.deepEqual([...readWav(both, "x.wav").samples], [0.25, -0.75]);
    }
  });

  it("are read to the end where a stream did not know its length", () => {
    const bytes = wav(HALVES);
    new DataView(bytes.buffer).setUint32(bytes.byteLength - 12, 0xffffffff, true);
    assert.deepEqual([...readWav(bytes, "x.wav").samples], HALVES);
  });

  it("are refused where they are damaged or of another kind, each with the reason", () => {
    const whole = wav(HALVES, { isExtensible: true });
    const read = (bytes: Uint8Array) => () => readWav(bytes, "x.wav");
    const changed = (at: number, value: number, width = 16) => {
      const bytes = whole.slice();
      new DataView(bytes.buffer)[width === 16 ? "setUint16" : "setUint32"](at, value, true);
      return bytes;
    };
    const format = whole.subarray(20, 60);
    for (let length = 0; length < whole.byteLength; length++) {
      assert.throws(read(whole.subarray(0, length)), /x\.wav is no sound that can be read: it /, `${length}`);
    }
    assert.throws(read(changed(0, 0)), /it begins as no WAV/);
    assert.throws(read(changed(16, 0x7fffffff, 32)), /ends within a chunk/);
    assert.throws(read(changed(22, 0)), /0 channels of 16 bits do not take 2 bytes/);
    assert.throws(read(changed(22, 2)), /2 channels of 16 bits do not take 2 bytes/);
    assert.throws(read(changed(24, 1, 32)), /it has 1 samples in a second/);
    assert.throws(read(changed(34, 12)), /code 1 with 12 bits/);
    assert.throws(read(changed(44, 7)), /code 7 with 16 bits; PCM of 8 to 32 bits and floats are read/);
    assert.throws(read(changed(48, 7)), /code \? with 16 bits/);
    assert.throws(read(riff([["data", Buffer.alloc(4)]])), /samples come before what says how they are stored/);
    assert.throws(read(riff([["fmt ", format]])), /it has no samples/);
    const short = riff([
      ["fmt ", format.subarray(0, 12)],
      ["data", Buffer.alloc(4)],
    ]);
    assert.throws(read(short), /what says how it is stored is too short/);
  });

  it("have another rate without noise, and nothing of what that cannot hold", () => {
    for (const [from, to] of [
      [44_100, 16_000],
      [48_000, 16_000],
      [8000, 16_000],
      [16_000, 22_050],
      [11_025, 16_000],
    ] as const) {
      const half = Math.min(from, to) / 2;
      for (const share of [0.01, 0.1, 0.5, 0.85]) {
        const made = resampled(sine(share * half, from), from, to);
        assert.equal(made.length, to);
        const noise = signalToNoise(made, sine(share * half, to));
        assert.ok(noise > 80, `${from} to ${to} at ${share}: ${noise} dB`);
      }
      if (to < from) {
        for (const frequency of [1.05 * half, 1.3 * half, 0.49 * from]) {
          const left = -10 * Math.log10(energy(resampled(sine(frequency, from), from, to)) / energy(sine(440, to)));
          assert.ok(left > 80, `${from} to ${to}: ${frequency} Hz is left at ${left} dB`);
        }
      }
    }
  });

  it("are refused where a low rate or a length of the model would make far more of them than the file has", async () => {
    const long = { "x.wav": wav(new Array<number>(90_000).fill(0), { code: 1, bits: 8, rate: 1000 }) };
    await assert.rejects(
      fed(MODEL, { sampleRate: 768_000 }, null, long),
      /Input "x" takes no sound: it would be 69120000 samples, of 67108864 at most\./,
    );
    await assert.rejects(
      fed(MODEL.replaceAll("[t]", "[1099511627776]")),
      /it would be 1099511627776 samples, of 67108864 at most/,
    );
  });

  describe("of models that read the file themselves", function () {
    this.timeout(30_000);

    const WINDOWS = { window_size: 20, stride: 16, magnitude_squared: true };
    const BANDS = {
      ...{ upper_frequency_limit: 7000, lower_frequency_limit: 100 },
      ...{ filterbank_channel_count: 6, dct_coefficient_count: 3 },
    };
    const graph = (last: string, changes: Readonly<Record<string, unknown>> = {}) => ({
      name: "m.pb",
      bytes: encodeGraph({
        node: behind(last, [
          // DT_STRING.
          { name: "file", op: "Placeholder", attr: { dtype: { type: 7 } } },
          op("d", "DecodeWav", ["file"], attributes({ desired_channels: 1, desired_samples: 64, ...changes })),
          op("s", "AudioSpectrogram", ["d"], attributes({ ...WINDOWS, ...changes })),
          int32s("r", [], Int32Array.of(16_000)),
          op("m", "Mfcc", ["s", "d:1"], attributes({ ...BANDS, ...changes })),
          op("n", "Mfcc", ["s", "r"], attributes({ ...BANDS, ...changes })),
          constant("half", [], Float32Array.of(0.5)),
          op("quiet", "Mul", ["d", "half"]),
          op("t", "AudioSpectrogram", ["quiet"], attributes(WINDOWS)),
          op("q", "Mfcc", ["t", "d:1"], attributes(BANDS)),
          op("rate", "Cast", ["d:1"], attributes({ SrcT: "int32", DstT: "float32" })),
          op("both", "Add", ["d", "rate"], attributes({ T: "float32" })),
          op("y", "Identity", [last]),
        ]),
      }),
    });
    const made = async (last: string, changes: Readonly<Record<string, unknown>> = {}, choice = {}) => {
      const model = await opened(graph(last, changes));
      const sound = Array.from({ length: 60 }, (_, at) => 0.5 * Math.sin(0.3 * at));
      const array = npy(
        "<f4",
        [64],
        Float32Array.from({ length: 64 }, (_, at) => sound[at] ?? 0),
      );
      const folder = folderOf({ "x.wav": wav(sound, { code: 3, bits: 32 }), "x.npy": array });
      const inputs = await chosenInputs(readChoice(json({ inputs: "x.wav", ...choice }), "x.inputs.json"), folder);
      const thread = new EngineThread(engineOf(model), host, { milliseconds: 30_000 });
      try {
        const runner = new ModelRunner(model, thread, quietContext());
        const side = { runner, inputs: await inputsOf(model), outputs: outputsOf(model) };
        const { results, sources } = await firstRun(side, question({ inputs }));
        const { shape, dtype, bytes } = results[0]!.get("y")!;
        return { shape, numbers: Array.from(numbersOf(dtype, bytes)), names: sources.map(({ name }) => name) };
      } finally {
        thread.stop();
      }
    };
    const near = (numbers: readonly number[], right: readonly number[]) =>
      right.forEach((each, at) => assert.ok(Math.abs(numbers[at]! - each) < 2e-5, `${numbers.slice(0, 20).join()}`));

    it("are decoded, and what the model makes of them is what TensorFlow makes", async () => {
      // All as TensorFlow 2.21 has it.
      const spectrum = await made("s");
      assert.deepEqual(spectrum.shape, [1, 3, 17]);
      near(spectrum.numbers.slice(17), [7.105054, 7.042305, 5.322391, 1.90459, 0.150635, 0.002846, 0.000977]);
      const root = await made("s", { magnitude_squared: false });
      near(root.numbers.slice(17), [2.665531, 2.653734, 2.307031, 1.380069, 0.388117, 0.05335, 0.031253]);
      const coefficients = [-3.715891, 4.546499, -2.063673, -2.996817, 4.255251, -1.674746];
      for (const cepstrum of [await made("m"), await made("n")]) {
        assert.deepEqual(cepstrum.shape, [1, 3, 3]);
        near(cepstrum.numbers, coefficients);
      }
      const decoded = await made("d");
      assert.deepEqual(decoded.shape, [64, 1]);
      assert.ok(Math.abs(decoded.numbers[1]! - 0.5 * Math.sin(0.3)) < 1e-6);
      assert.deepEqual(decoded.numbers.slice(60), [0, 0, 0, 0], "what is missing is silence");
    });

    it("fill all that is made of them: one file is a sound and its rate, wherever these are read", async () => {
      const both = await made("both");
      assert.deepEqual(both.names, ["d", "d:1"]);
      assert.ok(Math.abs(both.numbers[1]! - 16_000 - 0.5 * Math.sin(0.3)) < 1e-3);
      assert.equal((await made("both", {}, { sampleRate: 8000 })).numbers[63], 8000);
      assert.equal((await made("both", {}, { inputs: { file: "x.wav" } })).numbers[63], 16_000, "by the model's name");
      const array = await made("both", {}, { inputs: "x.npy" });
      assert.deepEqual(array.numbers, both.numbers, "an array is the sound, too");
      near((await made("q")).numbers, [-6.117024, 4.5465, -2.063674, -5.397949, 4.255252, -1.674746]);
    });

    it("are refused where that cannot be, with the reason", async () => {
      await assert.rejects(made("m", { window_size: 65 }), /windows of 65 samples do not fit into 64/);
      await assert.rejects(made("m", { stride: 0 }), /stride is 0/);
      await assert.rejects(made("m", { dct_coefficient_count: 7 }), /7 coefficients cannot be made of 6 bands/);
      await assert.rejects(made("m", { lower_frequency_limit: 8000 }), /no frequencies from 8000 to 7000 Hz/);
      const many = { stride: 4, filterbank_channel_count: 4e6, dct_coefficient_count: 16 };
      await assert.rejects(made("m", many), /it would take 768000000 products, of 536870912 at most/);
      await assert.rejects(made("m", { filterbank_channel_count: 1e9 }), /numbers|coefficients|cosines/);
      await assert.rejects(
        made("d", { desired_channels: 2 ** 21 }),
        /"d" takes no sound: it would be 134217728 samples/,
      );
      await assert.rejects(made("m", {}, { values: "raw" }), /it is made by the model, of samples from -1 to 1/);
    });

    it("are made up as a second of sound at the rate of speech, where the model leaves the length open", async () => {
      const plans = await planInputs(
        await inputsOf(await opened(graph("both", { desired_samples: -1 }))),
        GUESSES[0]!,
        new Map(),
      );
      assert.deepEqual(
        plans.map(({ shape, source }) => [shape.join("×"), source]),
        [
          ["16000×1", "random between -1 and 1"],
          ["", "16000, a sample rate"],
        ],
      );
    });
  });

  it("take no more time than is asked for", () => {
    assert.equal(resampled(new Float32Array(48_000 * 60), 48_000, 16_000, 100).length, 100);
    assert.deepEqual([...resampled(Float32Array.from(HALVES), 8000, 8000, 2)], HALVES.slice(0, 2));
  });

  it("are cut or followed by silence, where the shape has a place for them", async () => {
    const shaped = async (shape: string) => {
      const { shape: made, numbers } = await fed(
        `onnx 13\ninput x float32[${shape}]\ny = Relu(x)\noutput y float32[${shape}]`,
      );
      return [made.join("×"), ...numbers];
    };
    assert.deepEqual(await shaped("2"), ["2", 0.5, -0.5]);
    assert.deepEqual(await shaped("1,6"), ["1×6", ...HALVES, 0, 0]);
    assert.deepEqual(await shaped("n,t"), ["1×4", ...HALVES]);
    assert.deepEqual(await shaped("n,1,3"), ["1×1×3", 0.5, -0.5, 0.25]);
    assert.deepEqual(await shaped("n,5,1"), ["1×5×1", ...HALVES, 0]);
    await assert.rejects(shaped("1,8,8"), /Input "x" takes no sound: its shape is 1×8×8\./);
  });

  it("have the values that are chosen, that the model states, or that its type suggests", async () => {
    const first = async (type: string, choice: Record<string, unknown> = {}, stated: Stated | null = null) =>
      (await fed(`tflite\ninput x ${type}\ny = RELU(x)\noutput y ${type}`, choice, stated)).numbers[0];
    assert.equal(await first("float32[4]"), 0.5);
    assert.equal(await first("int16[4]"), 16_384);
    assert.equal(await first("int32[4]"), 16_384);
    assert.equal(await first("int8[4]"), 64);
    assert.equal(await first("uint8[4]"), 192);
    assert.equal(await first("int8[4] scale 0.25 zero 3"), 5);
    assert.equal(await first("float32[4]", { values: "raw" }), 16_384);
    assert.equal(await first("float32[4]", { mean: 0.25, deviation: 0.5 }), 0.5);
    assert.equal(
      await first("float32[4]", {}, { normalization: { mean: [0], deviation: [2] }, sampleRate: null }),
      0.25,
    );
    await assert.rejects(first("float32[4]", { values: "imagenet" }), /its values are -1\.\.1, raw for 16 bits/);
  });

  it("have the rate that is chosen, that the model states, or that of speech, which is told", async () => {
    const source = async (choice: Record<string, unknown>, sampleRate: number | null) =>
      (await fed(MODEL, choice, { normalization: null, sampleRate })).source;
    assert.equal(await source({}, null), "x.wav, at 16000 Hz, as nobody says another");
    assert.equal(await source({}, 8000), "x.wav, at 8000 Hz");
    assert.equal(await source({}, 3), "x.wav, at 16000 Hz, as nobody says another");
    assert.equal(await source({ sampleRate: 44_100 }, 8000), "x.wav, at 44100 Hz");
    await assert.rejects(
      source({ sampleRate: 1.5 }, null),
      /"sampleRate" has to be a whole number from 1000 to 768000; not 1\.5/,
    );
    assert.equal((await fed(MODEL, { sampleRate: 32_000 })).shape[0], 8);
  });

  it("come from a folder or an archive, a sample each, with classes from the folders in it", async () => {
    const files = {
      "sounds/no/1.wav": wav([0.25]),
      "sounds/yes/2.wav": wav([0.5]),
      "sounds/yes/10.wav": wav([0.75]),
      "sounds/notes.txt": Buffer.from("none"),
    };
    const archive = zip({ "__MACOSX/._1.wav": Buffer.of(1), ...files });
    for (const [inputs, folder] of [
      ["sounds", folderOf(files)],
      ["all.zip", folderOf({ "all.zip": archive })],
    ] as const) {
      const given = await chosenInputs(readChoice(json({ inputs, labels: "folders" }), "x"), folder);
      const { samples, labels, sources } = await given.forModel(await inputsOf(await opened(MODEL)), () => null, null);
      assert.deepEqual(
        samples.map((sample) => numbersOf("float32", sample.get("x")!.bytes)[0]),
        [0.25, 0.5, 0.75],
      );
      assert.deepEqual(labels, [0, 1, 1]);
      assert.equal(sources[0]!.source, `3 sounds of ${inputs}, at 16000 Hz, as nobody says another`);
    }
  });
});

describe("inputs by the names of files", () => {
  const two = "onnx 13\ninput a:0 float32[2]\ninput b float32[2]\ny = Add(a:0, b)\noutput y float32[2]";
  const read = async (files: Readonly<Record<string, Uint8Array>>, text = two, choice = {}) => {
    const given = await chosenInputs(readChoice(json({ inputs: "in", ...choice }), "x"), folderOf(files));
    const { samples } = await given.forModel(await inputsOf(await opened(text)), () => null, null);
    return samples.map((sample) =>
      [...sample.values()].map(({ bytes }) => [...Array.from(numbersOf("float32", bytes))]),
    );
  };

  it("fill each input with the file that has its name", async () => {
    const array = npy("<f4", [2], Float32Array.of(1, 2));
    assert.deepEqual(await read({ "in/b.wav": wav([0.5, 0.25]), "in/a_0.npy": array }), [
      [
        [1, 2],
        [0.5, 0.25],
      ],
    ]);
    assert.deepEqual(await read({ "in/b.csv": Buffer.from("3,4"), "in/a_0.npy": array }), [
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    assert.deepEqual(await read({ "in/b.wav": wav([0.5, 0.25]), "in/a_0.wav": wav([0.125]) }), [
      [
        [0.125, 0],
        [0.5, 0.25],
      ],
    ]);
    await assert.rejects(read({ "in/c.npy": array, "in/a_0.npy": array }), /no array for input "b" among a_0, c/);
    await assert.rejects(
      read({ "in/readme.txt": array }),
      /There are no pictures or sounds in "in", .* no files with the names/,
    );
  });

  it("take raw elements of the type and shape of the input, of as many samples as there are", async () => {
    const bytes = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
    const one = (shape: string) => `onnx 13\ninput x float32[${shape}]\ny = Relu(x)\noutput y float32[${shape}]`;
    assert.deepEqual(await read({ "in/x.bin": bytes }, one("n,3")), [[[1, 2, 3]], [[4, 5, 6]]]);
    assert.deepEqual(await read({ "in/x.raw": bytes }, one("1,t")), [[[1, 2, 3, 4, 5, 6]]]);
    await assert.rejects(read({ "in/x.bin": bytes }, one("4")), /input "x" has the shape 4, x\.bin 6 elements/);
    await assert.rejects(
      read({ "in/x.bin": bytes.subarray(1) }, one("3")),
      /input "x" holds float32, x\.bin has 23 bytes/,
    );
    await assert.rejects(read({ "in/x.bin": new Uint8Array() }, one("3")), /has the shape 3, x\.bin 0 elements/);
    const archive = zip({});
    await assert.rejects(read({ "in/x.bin": archive }, one("3")), /in\/x\.bin is an archive of 0 arrays, not one/);
    const many = { "in/x.bin": new Uint8Array(2 ** 20 + 1) };
    const byte = one("1").replaceAll("float32", "uint8");
    await assert.rejects(read(many, byte), /there are 1048577 samples, of 1048576 at most; say how many to take/);
    assert.equal((await read(many, byte, { samples: 2 })).length, 2);
  });
});

const MODEL = "onnx 13\ninput x float32[t]\ny = Relu(x)\noutput y float32[t]";

async function fed(
  text: string,
  choice: Record<string, unknown> = {},
  stated: Stated | null = null,
  files: Readonly<Record<string, Uint8Array>> = { "x.wav": wav(HALVES) },
) {
  const folder = folderOf(files);
  const given = await chosenInputs(readChoice(json({ inputs: "x.wav", ...choice }), "x.inputs.json"), folder);
  const { samples, sources } = await given.forModel(await inputsOf(await opened(text)), () => stated, null);
  const { dtype, shape, bytes } = samples[0]!.get("x")!;
  return { shape, numbers: Array.from(numbersOf(dtype, bytes)), source: sources[0]!.source };
}

/** The last node, and what stands before one that it needs. */
function behind(name: string, nodes: readonly NodeDef[]): readonly NodeDef[] {
  const needed = new Set([name]);
  return [...nodes]
    .reverse()
    .filter((node, index) => {
      const isNeeded = index === 0 || needed.has(node.name);
      (isNeeded ? (node.input ?? []) : []).forEach((input) => needed.add(input.replace(/:.*/, "")));
      return isNeeded;
    })
    .reverse();
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function folderOf(files: Readonly<Record<string, Uint8Array>>): InputFolder {
  return {
    has: (path) => Promise.resolve(path in files),
    list: (path) =>
      Promise.resolve(
        Object.keys(files)
          .filter((each) => each.startsWith(`${path}/`))
          .sort(),
      ),
    read: (path) => (path in files ? Promise.resolve(files[path]!) : Promise.reject(new Error(`no ${path}`))),
  };
}

/** One second. */
function sine(frequency: number, rate: number): Float32Array {
  return Float32Array.from({ length: rate }, (_, index) => Math.sin((2 * Math.PI * frequency * index) / rate));
}

/** The first and last tenth are left out: there the sound begins and ends. */
function inner(samples: Float32Array): Float32Array {
  return samples.subarray(samples.length / 10, (samples.length * 9) / 10);
}

function energy(samples: Float32Array): number {
  return inner(samples).reduce((sum, each) => sum + each * each, 0);
}

function signalToNoise(made: Float32Array, right: Float32Array): number {
  const noise = made.map((each, index) => each - right[index]!);
  return 10 * Math.log10(energy(right) / energy(noise));
}
