import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { transforms } from "../../src/core";
import { flagsOf } from "../../src/cli/arguments";
import { verbNamed, VERBS } from "../../src/cli/verbs";
import { bonsai, temporaryFolder } from "../support/command";
import { npy, wav } from "../support/input-files";
import { encodeText } from "../support/model-text";
import { encodeGraph, op, placeholder } from "../support/graphdef";

/** What makes an option count: words of the command, and the option with its value. */
type Case = readonly [words: readonly string[], option: readonly string[]];

const OPEN =
  "onnx 13\ninput x float32[n,400]\nconstant w float32[400,4] = ramp\ny = MatMul(x, w)\noutput y float32[n,4]";
const PICTURE =
  "onnx 13\ninput x float32[1,3,4,4]\nconstant k float32[3,1,1] = 3 2 1\nh = Mul(x, k)\ny = Neg(h)\noutput y float32[1,3,4,4]";
const SQUARE = PICTURE.replaceAll("1,3,4,4", "1,3,3,3");
const SOUND = "onnx 13\ninput x float32[1,64]\ny = Neg(x)\noutput y float32[1,64]";
const RANDOM = "onnx 13\ninput x float32[2]\ny = Neg(x)\noutput y float32[2]";

describe("options", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();

  beforeEach(() => {
    const put = (name: string, bytes: Uint8Array | string) => writeFileSync(folder.file(name), bytes);
    for (const [name, text] of Object.entries({
      open: OPEN,
      picture: PICTURE,
      square: SQUARE,
      sound: SOUND,
      random: RANDOM,
    })) {
      put(`${name}.onnx`, encodeText(text).bytes);
      put(`${name}-relu.onnx`, encodeText(text.replace("Neg", "Relu")).bytes);
    }
    put("own.onnx", encodeText(OPEN).bytes);
    put("graph.pb", encodeGraph({ node: [placeholder("x", [2]), op("h", "Neg", ["x"]), op("y", "Neg", ["h"])] }));
    put("x.npy", npy("<f4", [3, 400], new Float32Array(1200).fill(0.5)));
    put(
      "x.wav",
      wav(
        Array.from({ length: 200 }, (_, at) => Math.sin(at)),
        { rate: 8000 },
      ),
    );
    put("labels.csv", "0\n0\n0\n");
    put("recipe.json", JSON.stringify([{ id: "strip-unused", parameters: {} }]));
    mkdirSync(folder.file("pictures"));
    put("pictures/a.bmp", bmp(6, 4));
  });

  it("count, whichever of all there are, or are refused", async () => {
    const at = (name: string) => folder.file(name);
    const model = at("open.onnx");
    const models = {
      verify: (name: string) => [at(`${name}.onnx`), at(`${name}-relu.onnx`)],
      alone: (name: string) => [at(`${name}.onnx`)],
      few: (name: string) => [at(`${name}.onnx`), "--runs", "1"],
    };
    const runs: Record<string, Case> = {
      inputs: [["open"], ["--inputs", at("x.npy")]],
      dimensions: [["open"], ["--dimensions", "n=2"]],
      "time-limit": [["open"], ["--time-limit", "0.001"]],
    };
    // Numbers tell in what verify prints alone; elsewhere it is told that they are read.
    const told: Record<string, Case> = {
      seed: [["random"], ["--seed", "7"]],
      "sample-rate": [
        ["sound", "--inputs", at("x.wav")],
        ["--sample-rate", "4000"],
      ],
      values: [
        ["picture", "--inputs", at("pictures")],
        ["--values", "raw"],
      ],
      fit: [
        ["picture", "--inputs", at("pictures")],
        ["--fit", "stretch"],
      ],
      colors: [
        ["picture", "--inputs", at("pictures")],
        ["--colors", "bgr"],
      ],
      layout: [
        ["square", "--inputs", at("pictures")],
        ["--layout", "nchw"],
      ],
    };
    const read = Object.fromEntries(
      Object.entries(told).map(([name, [, [option]]]): [string, Case] => [
        name,
        [name === "seed" ? ["open"] : ["open", "--inputs", at("x.npy")], [option!, "none"]],
      ]),
    );
    const inputs = (verb: string, models: (name: string) => readonly string[], all: Record<string, Case>) =>
      Object.fromEntries(
        Object.entries(all).map(([name, [[model, ...more], option]]): [string, Case] => [
          name,
          [[verb, ...models(model!), ...more], option],
        ]),
      );
    const written: Record<string, Case> = {
      output: [[], ["-o", at("out.onnx")]],
      force: [["-o", at("own.onnx")], ["--force"]],
      gzip: [
        ["-o", at("out.onnx")],
        ["--gzip", "none"],
      ],
    };
    const onto = (words: readonly string[], cases: Record<string, Case>) =>
      Object.fromEntries(
        Object.entries(cases).map(([name, [more, option]]): [string, Case] => [name, [[...words, ...more], option]]),
      );
    const cases: Readonly<Record<string, Record<string, Case>>> = {
      inspect: {
        ...Object.fromEntries(
          ["hashes", "values", "groups", "about"].map((name): [string, Case] => [
            name,
            [["inspect", model], [`--${name}`]],
          ]),
        ),
        depth: [
          ["inspect", model, "--groups"],
          ["--depth", "0"],
        ],
        dimensions: [
          ["inspect", model],
          ["--dimensions", "n=2"],
        ],
        gzip: [
          ["inspect", model],
          ["--gzip", "none"],
        ],
      },
      transforms: {},
      run: onto(["run", at("recipe.json"), at("own.onnx")], written),
      shrink: onto(["shrink", at("own.onnx")], written),
      tensor: {
        output: [
          ["tensor", model, "w"],
          ["-o", at("w.npy")],
        ],
        axis: [
          ["tensor", model, "w"],
          ["--axis", "1"],
        ],
        graph: [
          ["tensor", model, "w"],
          ["--graph", "none"],
        ],
      },
      diff: {},
      report: {
        output: [
          ["report", model],
          ["-o", at("out.html")],
        ],
        recipe: [
          ["report", at("random.onnx"), "-o", "-"],
          ["--recipe", at("recipe.json")],
        ],
      },
      verify: {
        ...inputs("verify", models.verify, { ...runs, ...told }),
        labels: [
          ["verify", model, model, "--inputs", at("x.npy")],
          ["--labels", at("labels.csv")],
        ],
        samples: [
          ["verify", model, model],
          ["--samples", "2"],
        ],
        taps: [
          ["verify", at("graph.pb"), at("graph.pb")],
          ["--taps", "all"],
        ],
        sqnr: [
          ["verify", at("random.onnx"), at("random-relu.onnx")],
          ["--sqnr", "-900"],
        ],
        "max-absolute": [
          ["verify", at("random.onnx"), at("random-relu.onnx")],
          ["--max-absolute", "9"],
        ],
        agreement: [
          ["verify", at("random.onnx"), at("random-relu.onnx")],
          ["--agreement", "0"],
        ],
        "ignore-below": [
          ["verify", at("random.onnx"), at("random-relu.onnx")],
          ["--ignore-below", "9"],
        ],
      },
      benchmark: {
        ...inputs("benchmark", models.few, { ...runs, ...read }),
        runs: [
          ["benchmark", model],
          ["--runs", "3"],
        ],
      },
      profile: {},
      variants: {
        ...inputs("variants", models.alone, { ...runs, ...read }),
        labels: [
          ["variants", model, "--inputs", at("x.npy")],
          ["--labels", at("labels.csv")],
        ],
        samples: [
          ["variants", model],
          ["--samples", "2"],
        ],
        recipe: [
          ["variants", model],
          ["--recipe", at("recipe.json")],
        ],
        "no-run": [["variants", model], ["--no-run"]],
      },
      "transform-graph": onto(["transform-graph"], {
        in_graph: [
          [`--out_graph=${at("out.pb")}`, "--transforms=strip_unused_nodes"],
          ["--in_graph", at("graph.pb")],
        ],
        out_graph: [
          [`--in_graph=${at("graph.pb")}`, "--transforms=sort_by_execution_order"],
          ["--out_graph", at("out.pb")],
        ],
        transforms: [
          [`--in_graph=${at("graph.pb")}`, `--out_graph=${at("out.pb")}`],
          ["--transforms", "sort_by_execution_order"],
        ],
        inputs: [
          [
            `--in_graph=${at("graph.pb")}`,
            `--out_graph=${at("out.pb")}`,
            "--transforms=strip_unused_nodes",
            "--outputs=y",
          ],
          ["--inputs", "h"],
        ],
        outputs: [
          [
            `--in_graph=${at("graph.pb")}`,
            `--out_graph=${at("out.pb")}`,
            "--transforms=strip_unused_nodes",
            "--inputs=x",
          ],
          ["--outputs", "h"],
        ],
        force: [
          [`--in_graph=${at("graph.pb")}`, `--out_graph=${at("graph.pb")}`, "--transforms=sort_by_execution_order"],
          ["--force"],
        ],
        gzip: [
          [`--in_graph=${at("graph.pb")}`, `--out_graph=${at("out.pb")}`, "--transforms=sort_by_execution_order"],
          ["--gzip", "none"],
        ],
      }),
      "quantize-weights": onto(["quantize-weights", at("own.onnx")], {
        ...written,
        plan: [["-o", at("out.onnx")], ["--plan"]],
      }),
    };
    assert.deepEqual(Object.keys(cases).slice(0, -1), Object.keys(VERBS));
    const silent: string[] = [];
    const without = new Map<string, string>();
    for (const [verb, options] of Object.entries(cases)) {
      const transform = transforms.find(({ id }) => id === verb);
      const parameters = transform === undefined ? {} : flagsOf(transform);
      const wanted = Object.keys(verbNamed(verb)!.flags).filter((name) => !(name in parameters));
      assert.deepEqual(Object.keys(options).sort(), wanted.sort(), verb);
      for (const [name, [words, option]] of Object.entries(options)) {
        const plain = words.join(" ");
        without.set(plain, without.get(plain) ?? (await outcome(words)));
        if (without.get(plain) === (await outcome([...words, ...option]))) {
          silent.push(`${verb} --${name}`);
        }
      }
    }
    assert.deepEqual(silent, []);
  });

  it("that have no place beside another are refused, whichever", async () => {
    const model = folder.file("open.onnx");
    const values: Record<string, string> = { inputs: "none.npy", labels: "folders", dimensions: "n=2" };
    const refusals = async (words: readonly string[], among: readonly string[], taken: readonly string[]) => {
      for (const name of among.filter((each) => !taken.includes(each))) {
        const { takesValue } = verbNamed(words[0]!)!.flags[name]!;
        const { code, stdout, stderr } = await bonsai(
          ...words,
          `--${name}`,
          ...(takesValue ? [values[name] ?? "1"] : []),
        );
        assert.deepEqual([code, stdout], [2, ""], `${words.join(" ")} --${name}`);
        assert.match(
          stderr,
          new RegExp(`^--${name} (has no place beside|goes with|says something of) --[a-z-]+[^\\n]*\\.`),
        );
      }
    };
    await refusals(["variants", model, "--no-run"], Object.keys(VERBS["variants"]!.flags), ["recipe", "no-run"]);
    await refusals(["quantize-weights", model, "--plan"], ["output", "force", "gzip"], []);
    await refusals(["inspect", model], ["depth"], []);
    await refusals(["verify", model, model, "--max-absolute", "1"], ["ignore-below"], []);
    await refusals(["verify", model, model, "--inputs", folder.file("x.npy")], ["seed"], []);
    const ofFiles = ["labels", "sample-rate", "values", "fit", "colors", "layout"];
    await refusals(["verify", model, model], ofFiles, []);
    await refusals(["verify", model, model, "--inputs", "choice.json"], ofFiles, []);
  });

  it("of pictures and sounds are refused for other files", async () => {
    for (const [model, inputs, option, message] of [
      [
        "open",
        "x.npy",
        ["--values", "raw"],
        /"values" is said of pictures and sounds, and there are none in all that is chosen/,
      ],
      ["picture", "pictures", ["--sample-rate", "8000"], /"sampleRate" is said of sounds, and there are none/],
      ["sound", "x.wav", ["--fit", "crop"], /"fit" is said of pictures, and there are none/],
    ] as const) {
      const file = folder.file(`${model}.onnx`);
      const { code, stderr } = await bonsai("verify", file, file, "--inputs", folder.file(inputs), ...option);
      assert.equal(code, 1, option.join(" "));
      assert.match(stderr, message);
    }
  });
});

/** What a command does, but for the time it takes. */
async function outcome(words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await bonsai(...words);
  return [code, stdout.replace(/\d+(\.\d+)? m?s\b/g, ""), stderr].join();
}

/** Of 24 bits, mostly blue, and brighter at the left. */
function bmp(width: number, height: number): Buffer {
  const row = Math.ceil((3 * width) / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height, 0);
  bytes.write("BM");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let at = 54; at < bytes.length; at++) {
    bytes[at] = [200, 100, 10][((at - 54) % row) % 3]! + ((at - 54) % row < 3 ? 50 : 0);
  }
  return bytes;
}
