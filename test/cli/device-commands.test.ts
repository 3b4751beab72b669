import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { deviceCommands } from "../../src/cli/device-commands";
import { opened, type ModelFile } from "../engines/run";
import { bonsai, temporaryFolder } from "../support/command";
import { externalModel, externalTensor, weightBytes } from "../support/external-data";
import { attributes, encodeGraph, int32s, op, placeholder } from "../support/graphdef";

type Fed = Parameters<typeof deviceCommands>[3][number];

const fed = (name: string, shape: readonly number[], dtype = "float32", range: Fed["range"] = null): Fed => ({
  ...{ name, shape, dtype, source: "", range },
});

/** What each tool is told behind its name; null: why it cannot be. */
async function told(model: ModelFile | string, ...inputs: readonly Fed[]) {
  return (await deviceCommands("m", [], await opened(model), inputs, null)).map(({ commands, problem }) => {
    const words =
      /^adb shell '(.*)'$/
        .exec(commands.at(-1) ?? "")?.[1]
        ?.split(" ")
        .slice(1) ?? [];
    return problem ?? words.filter((word) => !/^--(graph|num_threads)=/.test(word)).join(" ");
  });
}

describe("commands for a device", () => {
  const folder = temporaryFolder();

  it("have the inputs of a .tflite in the order of its subgraph, by which the tool goes", async () => {
    const text = "tflite\ninput a float32[1,2]\ninput b float32[1,3]\nh = SUM(b, a)\noutput h float32[1,3]";
    const [litert, tflite] = await told(text, fed("b", [1, 3]), fed("a", [1, 2]));
    assert.deepEqual([litert, tflite], ["", "--input_layer=a,b --input_layer_shape=1,2:1,3"]);
  });

  it("have the range of whole numbers, where the name can stand before one", async () => {
    const text = (name: string) => `tflite\ninput ${name} int32[1,2]\nh = NEG(${name})\noutput h int32[1,2]`;
    const [, plain] = await told(text("ids"), fed("ids", [1, 2], "int32", [0, 7]));
    assert.equal(plain, "--input_layer=ids --input_layer_shape=1,2 --input_layer_value_range=ids,0,7");
    const [, colon] = await told(text("ids:0"), fed("ids:0", [1, 2], "int32", [0, 7]));
    assert.equal(colon, "--input_layer=ids:0 --input_layer_shape=1,2");
  });

  it("say what a tool cannot be told, and leave out what the file says anyway", async () => {
    const text = (shape: string) => `tflite\ninput x float32[${shape}]\nh = NEG(x)\noutput h float32[${shape}]`;
    assert.deepEqual(await told(text("?,4"), fed("x", [8, 4])), [
      `it has no option for the shape 8×4 of "x"`,
      "--input_layer=x --input_layer_shape=8,4",
    ]);
    assert.deepEqual(await told(text(""), fed("x", [])), ["", ""], "a single number");
    const onnx = (shape: string) => `onnx 13\ninput x float32[${shape}]\nh = Neg(x)\noutput h float32[${shape}]`;
    const common = "-e cpu -m times -r 100 -x 4 -I";
    assert.deepEqual(await told(onnx("n,4"), fed("x", [2, 4])), [`${common} -f n:2 /data/local/tmp/m`]);
    assert.deepEqual(await told(onnx("a:b,4"), fed("x", [1, 4])), [`${common} /data/local/tmp/m`]);
    assert.deepEqual(await told(onnx("a:b,4"), fed("x", [2, 4])), [`it has no option for the length 2 of "a:b"`]);
  });

  it("ask a classifier of pictures, in the words of label_image, and no other model", async () => {
    const asked = async (model: ModelFile | string, input: Fed, values: Parameters<typeof deviceCommands>[4] = null) =>
      (await deviceCommands("m", [], await opened(model), [input], values)).find(({ tool }) =>
        tool.includes("label_image"),
      );
    const classifier = (dtype: string, classes = "[1,10]") =>
      `tflite\ninput x ${dtype}[1,32,24,3]\nh = NET(x)\noutput h float32${classes}`;
    const picture = fed("x", [1, 32, 24, 3]);
    const { commands } = (await asked(classifier("float32"), picture))!;
    assert.deepEqual(commands, [
      "adb push m /data/local/tmp/m",
      "adb push picture.bmp /data/local/tmp/picture.bmp",
      "adb push labels.txt /data/local/tmp/labels.txt",
      "adb shell '/data/local/tmp/label_image --tflite_model=/data/local/tmp/m --image=/data/local/tmp/picture.bmp " +
        "--labels=/data/local/tmp/labels.txt --input_mean=127.5 --input_std=127.5 --threads=4'",
    ]);
    const words = async (...given: Parameters<typeof asked>) => {
      const { commands, problem } = (await asked(...given))!;
      return problem ?? commands.at(-1)!;
    };
    const raw = { mean: [0], deviation: [1] };
    assert.match(await words(classifier("float32"), picture, raw), /--input_mean=0 --input_std=1 /);
    const codes = { ...picture, dtype: "uint8" };
    assert.doesNotMatch(await words(classifier("uint8"), codes), /mean/);
    const three = { mean: [123, 116, 103], deviation: [1] };
    assert.match(await words(classifier("float32"), picture, three), /one mean and one deviation/);

    assert.equal(await asked(classifier("int8"), { ...picture, dtype: "int8" }), undefined);
    assert.equal(await asked(classifier("float32", "[1,16,16,10]"), picture), undefined);
    assert.equal(await asked(classifier("float32").replace("24,3", "24,1"), fed("x", [1, 32, 24, 1])), undefined);
    const onnx = "onnx 13\ninput x float32[1,32,24,3]\nh = Net(x)\noutput h float32[1,10]";
    assert.equal(await asked(onnx, picture), undefined);

    const node = [
      placeholder("x", [1, 32, 24, 3]),
      int32s("axes", [2], Int32Array.of(1, 2)),
      op("y", "Mean", ["x", "axes"], { Tidx: { type: 3 } }),
    ];
    const pb = { name: "m.pb", bytes: encodeGraph({ node }) };
    const line = await words(pb, picture, { mean: [0], deviation: [255] });
    assert.match(line, /--graph=\S+ .* --input_width=24 --input_height=32 --input_mean=0 --input_std=255 /);
    assert.match(line, /--input_layer=x --output_layer=y'$/);
    assert.match(await words(pb, picture), /--input_mean=128 --input_std=128 /);
    assert.match(await words(pb, picture, { mean: [0], deviation: [2.6] }), /a whole number as deviation.*2\.6/);
  });

  it("of TensorFlow have the types that the tool can make, and numbers that are not to be 0", async () => {
    const graph = {
      name: "m.pb",
      bytes: encodeGraph({
        node: [
          { name: "file", op: "Placeholder", attr: { dtype: { type: 7 } } },
          op("d", "DecodeWav", ["file"], attributes({ desired_channels: 1, desired_samples: 64 })),
          op("s", "AudioSpectrogram", ["d"], attributes({ window_size: 20, stride: 16 })),
          op("m", "Mfcc", ["s", "d:1"]),
        ],
      }),
    };
    const rate = fed("d:1", [], "int32", [16_000, 16_000]);
    assert.deepEqual(await told(graph, fed("d", [64, 1]), rate), [
      "--input_layer=d,d:1 --input_layer_shape=64,1: --input_layer_type=float,int32 --input_layer_values=:16000 --output_layer=m",
    ]);
    assert.deepEqual(await told(graph, rate), [`it has no way to write the shape of "d:1", a single number`]);
    assert.deepEqual(await told(graph, fed("d", [64, 1], "int64")), [`it makes no inputs of int64, as "d" is`]);
  });

  it("bring the files that an .onnx is made of", async () => {
    writeFileSync(folder.file("m.onnx"), externalModel([externalTensor("w", [4, 4], "w.bin")]));
    writeFileSync(folder.file("w.bin"), weightBytes(16));
    const { code, stdout, stderr } = await bonsai("benchmark", folder.file("m.onnx"), "--runs", "1");
    assert.equal(code, 0, stderr);
    for (const name of ["m.onnx", "w.bin"]) {
      assert.ok(stdout.includes(`\nadb push ${folder.file(name)} /data/local/tmp/${name}\n`), stdout);
    }
  });
});
