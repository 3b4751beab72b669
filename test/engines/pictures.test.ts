// Pictures as inputs: decoded, made to fit, and in the range that a model was made for.
import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { encode as encodePng } from "fast-png";
import { encode as encodeJpeg } from "jpeg-js";
import { numbersOf } from "../../src/engines/elements";
import { readImage, type Image } from "../../src/engines/inputs/image";
import { imageSettings, type Normalization } from "../../src/engines/inputs/image-settings";
import { imageTensor } from "../../src/engines/inputs/image-tensor";
import { statedValues } from "../../src/engines/inputs/stated-values";
import { fitted } from "../../src/engines/inputs/resize";
import { inputsOf } from "../../src/engines/model-runner";
import { authored, withMetadata } from "../support/tflite-metadata";
import { opened } from "./run";

/** Two pixels of colour above two of grey. */
const FOUR = [255, 0, 0, 0, 0, 255, 10, 10, 10, 200, 200, 200];
const IMAGE: Image = { width: 2, height: 2, pixels: Uint8Array.from(FOUR) };

describe("pictures", () => {
  it("are read from PNG of any depth, with a palette and with transparency", async () => {
    const png = (data: Uint8Array | Uint16Array, channels: number, depth: 1 | 8 | 16 = 8) =>
      encodePng({ width: 2, height: 2, data, channels, depth });
    assert.deepEqual(await pixelsIn(png(Uint8Array.from(FOUR), 3)), FOUR);
    assert.deepEqual(
      await pixelsIn(
        png(
          Uint16Array.from(FOUR, (each) => each * 257),
          3,
          16,
        ),
      ),
      FOUR,
    );
    const clear = FOUR.flatMap((each, index) => (index % 3 === 2 ? [each, index] : [each]));
    assert.deepEqual(await pixelsIn(png(Uint8Array.from(clear), 4)), FOUR);
    const greys = [7, 7, 7, 0, 0, 0, 90, 90, 90, 255, 255, 255];
    assert.deepEqual(await pixelsIn(png(Uint8Array.of(7, 0, 90, 255), 1)), greys);
    assert.deepEqual(await pixelsIn(png(Uint8Array.of(7, 1, 0, 2, 90, 3, 255, 4), 2)), greys);
    // Bits and a palette are written by no encoder here: rows of a byte for the filter and one for two pixels.
    assert.deepEqual(
      await pixelsIn(madePng(1, 0, [0, 0x80, 0, 0x40])),
      [255, 255, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255],
    );
    const palette = chunk("PLTE", Uint8Array.of(1, 2, 3, 4, 5, 6));
    assert.deepEqual(await pixelsIn(madePng(1, 3, [0, 0x80, 0, 0x40], palette)), [4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6]);
  });

  it("are read from JPEG and BMP", async () => {
    const data = Uint8Array.from({ length: 16 * 16 * 4 }, (_, index) => [200, 100, 50, 255][index % 4]!);
    const { width, height, pixels } = await readImage(encodeJpeg({ width: 16, height: 16, data }, 95).data, "x.jpg");
    assert.deepEqual([width, height, pixels.length], [16, 16, 16 * 16 * 3]);
    pixels.forEach((each, index) => assert.ok(Math.abs(each - [200, 100, 50][index % 3]!) < 6));
    for (const [bits, isTopDown] of [
      [24, false],
      [32, true],
    ] as const) {
      assert.deepEqual(await pixelsIn(bmp(bits, isTopDown)), FOUR, `${bits} bits`);
    }
  });

  it("are refused where they are damaged, or would unpack to more than they say", async () => {
    const whole = encodePng({ width: 2, height: 2, data: Uint8Array.from(FOUR), channels: 3 });
    for (let length = 0; length < whole.length; length += 5) {
      await assert.rejects(
        readImage(whole.slice(0, length), "x.png"),
        /^ModelError: x\.png is no picture that can be read/,
      );
    }
    const bomb = madePng(1, 0, new Array<number>(1_000_000).fill(0));
    await assert.rejects(readImage(bomb, "x.png"), /it unpacks to more than it says/);
    const huge = Buffer.from(whole);
    huge.writeUInt32BE(2 ** 31 - 1, 16);
    await assert.rejects(readImage(huge, "x.png"), /it is 2147483647×2/);
    const large = Buffer.from(bmp(24, false));
    large.writeInt32LE(2 ** 30, 18);
    await assert.rejects(readImage(large, "x.bmp"), /it is 1073741824×2/);
    const jpeg = Buffer.from(encodeJpeg({ width: 8, height: 8, data: new Uint8Array(256) }).data);
    await assert.rejects(readImage(jpeg.subarray(0, 40), "x.jpg"), /no picture that can be read/);
  });

  it("are made to fit: cropped, stretched, or with black beside them", () => {
    const wide: Image = {
      width: 4,
      height: 2,
      pixels: Uint8Array.from({ length: 24 }, (_, at) => 10 * (Math.floor(at / 3) % 4)),
    };
    const reds = (fit: "crop" | "stretch" | "pad") =>
      Array.from(fitted(wide, 2, 2, fit).values).filter((_, index) => index % 3 === 0);
    assert.deepEqual(reds("crop"), [10, 20, 10, 20]);
    // Each is made of four columns: 0, 10 and 20 with 3/7, 3/7 and 1/7.
    assert.ok(Math.abs(reds("stretch")[0]! - 50 / 7) < 1e-4, reds("stretch").join());
    assert.ok(
      reds("pad").every((each, index) => (index < 2 ? each === reds("stretch")[index] || each > 0 : each >= 0)),
    );
    const tall = fitted(wide, 4, 4, "pad").values.filter((_, index) => index % 3 === 0);
    assert.deepEqual([...tall.slice(0, 4), ...tall.slice(12)], new Array(8).fill(0));
    assert.deepEqual([...tall.slice(4, 8)], [0, 10, 20, 30]);
    assert.deepEqual([...fitted(IMAGE, 2, 2, "crop").values], FOUR);
  });

  it("are laid out as the shape of the input tells", async () => {
    const last = await fed("onnx 13\ninput x float32[1,2,2,3]\ny = Relu(x)\noutput y float32[1,2,2,3]", {
      values: "raw",
    });
    assert.deepEqual(last, { shape: [1, 2, 2, 3], numbers: FOUR });
    const first = await fed("onnx 13\ninput x float32[n,3,2,2]\ny = Relu(x)\noutput y float32[n,3,2,2]", {
      values: "raw",
    });
    assert.deepEqual(first, { shape: [1, 3, 2, 2], numbers: [255, 0, 10, 200, 0, 0, 10, 200, 0, 255, 10, 200] });
    const grey = await fed("onnx 13\ninput x float32[1,4]\ny = Relu(x)\noutput y float32[1,4]", { values: "raw" });
    assert.deepEqual(grey.shape, [1, 4]);
    assert.deepEqual(grey.numbers.map(Math.round), [76, 29, 10, 200]);
    await assert.rejects(
      fed("onnx 13\ninput x float32[1,5]\ny = Relu(x)\noutput y float32[1,5]"),
      /Input "x" takes no pictures: its shape is 1×5/,
    );
  });

  it("have the values that are chosen, that the model states, or that its type suggests", async () => {
    const text = "onnx 13\ninput x float32[1,3,2,2]\ny = Relu(x)\noutput y float32[1,3,2,2]";
    const first = async (settings: Record<string, unknown>, stated: Normalization | null = null) =>
      Number((await fed(text, settings, stated)).numbers[0]!.toFixed(4));
    assert.equal(await first({}), 1);
    assert.equal(await first({ values: "-1..1" }), 1);
    assert.equal(await first({ values: "raw" }), 255);
    assert.equal(await first({ values: "imagenet" }), Number(((255 - 123.675) / 58.395).toFixed(4)));
    assert.equal(await first({ values: "raw", colors: "bgr" }), 0);
    assert.equal(await first({ mean: 5, deviation: [10, 20, 30] }), 25);
    assert.equal(await first({}, { mean: [55], deviation: [2] }), 100);
    assert.equal(await first({ values: "raw" }, { mean: [55], deviation: [2] }), 255);
    const bytes = (type: string) => `tflite\ninput x ${type}[1,2,2,3]\ny = RELU(x)\noutput y ${type}[1,2,2,3]`;
    assert.equal((await fed(bytes("uint8"))).numbers[0], 255);
    assert.equal((await fed(bytes("int8"))).numbers[0], 127);
    const scaled = `tflite\ninput x int8[1,2,2,3] scale 0.5 zero 3\ny = RELU(x)\noutput y int8[1,2,2,3] scale 0.5 zero 3`;
    assert.equal((await fed(scaled, { values: "0..1" })).numbers[0], 5);
    const model = await opened({ name: "m.tflite", bytes: withMetadata(authored()) });
    const [endpoint] = await inputsOf(model);
    assert.deepEqual((await statedValues(model))(endpoint!), {
      normalization: { mean: [127.5], deviation: [128] },
      sampleRate: null,
    });
    assert.equal((await statedValues(await opened(text)))(endpoint!), null);
    assert.throws(() => imageSettings({ values: "some" }), /"values" of pictures has to be one of imagenet, -1\.\.1/);
    assert.throws(() => imageSettings({ mean: 1 }), /has to be both or none/);
    assert.throws(() => imageSettings({ mean: 1, deviation: 0 }), /other than 0/);
  });
});

async function pixelsIn(bytes: Uint8Array): Promise<number[]> {
  const { width, height, pixels } = await readImage(bytes, "x");
  assert.deepEqual([width, height], [2, 2]);
  return [...pixels];
}

async function fed(text: string, settings: Record<string, unknown> = {}, stated: Normalization | null = null) {
  const [endpoint] = await inputsOf(await opened(text));
  const { dtype, shape, bytes } = imageTensor(IMAGE, endpoint!, imageSettings(settings), stated, IMAGE);
  return { shape, numbers: Array.from(numbersOf(dtype, bytes)) };
}

/** Two by two pixels. @param rows Each behind its filter. */
function madePng(
  depth: number,
  color: number,
  rows: readonly number[],
  palette: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const header = Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 2, depth, color, 0, 0, 0);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const data = chunk("IDAT", deflateSync(Uint8Array.from(rows)));
  return Uint8Array.from(
    Buffer.concat([signature, chunk("IHDR", header), palette, data, chunk("IEND", new Uint8Array(0))]),
  );
}

/** Without its checksum, which nobody looks at. */
function chunk(name: string, content: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Uint8Array.from(Buffer.concat([length, Buffer.from(name, "latin1"), content, Buffer.alloc(4)]));
}

function bmp(bits: 24 | 32, isTopDown: boolean): Uint8Array {
  const stride = bits === 24 ? 8 : 8;
  const file = Buffer.alloc(54 + 2 * stride);
  file.write("BM", 0, "latin1");
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(2, 18);
  file.writeInt32LE(isTopDown ? -2 : 2, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  for (const [pixel, row, column] of [0, 1, 2, 3].map((each) => [each, each >> 1, each & 1] as const)) {
    const at = 54 + stride * (isTopDown ? row : 1 - row) + (column * bits) / 8;
    [2, 1, 0].forEach((channel, place) => (file[at + place] = FOUR[3 * pixel + channel]!));
  }
  return Uint8Array.from(file);
}
