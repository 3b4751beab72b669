// The command line is told to end, or ended, while it writes.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { bonsai, ended, start, temporaryFolder } from "../support/command";
import { endless } from "../support/endless";
import { externalModel, externalTensor } from "../support/external-data";

const TENSORS = 12;
const BYTES = 8 * 1024 * 1024;
const posix = process.platform === "win32" ? it.skip : it;

describe("model-bonsai, told to end", () => {
  const folder = temporaryFolder();
  const old = "what was there before";

  /** A model of 96 MB in two files, which are written into a folder that holds older ones. */
  function putModel(): void {
    mkdirSync(folder.file("in"));
    mkdirSync(folder.file("out"));
    const tensors = Array.from({ length: TENSORS }, (_, index) =>
      externalTensor(`w${index}`, [1024, 2048], "weights.bin", index * BYTES),
    );
    writeFileSync(folder.file("in/m.onnx"), externalModel(tensors.slice(0, 1)));
    writeFileSync(folder.file("in/weights.bin"), Buffer.alloc(TENSORS * BYTES, 1));
    writeFileSync(folder.file("out/m.onnx"), old);
    writeFileSync(folder.file("out/weights.bin"), old);
  }

  /** Starts to write and sends a signal as soon as there is a file that is not whole. */
  async function endedBy(signal: NodeJS.Signals) {
    const child = start([
      "run",
      folder.file("none.json"),
      folder.file("in/m.onnx"),
      "-o",
      folder.file("out/m.onnx"),
      "-f",
    ]);
    const run = ended(child);
    while (child.exitCode === null && unfinished().length === 0) {
      await new Promise((next) => setTimeout(next, 1));
    }
    child.kill(signal);
    return run;
  }

  const unfinished = () => readdirSync(folder.file("out")).filter((name) => name.startsWith(".model-bonsai"));
  const assertUntouched = () => {
    for (const name of ["m.onnx", "weights.bin"]) {
      assert.equal(readFileSync(folder.file(`out/${name}`), "utf8"), old);
    }
  };

  beforeEach(() => {
    putModel();
    writeFileSync(folder.file("none.json"), "[]");
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    posix(`by ${signal} cleans up and ends by it (G37)`, async () => {
      const run = await endedBy(signal);
      assert.deepEqual([run.signal, run.stderr], [signal, "Cancelled: nothing was written.\n"]);
      assert.deepEqual(unfinished(), []);
      assertUntouched();
    });
  }

  posix("by SIGKILL leaves what the next start removes", async () => {
    assert.equal((await endedBy("SIGKILL")).signal, "SIGKILL");
    assert.notDeepEqual(unfinished(), []);
    assertUntouched();
    copyFileSync("samples/mnist-mlp.onnx", folder.file("out/other.onnx"));
    assert.equal((await bonsai("inspect", folder.file("out/other.onnx"))).code, 0);
    assert.deepEqual(unfinished(), []);
    assertUntouched();
  });

  posix("by two signals at once leaves nothing either", async () => {
    const child = start(["run", folder.file("none.json"), folder.file("in/m.onnx"), "-o", folder.file("new/m.onnx")]);
    const run = ended(child);
    const isThere = () => existsSync(folder.file("new")) && readdirSync(folder.file("new")).length > 0;
    while (child.exitCode === null && !isThere()) {
      await new Promise((next) => setTimeout(next, 1));
    }
    child.kill("SIGTERM");
    child.kill("SIGINT");
    const { signal } = await run;
    assert.ok(signal === "SIGTERM" || signal === "SIGINT");
    assert.ok(!existsSync(folder.file("new")) || readdirSync(folder.file("new")).length === 0);
  });

  posix("while a model runs that does not end is gone within half a second", async () => {
    const model = folder.file("endless.onnx");
    writeFileSync(model, endless().bytes);
    for (const [after, ...words] of [
      [300, "verify", model, model],
      [1500, "verify", model, model],
      [300, "benchmark", model],
      [1500, "benchmark", model],
      [500, "variants", "samples/mnist-cnn.onnx"],
    ] as const) {
      const child = start(words);
      const run = ended(child);
      await new Promise((next) => setTimeout(next, after));
      const told = performance.now();
      child.kill("SIGINT");
      assert.equal((await run).signal, "SIGINT", words[0]);
      const took = Math.round(performance.now() - told);
      assert.ok(took <= 500, `${words[0]} took ${took} ms`);
    }
  }).timeout(60_000);
});
