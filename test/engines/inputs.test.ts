import assert from "node:assert/strict";
import { onnx } from "onnx-proto";
import type { Endpoint } from "../../src/core";
import { numbersOf } from "../../src/engines/elements";
import { readArrays, type InputFile } from "../../src/engines/inputs/given-files";
import { GivenInputs } from "../../src/engines/inputs/given-inputs";
import { readNpy } from "../../src/engines/inputs/npy";
import { inputsOf } from "../../src/engines/model-runner";
import { GUESSES, planInputs, sampleOf, type Guess } from "../../src/engines/random-inputs";
import { opened, type ModelFile } from "./run";
import { npy, zip } from "../support/input-files";
import { encode, floats, model, node, valueInfo } from "../support/onnx";

const NOTHING = () => null;

async function readInputs(...sets: readonly (readonly InputFile[])[]): Promise<GivenInputs> {
  return new GivenInputs(await Promise.all(sets.map((files) => readArrays(files))));
}

const [FIRST] = GUESSES as readonly [Guess];

async function made(text: string | ModelFile, dimensions = new Map<string, number>(), seed = 0, guess = FIRST) {
  const plans = await planInputs(await inputsOf(await opened(text)), guess, dimensions);
  const values = sampleOf(plans, 0, seed);
  return new Map(
    [...values].map(([name, { shape, dtype, bytes }]) => [
      name,
      { shape, dtype, numbers: [...Array.from(numbersOf(dtype, bytes))] },
    ]),
  );
}

describe("inputs that are made up", () => {
  const relu = "onnx 13\ninput x float32[n,8]\ny = Relu(x)\noutput y float32[n,8]";

  it("are the same each time, and others with another seed", async () => {
    const [one, same, other] = [await made(relu), await made(relu), await made(relu, new Map(), 1)];
    assert.deepEqual(one, same);
    assert.notDeepEqual(one.get("x")!.numbers, other.get("x")!.numbers);
    assert.ok(one.get("x")!.numbers.every((each) => each >= -1 && each < 1));
    assert.ok(new Set(one.get("x")!.numbers).size > 1);
  });

  it("have open lengths of 1, or as they are given", async () => {
    assert.deepEqual((await made(relu)).get("x")!.shape, [1, 8]);
    assert.deepEqual((await made(relu, new Map([["n", 3]]))).get("x")!.shape, [3, 8]);
    assert.deepEqual((await made(relu, new Map(), 0, { ...FIRST, length: 4, batch: 4 })).get("x")!.shape, [4, 8]);
    assert.deepEqual(
      (await made(relu, new Map([["n", 3]]), 0, { ...FIRST, length: 4, batch: 4 })).get("x")!.shape,
      [3, 8],
    );
  });

  it("have a batch of one, whatever other lengths are tried", async () => {
    const long = { ...FIRST, length: 64 };
    const shapeOf = async (shape: string) =>
      (
        await made(`onnx 13\ninput x float32[${shape}]\ny = Relu(x)\noutput y float32[${shape}]`, new Map(), 0, long)
      ).get("x")!.shape;
    assert.deepEqual(await shapeOf("batch,sequence,8"), [1, 64, 8]);
    assert.deepEqual(await shapeOf("N,8"), [1, 8]);
    assert.deepEqual(await shapeOf("unk__1,unk__2"), [1, 64]);
    assert.deepEqual(await shapeOf("p.DynamicDimension.0,3,p.DynamicDimension.1"), [1, 3, 64]);
    assert.deepEqual(await shapeOf("sequence,batch_size,8"), [64, 1, 8]);
    assert.deepEqual(await shapeOf("samples"), [64]);
    const last = GUESSES.filter(({ batch }) => batch > 1);
    assert.ok(last.length > 0 && GUESSES.slice(-last.length).every((each) => last.includes(each)), "it is tried last");
  });

  it("are signals of hundreds of samples beside states of one, with their length, where nothing less will do", async () => {
    const text =
      "onnx 13\ninput wave float32[batch,N]\ninput state float32[2,?,4]\ninput wave_lens int64[batch]\ninput sr int64[]\n" +
      "y = Relu(wave)\nz = Relu(state)\nn = Identity(wave_lens)\nr = Identity(sr)\n" +
      "output y float32[batch,N]\noutput z float32[2,?,4]\noutput n int64[batch]\noutput r int64[]";
    const signal = GUESSES.find(({ length }) => length === 512)!;
    assert.equal(signal.batch, 1);
    const found = await made(text, new Map(), 0, signal);
    assert.deepEqual(
      ["wave", "state", "wave_lens"].map((name) => found.get(name)!.shape),
      [[1, 512], [2, 1, 4], [1]],
    );
    assert.deepEqual(found.get("wave_lens")!.numbers, [512]);
    assert.deepEqual(found.get("sr")!.numbers, [16000]);
  });

  it("are indices into what a Gather behind them has", async () => {
    const gather = `onnx 13
      input ids int64[1,200]
      constant table float32[3,4] = ramp
      y = Gather(table, ids)
      output y float32[1,200,4]`.replace(/^ +/gm, "");
    const { numbers } = (await made(gather)).get("ids")!;
    assert.deepEqual([...new Set(numbers)].sort(), [0, 1, 2]);
    const other = (await made(gather.replace("Gather(table, ids)", 'Gather(table, ids) {"axis": 1}'))).get("ids")!;
    assert.equal(Math.max(...other.numbers), 3);
  });

  it("are classes that a OneHot behind them has", async () => {
    const text = `onnx 13
      input label int64[1,100]
      constant depth int64[] = 3
      constant values float32[2] = 0 1
      same = Identity(label)
      y = OneHot(same, depth, values)
      output y float32[1,100,3]`.replace(/^ +/gm, "");
    assert.deepEqual([...new Set((await made(text)).get("label")!.numbers)].sort(), [0, 1, 2]);
  });

  it("are all ones for masks", async () => {
    const masked = "onnx 13\ninput attention_mask int64[1,8]\ny = Neg(attention_mask)\noutput y int64[1,8]";
    assert.deepEqual([...new Set((await made(masked)).get("attention_mask")!.numbers)], [1]);
  });

  it("use all codes of a quantized input", async () => {
    const codes = "tflite\ninput x int8[1,4000] scale 0.5 zero 3\ny = RELU(x)\noutput y int8[1,4000] scale 0.5 zero 3";
    const { numbers } = (await made(codes)).get("x")!;
    assert.ok(Math.min(...numbers) < -120 && Math.max(...numbers) > 120);
    assert.ok(numbers.every(Number.isInteger));
  });

  it("are pictures where the shape is that of one", async () => {
    const last = "tflite\ninput x float32[1,32,32,3]\ny = RELU(x)\noutput y float32[1,32,32,3]";
    const { numbers } = (await made(last)).get("x")!;
    // Neighbours are alike, other than in noise.
    const steps = numbers.slice(3).map((each, index) => Math.abs(each - numbers[index]!));
    assert.ok(steps.reduce((sum, each) => sum + each, 0) / steps.length < 0.2);
    assert.ok(Math.max(...numbers) <= 1 && Math.min(...numbers) >= -1);
  });
});

describe("inputs from files", () => {
  const matrix = npy("<f4", [2, 3], Float32Array.from([1, 2, 3, 4, 5, 6]));

  it("read .npy of each type, in either order of bytes", () => {
    assert.deepEqual(firstOf(matrix), { shape: [2, 3], numbers: [1, 2, 3, 4, 5, 6] });
    assert.deepEqual(firstOf(npy("<i8", [2], BigInt64Array.from([-1n, 7n]))), { shape: [2], numbers: [-1, 7] });
    assert.deepEqual(firstOf(npy("|u1", [], Uint8Array.of(200))), { shape: [], numbers: [200] });
    assert.deepEqual(firstOf(npy(">i2", [2], Uint8Array.of(1, 0, 0, 2))), { shape: [2], numbers: [256, 2] });
    assert.deepEqual(firstOf(npy("<f2", [1], Uint16Array.of(0x3c00))), { shape: [1], numbers: [1] });
  });

  it("refuse .npy that is cut off, has other elements or another order", async () => {
    assert.throws(() => firstOf(matrix.subarray(0, matrix.length - 1)), /x\.npy .* ends within its elements/);
    assert.throws(() => firstOf(matrix.subarray(0, 20)), /ends within its header/);
    assert.throws(() => firstOf(npy("|O", [1], Uint8Array.of(1))), /no plain array of numbers/);
    assert.throws(() => firstOf(npy("<f4", [2 ** 40, 2 ** 40], new Uint8Array(8))), /ends within its elements/);
    assert.throws(() => firstOf(npy("<f4", [1], Float32Array.of(1), "True")), /Fortran's order/);
    await assert.rejects(readInputs([{ name: "x.txt", bytes: Uint8Array.of(1, 2, 3) }]), /x\.txt holds no inputs/);
  });

  it("read .npz, stored and deflated, by name", async () => {
    const archive = zip({ "b.npy": matrix, "a.npy": npy("<f4", [1, 3], Float32Array.from([7, 8, 9])) });
    const inputs = await readInputs([{ name: "x.npz", bytes: archive }]);
    const { samples, sources } = await inputs.forModel(await inputsOf(await opened(TWO)), NOTHING, null);
    assert.deepEqual(sources, [
      { name: "a", source: "x.npz" },
      { name: "b", source: "x.npz" },
    ]);
    assert.equal(samples.length, 1);
    assert.deepEqual(Array.from(numbersOf("float32", samples[0]!.get("b")!.bytes)), [1, 2, 3, 4, 5, 6]);
  });

  it("refuse archives that are damaged or unpack to more than they say", async () => {
    const archive = zip({ "b.npy": matrix });
    const read = (bytes: Uint8Array) => readInputs([{ name: "x.npz", bytes }]);
    await assert.rejects(read(archive.subarray(0, archive.length - 4)), /its directory is missing/);
    const lying = archive.slice();
    const view = new DataView(lying.buffer);
    const directory = view.getUint32(lying.length - 6, true);
    view.setUint32(directory + 24, 4, true);
    await assert.rejects(read(lying), /b\.npy is damaged/);
    const beyond = archive.slice();
    new DataView(beyond.buffer).setUint32(directory + 42, 1e9, true);
    await assert.rejects(read(beyond), /does not hold b\.npy where it says/);
    const packed = archive.slice();
    packed.fill(0xff, 40, 60);
    await assert.rejects(read(packed), /b\.npy is damaged/);
  });

  it("read ONNX's test data, in order or by name", async () => {
    const file = (name: string, index: number, numbers: number[]) => ({
      name: `input_${index}.pb`,
      bytes: onnx.TensorProto.encode(floats(name, numbers.length === 3 ? [1, 3] : [2, 3], numbers)).finish(),
    });
    for (const [first, second] of [
      ["", ""],
      ["a", "b"],
    ] as const) {
      const inputs = await readInputs([file(first, 0, [7, 8, 9]), file(second, 1, [1, 2, 3, 4, 5, 6])]);
      const { samples } = await inputs.forModel(await inputsOf(await opened(TWO)), NOTHING, null);
      assert.deepEqual(Array.from(numbersOf("float32", samples[0]!.get("a")!.bytes)), [7, 8, 9]);
    }
  });

  it("are as many samples as they hold", async () => {
    const count = async (input: string, shape: number[], most: number | null = null) => {
      const elements = new Float32Array(shape.reduce((product, length) => product * length, 1));
      const inputs = await readInputs([{ name: "x.npy", bytes: npy("<f4", shape, elements) }]);
      const text = `onnx 13\ninput x float32[${input}]\ny = Relu(x)\noutput y float32[${input}]`;
      const { samples } = await inputs.forModel(await inputsOf(await opened(text)), NOTHING, most);
      return samples.map((sample) => sample.get("x")!.shape.join("×"));
    };
    assert.deepEqual(await count("1,8", [1, 8]), ["1×8"]);
    assert.deepEqual(await count("1,8", [3, 8]), ["1×8", "1×8", "1×8"]);
    assert.deepEqual(await count("n,8", [3, 8]), ["1×8", "1×8", "1×8"]);
    assert.deepEqual(await count("4,8", [2, 4, 8]), ["4×8", "4×8"]);
    assert.deepEqual(await count("1,8", [3, 8], 2), ["1×8", "1×8"]);
    await assert.rejects(count("1,8", [3, 9]), /input "x" has the shape 1×8, the array 3×9/);
  });

  it("may lack dimensions of one, or have more", async () => {
    const shapes = async (wanted: string, shape: readonly number[]) => {
      const count = shape.reduce((product, length) => product * length, 1);
      const inputs = await readInputs([{ name: "x.npy", bytes: npy("<f4", shape, new Float32Array(count)) }]);
      const text = `onnx 13\ninput x float32[${wanted}]\ny = Relu(x)\noutput y float32[${wanted}]`;
      const { samples } = await inputs.forModel(await inputsOf(await opened(text)), NOTHING, null);
      return samples.map((sample) => sample.get("x")!.shape.join("×"));
    };
    assert.deepEqual(await shapes("6,1", [6]), ["6×1"]);
    assert.deepEqual(await shapes("n,2,3,1", [2, 3]), ["1×2×3×1"]);
    assert.deepEqual(await shapes("2,3", [1, 2, 3, 1]), ["2×3"]);
    await assert.rejects(shapes("2,3", [3, 2]), /input "x" has the shape 2×3, the array 3×2/);
  });

  it("are one for all where the file says that many hold nothing", async () => {
    const inputs = await readInputs([{ name: "x.npy", bytes: npy("<f4", [4_000_000_000, 0], new Uint8Array()) }]);
    const endpoints = await inputsOf(await opened("onnx 13\ninput x float32[n,m]\ny = Relu(x)\noutput y float32[n,m]"));
    const { samples } = await inputs.forModel(endpoints, NOTHING);
    assert.deepEqual(
      samples.map((sample) => sample.get("x")!.shape),
      [[1, 0]],
    );
  });

  it("say which input they leave out", async () => {
    const inputs = await readInputs([{ name: "x.npz", bytes: zip({ "c.npy": matrix }) }]);
    const endpoints = await inputsOf(await opened(TWO));
    await assert.rejects(inputs.forModel(endpoints, NOTHING, null), /no array for input "a" among c/);
  });

  it("leave to be made up what nothing was given for, where all that is given has the name of an input", async () => {
    const endpoints = await inputsOf(await opened(TWO));
    const makeUp = ({ name }: Endpoint) => ({
      ...{ name, source: "" },
      samples: () => Promise.resolve({ samples: [readNpy(matrix, "m")], told: `made for ${name}` }),
    });
    const sourcesOf = async (...names: readonly string[]) => {
      const files = Object.fromEntries(names.map((name) => [`${name}.npy`, matrix]));
      const inputs = await readInputs([{ name: "x.npz", bytes: zip(files) }]);
      return (await inputs.forModel(endpoints, NOTHING, null, undefined, makeUp)).sources;
    };
    assert.deepEqual(await sourcesOf("b"), [
      { name: "a", source: "made for a" },
      { name: "b", source: "x.npz" },
    ]);
    await assert.rejects(sourcesOf("c"), /no array for input "a" among c/);
    await assert.rejects(sourcesOf("b", "c"), /no array for input "a" among b, c/);
    const nameless = await readInputs([{ name: "x.npy", bytes: matrix }]);
    await assert.rejects(
      nameless.forModel(endpoints, NOTHING, null, undefined, makeUp),
      /there are 2 inputs, and x\.npy is one: say which, as in a \.json with {"inputs":{"a":"x\.npy"}}/,
    );
  });

  it("are found by name without comparing each with each", async () => {
    const names = Array.from({ length: 2000 }, (_, index) => `in:${index}`);
    const value = { shape: [1], dtype: "float32", bytes: new Uint8Array(4) } as const;
    let asked = 0;
    const given = [...names].reverse().map((name) => ({
      get name() {
        asked++;
        return name.replace(":", "_");
      },
      source: name,
      samples: () => Promise.resolve({ samples: [value], told: "" }),
    }));
    const endpoints = names.map(
      (name) => ({ name, value: { name, type: null, producer: null }, type: null }) as unknown as Endpoint,
    );
    const { sources } = await new GivenInputs([given]).forModel(endpoints, NOTHING);
    assert.deepEqual(sources.slice(0, 2), [
      { name: "in:0", source: "in:0" },
      { name: "in:1", source: "in:1" },
    ]);
    assert.ok(asked <= 5 * names.length, `${asked} names were looked at`);
  });

  const TWO: ModelFile = {
    name: "two.onnx",
    bytes: encode(
      model({
        node: [node("Add", ["a", "b"], ["y"])],
        input: [valueInfo("a", [1, 3]), valueInfo("b", [2, 3])],
        output: [valueInfo("y", [2, 3])],
      }),
    ),
  };
});

function firstOf(file: Uint8Array) {
  const { dtype, shape, bytes: elements } = readNpy(file, "x.npy");
  return { shape, numbers: Array.from(numbersOf(dtype, elements)) };
}
