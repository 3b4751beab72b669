// Every case is measured in a process of its own, which prints what it measured as JSON at its end.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { ROOT } from "../scripts/root.mjs";

const CASES = ["make-model", "make-graph", "open", "graph", "step"];

/** For graphs of a million nodes, which have no place in the heap that Node takes on small machines. */
const MEMORY = "--max-old-space-size=8000";

/** What is printed of a graph of a million nodes, in characters. */
const MOST_PRINTED = 2 ** 29;

/** A folder that is gone when this process ends, with the cases in it. */
export async function makeWorkFolder() {
  const folder = mkdtempSync(join(tmpdir(), "model-bonsai-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => process.exit(1));
  }
  await esbuild.build({
    entryPoints: CASES.map((name) => join(ROOT, "bench", "cases", `${name}.mjs`)),
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
  });
  return folder;
}

/** Runs one of the cases. @returns what it measured. */
export function runCase(folder, name, ...args) {
  return run(process.execPath, [MEMORY, join(folder, `${name}.cjs`), ...args]);
}

/**
 * @param kind scaled: every layer is followed by a multiplication with a factor for each channel.
 * @returns the path of a model of this size and format.
 */
export function madeModel(folder, megabytes, extension, kind = "plain") {
  const file = join(folder, `${megabytes}-${kind}.${extension}`);
  if (!existsSync(file)) {
    runCase(folder, "make-model", file, megabytes, kind);
  }
  return file;
}

/** Runs our command line as people do. @returns its milliseconds, also of processor time, and peak of memory. */
export function runCommandLine(...args) {
  const reporter = join(ROOT, "bench", "report-peak.cjs");
  return run(process.execPath, [MEMORY, "--require", reporter, join(ROOT, "dist", "cli.js"), ...args]);
}

/** @returns what the process measured, and the milliseconds from its start to its end. */
export function run(command, args, env = process.env) {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    env,
    maxBuffer: MOST_PRINTED,
  });
  const milliseconds = performance.now() - start;
  if (status !== 0) {
    throw new Error(`"${command} ${args.join(" ")}" failed: ${error?.message ?? stderr}`);
  }
  return { milliseconds, ...measuredIn(stdout) };
}

/** What a process measured is the last it prints. */
function measuredIn(stdout) {
  const start = stdout.startsWith("{") ? 0 : stdout.lastIndexOf("\n{") + 1;
  return stdout.startsWith("{", start) ? JSON.parse(stdout.slice(start)) : {};
}
