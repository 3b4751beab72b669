// The judges of what was saved: the command line always, the format's own runtime where there is a Python that has it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/root.mjs";
import { CACHE } from "../../scripts/tool-cache.mjs";

const PYTHON = join(CACHE, "oracle", "bin", "python");
const QUIET = { TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "" };

/** @returns the command line's report on a file. */
export function inspect(file) {
  return JSON.parse(run(process.execPath, [join(ROOT, "dist", "cli.js"), "inspect", file, "--json"]));
}

/** Has the reference runtime load a model and compute with it. */
export function assertRuns(file) {
  if (existsSync(PYTHON)) {
    run(PYTHON, [join(import.meta.dirname, "load_model.py"), file]);
  }
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: { ...process.env, ...QUIET } });
  assert.equal(status, 0, stderr);
  return stdout;
}
