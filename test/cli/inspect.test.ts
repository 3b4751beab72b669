import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import type { CostSummary, GroupRow, Summary, ValueRow } from "../../src/core";
import { bonsai, temporaryFolder } from "../support/command";
import { constant, encodeGraph, op, placeholder } from "../support/graphdef";
import { encodeText } from "../support/model-text";
import { encode, floats, model, node, ramp, valueInfo } from "../support/onnx";

interface Inspection extends Omit<Summary, "layers">, Pick<CostSummary, "macs" | "activationPeakBytes"> {
  readonly gzipBytes: number;
  readonly layers: readonly (Summary["layers"][number] & { readonly macs: number | null })[];
  readonly cost: Omit<CostSummary, "macs" | "activationPeakBytes">;
}

async function inspect(path: string): Promise<Inspection> {
  const { code, stdout, stderr } = await bonsai("inspect", path, "--json");
  assert.deepEqual([code, stderr], [0, ""]);
  return JSON.parse(stdout) as Inspection;
}

describe("model-bonsai inspect --groups", () => {
  const folder = temporaryFolder();
  const path = () => {
    const names = ["a/b/x", "a/b/y", "a/c/x", "a/c/y", "d"];
    const nodes = names.map((name, index) => ({
      ...node("MatMul", [index === 0 ? "x" : `v${index - 1}`, "w"], [`v${index}`]),
      name,
    }));
    const graph = {
      name: "g",
      node: nodes,
      initializer: [floats("w", [4, 4], ramp(16))],
      input: [valueInfo("x", [2, 4])],
      output: [valueInfo("v4", [2, 4])],
    };
    const file = folder.file("m.onnx");
    writeFileSync(file, encode(model(graph)));
    return file;
  };

  it("tells what belongs together, as deep as asked for", async () => {
    const file = path();
    const all = JSON.parse((await bonsai("inspect", file, "--groups", "--json")).stdout) as { groups: GroupRow[] };
    assert.deepEqual(
      all.groups.map(({ title, parent, depth, count, macs }) => [title, parent, depth, count, macs]),
      [
        ["a", null, 1, 4, 128],
        ["b", 0, 2, 2, 64],
        ["c", 0, 2, 2, 64],
      ],
    );
    const { stdout } = await bonsai("inspect", file, "--groups");
    assert.match(
      stdout,
      /\nGroup +Nodes +Parameters +Bytes +MACs +Activations\na +4 +16 +64 B +128 +128 B\n {2}b +2 +16/,
    );
    const flat = await bonsai("inspect", file, "--groups", "--depth", "1");
    assert.doesNotMatch(flat.stdout, /\n {2}b/);
    const plain = JSON.parse((await bonsai("inspect", file, "--json")).stdout) as object;
    assert.ok(!("groups" in plain));
  });

  it("says so where there are none, and what is wrong with a depth", async () => {
    const { stdout } = await bonsai("inspect", "samples/mnist-mlp.onnx", "--groups");
    assert.match(stdout, /Nothing in it is in groups/);
    for (const [words, message] of [
      [["--depth", "1"], /--depth goes with --groups/],
      [["--groups", "--depth", "0"], /--depth takes a whole number from 1 on, not "0"/],
      [["--groups", "--depth", "1e3"], /not "1e3"/],
    ] as const) {
      const { code, stderr } = await bonsai("inspect", "samples/mnist-mlp.onnx", ...words);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});

describe("model-bonsai inspect", () => {
  const folder = temporaryFolder();

  for (const [extension, parameters] of [
    ["tflite", 104938],
    ["onnx", 104938],
    ["pb", 104938],
  ] as const) {
    it(`tells what is in the ${extension} sample`, async () => {
      const path = `samples/mnist-mlp.${extension}`;
      const report = await inspect(path);
      const { size } = statSync(path);
      assert.equal(report.bytes, size);
      assert.equal(report.parameters, parameters);
      assert.deepEqual([report.inputs.length, report.outputs.length], [1, 1]);
      assert.equal(report.inputs[0]!.dtype, "float32");
      assert.equal(report.inputs[0]!.shape!.at(-1), 784);
      const { tensors, structure, metadata, external } = report.accounting;
      assert.equal(tensors + structure + metadata, size);
      assert.ok(tensors >= parameters * 4 && external === 0);
      const shares = report.layers.reduce((sum, { share }) => sum + share, 0);
      assert.ok(Math.abs(shares - 1) < 1e-9);
      const zipped = gzipSync(readFileSync(path)).length;
      assert.ok(Math.abs(report.gzipBytes - zipped) <= zipped * 0.01);
      for (const layer of report.layers) {
        assert.deepEqual(
          ["name", "operator", "parameters", "bytes", "share", "dtype"].filter((key) => !(key in layer)),
          [],
        );
      }
    });
  }

  it("compresses all of a large model where the size with gzip is to be exact", async () => {
    const path = folder.file("large.onnx");
    writeFileSync(
      path,
      encodeText(
        `onnx 13\ninput x float32[1,640]\nconstant w float32[640,640] = ramp\ny = MatMul(x, w)\noutput y float32[1,640]`,
      ).bytes,
    );
    const report = async (...options: string[]) =>
      JSON.parse((await bonsai("inspect", path, "--json", ...options)).stdout) as Inspection & {
        gzipEstimated: boolean;
      };
    const [sampled, exact] = [await report(), await report("--gzip", "exact")];
    assert.deepEqual([sampled.gzipEstimated, exact.gzipEstimated], [true, false]);
    const zipped = gzipSync(readFileSync(path)).length;
    assert.ok(Math.abs(exact.gzipBytes - zipped) <= zipped * 0.01);
    const wrong = await bonsai("inspect", path, "--gzip", "roughly");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--gzip takes one of sampled, exact; not "roughly"/);
  });

  it("prints names, layers and bytes for people", async () => {
    const { code, stdout } = await bonsai("inspect", "samples/mnist-mlp.onnx");
    assert.equal(code, 0);
    assert.match(stdout, /^ONNX, opset \d+: 411 KB \(.* with gzip\), 104,938 parameters/);
    assert.match(stdout, /\nInputs\n {2}\S+ .*float32 \[\S+, 784\] .*declared as an input by the graph\n/);
    assert.match(stdout, /100,480 .* 95\.8 %/);
  });

  it("tells what running a model costs, of each layer and in all", async () => {
    // Four convolutions of 14×14 and 7×7, one of 5×5, and a dense layer.
    const macs = [
      14 * 14 * 32 * 9,
      14 * 14 * 32 * 9,
      14 * 14 * 32 * 128,
      49 * 128 * 9,
      49 * 128 * 64,
      25 * 64 * 576,
      640,
    ];
    for (const extension of ["onnx", "pb", "tflite"]) {
      const report = await inspect(`samples/mnist-cnn.${extension}`);
      assert.equal(
        report.macs,
        macs.reduce((sum, each) => sum + each),
        extension,
      );
      const ofLayers = report.layers.map((layer) => layer.macs).filter((each) => each !== 0);
      assert.deepEqual(ofLayers, macs);
      assert.deepEqual([report.cost.unknownMacs.count, report.cost.unknownActivations.count], [0, 0]);
      // What the first pointwise convolution makes; where the batch norm behind it is a node, twice.
      const times = extension === "tflite" ? 1.25 : 2;
      assert.equal(report.activationPeakBytes, 14 * 14 * 128 * 4 * times);
    }
  });

  it("takes lengths that a model leaves open as they are given", async () => {
    const path = "samples/mnist-cnn.onnx";
    const [one, eight] = await Promise.all(
      [[], ["--dimensions", "N=8"]].map(async (more) => {
        const { stdout } = await bonsai("inspect", path, "--json", ...more);
        return JSON.parse(stdout) as Inspection;
      }),
    );
    assert.deepEqual([one!.cost.openDimensions, eight!.cost.openDimensions], [{ N: 1 }, { N: 8 }]);
    assert.equal(eight!.macs, 8 * one!.macs!);
    assert.equal(eight!.activationPeakBytes, 8 * one!.activationPeakBytes!);
    const { stdout } = await bonsai("inspect", path, "--dimensions", "N=8");
    assert.match(
      stdout,
      /\nCost: 18\.4 M multiply-accumulates, peak of activations 1\.53 MB\n {2}Lengths .* N = 8\.\n/,
    );
    assert.match(stdout, /\nLayer .* MACs .*\n/);
    for (const [given, message] of [
      ["M=8", /has no dimension "M": those it leaves open are N/],
      ["N=x", /--dimensions takes names with lengths, as batch=8,seq=128; not "N=x"/],
    ] as const) {
      const wrong = await bonsai("inspect", path, "--dimensions", given);
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, message);
    }
  });

  it("tells type and shape of every value with --values, and where file and operators differ", async () => {
    const path = folder.file("values.onnx");
    const graph = {
      input: [valueInfo("x", ["batch", 4])],
      initializer: [floats("w", [4, 3], ramp(12))],
      valueInfo: [valueInfo("odd", ["batch", 7])],
      node: [node("MatMul", ["x", "w"], ["y"]), node("Relu", ["y"], ["odd"])],
      output: [{ name: "odd" }],
    };
    writeFileSync(path, encode(model(graph)));
    const { code, stdout } = await bonsai("inspect", path, "--values", "--json");
    const { values, warnings } = JSON.parse(stdout) as Inspection & { values: ValueRow[] };
    assert.equal(code, 0);
    const [graphName, dtype] = ["main graph", "float32"];
    assert.deepEqual(values, [
      { graph: graphName, name: "x", dtype, shape: ["batch", 4], source: "stated" },
      { graph: graphName, name: "w", dtype, shape: [4, 3], source: "stated" },
      { graph: graphName, name: "y", dtype, shape: ["batch", 3], source: "inferred" },
      { graph: graphName, name: "odd", dtype, shape: ["batch", 7], source: "stated" },
    ]);
    assert.deepEqual(warnings, ['Value "odd" is stated as float32 batch×7, but Relu makes float32 batch×3.']);
    const printed = await bonsai("inspect", path, "--values");
    assert.match(printed.stdout, /\ny +float32 batch×3 +inferred +main graph\n/);
    assert.match(printed.stdout, /\nWarning: Value "odd" is stated as/);
    assert.equal("values" in (await inspect(path)), false);
  });

  it("infers the endpoints of a frozen graph, with reasons", async () => {
    const path = folder.file("frozen.pb");
    const node = [
      placeholder("image", [-1, 8]),
      constant("w", [8, 2], ramp(16)),
      op("logits", "MatMul", ["image", "w"]),
      op("probabilities", "Softmax", ["logits"]),
      op("keep", "NoOp", ["^logits"]),
    ];
    writeFileSync(path, encodeGraph({ node }));
    const { inputs, outputs, leftOut } = await inspect(path);
    assert.deepEqual(
      inputs.map(({ name, dtype, shape, reason }) => ({ name, dtype, shape, reason })),
      [{ name: "image", dtype: "float32", shape: [null, 8], reason: "a placeholder" }],
    );
    assert.deepEqual(
      outputs.map(({ name, reason }) => [name, reason]),
      [["probabilities", "nothing consumes it"]],
    );
    assert.ok(leftOut.some(({ name }) => name === "keep"));
  });
});

describe("model-bonsai with bad input", () => {
  const folder = temporaryFolder();
  const cases: readonly [string, string | Uint8Array, RegExp][] = [
    ["empty.onnx", "", /is empty/],
    ["pointer.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", /Git LFS pointer/],
    ["notes.pb", "These are notes.\n", /text file/],
    ["noise.tflite", Uint8Array.from({ length: 400 }, (_, i) => (i * 37) & 255), /TFL3/],
    ["cut.tflite", readFileSync("samples/mnist-mlp.tflite").subarray(0, 5000), /file ends at byte 5000/],
    ["cut.onnx", readFileSync("samples/mnist-mlp.onnx").subarray(0, 5000), /file ends at byte 5000; it is incomplete/],
  ];

  for (const [name, content, says] of cases) {
    it(`says one sentence about ${name}`, async () => {
      writeFileSync(folder.file(name), content);
      for (const words of [
        ["inspect", folder.file(name)],
        ["quantize-weights", folder.file(name), "-o", folder.file("out")],
        ["diff", folder.file(name), "samples/mnist-mlp.onnx"],
      ]) {
        const { code, stdout, stderr } = await bonsai(...words);
        assert.deepEqual([code, stdout], [1, ""]);
        assert.match(stderr, says);
        assert.match(stderr, /^[^\n]+\.\n$/);
        assert.doesNotMatch(stderr, /mistake in Model Bonsai|\bat .*:\d+:\d+/);
      }
    });
  }

  it("says which file is missing, and that a folder is none", async () => {
    for (const [path, says] of [
      [folder.file("absent.onnx"), /There is no file .*absent\.onnx\./],
      [folder.path, /is a folder/],
    ] as const) {
      const { code, stderr } = await bonsai("inspect", path);
      assert.equal(code, 1);
      assert.match(stderr, says);
    }
  });

  it("answers wrong usage with exit code 2", async () => {
    const model = "samples/mnist-mlp.onnx";
    const wrong: readonly (readonly string[])[] = [
      [],
      ["frobnicate"],
      ["inspect"],
      ["inspect", ""],
      ["quantize-weights", model, "-o", ""],
      ...["constructor", "__proto__"].flatMap((name) => [
        [name],
        [name, model, "-o", folder.file("out.onnx")],
        ["inspect", model, `--${name}`],
        ["quantize-weights", model, "-o", folder.file("out.onnx"), "--bits", name],
        ["transform-graph", `--in_graph=${model}`, `--out_graph=${folder.file("out.onnx")}`, `--transforms=${name}`],
      ]),
      ["inspect", model, "extra"],
      ["inspect", model, "--nonsense"],
      ["quantize-weights", model],
      ["quantize-weights", model, "-o"],
      ["quantize-weights", model, "-o", folder.file("out.onnx"), "--minimum-elements", "few"],
      ["quantize-weights", model, "-o", folder.file("out.onnx"), "--minimum-elements", "-3"],
      ["quantize-weights", model, "-o", folder.file("out.onnx"), "--per-channel", "maybe"],
      ["run", model],
    ];
    for (const words of wrong) {
      const { code, stderr } = await bonsai(...words);
      assert.equal(code, 2, words.join(" "));
      assert.ok(words.length === 0 || stderr.includes("--help"), stderr);
      assert.doesNotMatch(stderr, /mistake in Model Bonsai/);
    }
  }).timeout(60_000);

  it("has help and a version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    assert.equal((await bonsai("--version")).stdout, `${version}\n`);
    for (const verb of [
      "inspect",
      "transforms",
      "run",
      "shrink",
      "tensor",
      "diff",
      "verify",
      "transform-graph",
      "variants",
      "report",
    ]) {
      const { code, stdout, stderr } = await bonsai(verb, "--help");
      assert.deepEqual([code, stderr, stdout.trimStart().startsWith(`${verb} `)], [0, "", true], verb);
    }
    assert.match((await bonsai("--help")).stdout, /inspect FILE/);
    assert.match((await bonsai("strip-unused", "--help")).stdout, /--outputs A,B/);
  });
});
