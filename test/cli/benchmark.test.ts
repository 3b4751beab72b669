import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { benchmarkModels, EngineError, type BenchmarkResult, type EngineHost } from "../../src/engines";
import { quietContext } from "../../src/core";
import { deviceCommands } from "../../src/cli/device-commands";
import { nodeHost } from "../../src/engines/node-host";
import { opened } from "../engines/run";
import { bonsai, temporaryFolder } from "../support/command";

const RELU = "onnx 13\ninput x float32[batch,4]\ny = Relu(x)\noutput y float32[batch,4]";
const QUESTION = {
  runs: 3,
  seed: 0,
  inputs: null,
  dimensions: new Map<string, number>(),
  limits: { milliseconds: 30_000 },
};

describe("benchmark", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it("measures models side by side, and says for what the figures do not stand", async () => {
    const int8 = folder.file("int8.tflite");
    await bonsai("quantize-weights", "samples/mnist-cnn.tflite", "-o", int8);
    const { code, stdout } = await bonsai("benchmark", "samples/mnist-cnn.tflite", int8, "--runs", "5", "--json");
    assert.equal(code, 0);
    const { note, models } = JSON.parse(stdout) as {
      note: string;
      models: (BenchmarkResult & { file: string; bytes: number; ratio: number })[];
    };
    assert.match(note, /WebAssembly on this computer.*not what a device does/);
    assert.deepEqual(
      models.map(({ file, runs, engine }) => [file, runs, engine]),
      [
        ["samples/mnist-cnn.tflite", 5, "LiteRT.js"],
        [int8, 5, "LiteRT.js"],
      ],
    );
    for (const { start, load, first, median, tenth, ninetieth, memory, warmUps, bytes, inputs } of models) {
      assert.ok([start, load, first, median, tenth].every((time) => time > 0));
      assert.ok(tenth <= median && median <= ninetieth);
      assert.ok(memory > 2 ** 20 && memory < 2 ** 32, `${memory} bytes`);
      assert.ok(warmUps >= 10);
      assert.ok(bytes > 50_000);
      assert.deepEqual([inputs[0]!.name, inputs[0]!.dtype, inputs[0]!.shape], ["input", "float32", [1, 28, 28, 1]]);
    }
    assert.equal(models[0]!.ratio, 1);
    assert.ok(Math.abs(models[1]!.ratio - models[1]!.median / models[0]!.median) < 1e-9);
  });

  it("runs them on the first sample that is given, in the type and shape of each", async () => {
    const pixels = folder.file("digits.csv");
    writeFileSync(pixels, `${Array(784).fill(0.5).join(",")}\n${Array(784).fill(0).join(",")}`);
    const models = ["samples/mnist-mlp.onnx", "samples/mnist-mlp.tflite"];
    const { code, stdout } = await bonsai("benchmark", ...models, "--inputs", pixels, "--runs", "1", "--json");
    assert.equal(code, 0);
    const { models: measured } = JSON.parse(stdout) as { models: BenchmarkResult[] };
    for (const { inputs } of measured) {
      assert.deepEqual([inputs[0]!.shape, inputs[0]!.source], [[1, 784], "digits.csv"]);
    }
    const { code: wrong, stderr } = await bonsai("benchmark", models[0]!, "--fit", "crop");
    assert.equal(wrong, 2);
    assert.match(stderr, /--fit says something of --inputs, which is missing/);
  });

  it("prints a table, and commands for a device", async () => {
    const { stdout } = await bonsai("benchmark", "samples/mnist-mlp.onnx", "samples/mnist-mlp.pb", "--runs", "2");
    assert.match(stdout, /^WebAssembly on this computer/);
    assert.match(stdout, /\nonnxruntime-web 1\.30\.0, TensorFlow\.js 4\.22\.0\n/);
    assert.match(stdout, /\nmnist-mlp\.onnx +411 KB .* MB\nmnist-mlp\.pb +411 KB .* × .* MB\n/);
    assert.match(
      stdout,
      /\nadb push samples\/mnist-mlp\.onnx \/data\/local\/tmp\/mnist-mlp\.onnx\nadb shell '.*onnxruntime_perf_test .*-I -f N:1 /,
    );
    assert.match(
      stdout,
      /--input_layer=input --input_layer_shape=1,784 --input_layer_type=float --output_layer=probabilities'/,
    );
  });

  it("runs them by turns", async () => {
    const real = nodeHost("dist/engines");
    const calls: string[] = [];
    const host: EngineHost = {
      wasm: (kind) => real.wasm(kind),
      start: async (kind) => {
        const worker = await real.start(kind);
        const name = calls.length === 0 ? "A" : "B";
        calls.push(`start ${name}`);
        return {
          ...worker,
          post: (message, transfer) => {
            calls.push(`${(message as { call: string }).call} ${name}`);
            worker.post(message, transfer);
          },
        };
      },
    };
    await benchmarkModels([await opened(RELU), await opened(RELU)], QUESTION, host, quietContext());
    assert.deepEqual(
      calls.filter((call) => call.startsWith("time")).slice(-6),
      ["A", "B", "A", "B", "A", "B"].map((name) => `time ${name}`),
    );
  });

  it("says what cannot be run", async () => {
    const { code, stderr } = await bonsai("benchmark", "package.json");
    assert.equal(code, 1);
    assert.notEqual(stderr, "");
    assert.equal((await bonsai("benchmark")).code, 2);
    assert.equal((await bonsai("benchmark", "samples/mnist-mlp.onnx", "--runs", "0")).code, 2);
    const unknown = await opened("onnx 13\ninput x float32[4]\ny = NoSuchThing(x)\noutput y float32[4]");
    await assert.rejects(benchmarkModels([unknown], QUESTION, nodeHost("dist/engines"), quietContext()), EngineError);
  });

  it("quotes names for two shells, one behind the other", async () => {
    const name = "it's $(touch x) `y`.onnx";
    const path = folder.file(name);
    copyFileSync("samples/mnist-mlp.onnx", path);
    const inputs = [{ name: "x", dtype: "float32", shape: [1, 4], source: "", range: null }];
    const { commands } = (await deviceCommands(path, [], await opened(RELU), inputs, null))[0]!;
    // What the words are once a shell has read them; the words behind "adb shell" are read by another one.
    const words = (command: string) =>
      execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8", cwd: folder.path })
        .trimEnd()
        .split("\n");
    assert.deepEqual(words(commands[0]!), ["adb", "push", path, `/data/local/tmp/${name}`]);
    const [adb, shell, remote, ...more] = words(commands[1]!);
    assert.deepEqual([adb, shell, more], ["adb", "shell", []]);
    assert.equal(words(remote!).at(-1), `/data/local/tmp/${name}`);
    assert.ok(words(remote!).includes("batch:1"));
  });
});
