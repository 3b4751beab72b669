// Whether work and time grow in proportion to what a model has: nodes, edges, attributes, functions.
// --short: work is counted on small graphs, the same on every machine, in two minutes. Without it, processor time is
// measured too, up to a million nodes, which takes hours. --only TEXT: shapes and operations with that text in
// "chain.onnx quantize-weights". --all: every row, not only those above the limit. The exit code is 1 where a slope is.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { ROOT } from "../../scripts/root.mjs";
import { printTable } from "./slope-table.mjs";

const SMALL = 300;
const LARGE = 2400;
const MOST_CHILDREN = 4;
const MEMORY = "--max-old-space-size=12000";

const { short, only = "", all } = options();
const folder = mkdtempSync(join(tmpdir(), "model-bonsai-scale-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
await esbuild.build({
  entryPoints: ["models", "operations"].map((name) => join(ROOT, "bench", "scale", `${name}.mjs`)),
  outdir: folder,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "warning",
});
const bundles = ["models", "operations"].map((name) => join(folder, `${name}.cjs`));
const here = (name) => join(ROOT, "bench", "scale", name);

const children = Math.min(MOST_CHILDREN, availableParallelism());
const counted = await Promise.all(
  Array.from({ length: children }, (_, part) =>
    linesOf([here("count-work.mjs"), ...bundles, `${SMALL}`, `${LARGE}`, `${part}`, `${children}`, only]),
  ),
);
let isGood = printTable("work", counted.flat(), all);
if (!short) {
  const timed = await linesOf(["--expose-gc", MEMORY, here("measure-time.mjs"), ...bundles, only]);
  isGood = printTable("time", timed, all) && isGood;
}
process.exitCode = isGood ? 0 : 1;

/** Runs one of our programs. @returns the lines of JSON that it prints. */
async function linesOf(args) {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const rows = [];
  const ended = new Promise((resolve) => child.once("close", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    rows.push(JSON.parse(line));
  }
  if ((await ended) !== 0) {
    throw new Error(`"${args.join(" ")}" failed.`);
  }
  return rows;
}

function options() {
  try {
    return parseArgs({
      options: { short: { type: "boolean" }, only: { type: "string" }, all: { type: "boolean" } },
    }).values;
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
