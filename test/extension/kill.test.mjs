// The process that saves is killed in the middle of it, again and again, at moments that nobody chose.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/root.mjs";
import { onnxChain, withUnusedOperatorSet } from "./made-models.mjs";
import { closeWindows, makeFolder, openWindow, server } from "./session.mjs";

/** Saves that are under way at once, each at another point when all of them end. */
const MODELS = 10;
const KILLS = 10;
const LIMIT = 240_000;

const linux = process.platform === "linux" ? it : it.skip;

describe("A process that is killed while it saves", () => {
  linux(
    `leaves the original or the result, ${MODELS * KILLS} times, and nothing else once it runs again`,
    async function () {
      this.timeout(2 * LIMIT);
      server.add(join(import.meta.dirname, "saver"));
      const original = withUnusedOperatorSet(Buffer.concat(onnxChain(3, 1024)), "made.for.a.test");
      const names = Array.from({ length: MODELS }, (_, index) => `model${index}.onnx`);
      const folder = makeFolder([], Object.fromEntries(names.map((name) => [name, original])));
      const expected = resultOf(folder, original);
      const path = (name) => join(folder, name);
      const start = async () => {
        ["failed", "saving", "saved"].forEach((name) => rmSync(path(name), { force: true }));
        writeFileSync(path("save-all"), "");
        await openWindow(folder);
        await until(() => existsSync(path("saving")) || existsSync(path("failed")));
        assert.ok(!existsSync(path("failed")), existsSync(path("failed")) ? readFileSync(path("failed"), "utf8") : "");
        return performance.now();
      };
      const others = () => readdirSync(folder).filter((name) => !names.includes(name) && !/^(sav|failed)/.test(name));

      const started = await start();
      await until(() => existsSync(path("saved")));
      const time = performance.now() - started;
      names.forEach((name) => assert.ok(readFileSync(path(name)).equals(expected), name));
      const counts = { original: 0, result: 0 };
      for (let kill = 0; kill < KILLS; kill++) {
        await closeWindows();
        names.forEach((name) => writeFileSync(path(name), original));
        await start();
        assert.deepEqual(
          others().filter((name) => !isOf(name, server.hosts())),
          [],
          "what the killed one left is gone",
        );
        await pause(Math.random() * time);
        server.hosts().forEach((pid) => process.kill(pid, "SIGKILL"));
        for (const name of names) {
          const bytes = readFileSync(path(name));
          const isResult = bytes.equals(expected);
          assert.ok(isResult || bytes.equals(original), `${name} has ${bytes.length} bytes of neither`);
          counts[isResult ? "result" : "original"]++;
        }
      }
      await closeWindows();
      names.forEach((name) => writeFileSync(path(name), original));
      await start();
      await until(() => existsSync(path("saved")));
      assert.deepEqual(others(), []);
      console.log(
        `      ${MODELS * KILLS} saves of ${Math.round(time)} ms killed: ${counts.original} originals, ${counts.result} results`,
      );
    },
  );
});

function resultOf(folder, original) {
  const [input, output] = [join(folder, "..", "killed-in.onnx"), join(folder, "..", "killed-out.onnx")];
  writeFileSync(input, original);
  const words = ["strip-metadata", input, "-o", output];
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "dist", "cli.js"), ...words], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  const expected = readFileSync(output);
  assert.ok(expected.length < original.length);
  return expected;
}

/** Whether a temporary file is one of a process that runs; its name has the process's number. */
function isOf(name, pids) {
  return pids.some((pid) => name.startsWith(`.model-bonsai-${pid.toString(36)}-`));
}

async function until(condition) {
  for (const end = Date.now() + LIMIT; !condition(); await pause(10)) {
    assert.ok(Date.now() < end, "It takes too long.");
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
