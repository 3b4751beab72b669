// The most memory that `inspect` takes of each shape at 100,000 nodes, and its processor time, beside their bounds, at
// which most files of so many nodes are inspected in reasonable proportion to what is in them. Of dist, as built last.
// --only TEXT: shapes with that text in "chain.onnx". --nodes N. The exit code is 1 where memory is above its bound.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { ROOT } from "../../scripts/root.mjs";
import { run } from "../child.mjs";

const MEGABYTE = 1024 * 1024;
/** Of memory: of a process with the program loaded, of each byte of the file, and of each node that is no constant. */
const BASE = 100 * MEGABYTE;
const PER_BYTE = 2;
const PER_NODE = 2048;
/** Of processor time, in milliseconds. */
const START = 500;
const PER_THING = 1000 / 100_000;
const PER_FILE_BYTE = 1000 / (100 * MEGABYTE);

const { only, nodes } = parseArgs({
  options: { only: { type: "string", default: "" }, nodes: { type: "string", default: "100000" } },
}).values;
const folder = mkdtempSync(join(tmpdir(), "model-bonsai-inspect-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const bundle = join(folder, "models.cjs");
await esbuild.build({
  entryPoints: [join(ROOT, "bench", "scale", "models.mjs")],
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "warning",
});
const reporter = join(ROOT, "bench", "report-peak.cjs");
const { MODELS } = createRequire(import.meta.url)(bundle);

let above = 0;
for (const { shape, format, make } of MODELS.filter((each) => `${each.shape}.${each.format}`.includes(only))) {
  const { name, bytes } = make(Number(nodes));
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const count = run(process.execPath, [join(ROOT, "dist", "cli.js"), "inspect", file, "--json"]).nodes;
  const { peak, processTime } = run(process.execPath, [
    ...["--require", reporter],
    ...[join(ROOT, "dist", "cli.js"), "inspect", file],
  ]);
  rmSync(file);
  const most = BASE + PER_BYTE * bytes.length + PER_NODE * count;
  const mostTime = START + PER_THING * Math.max(count, Number(nodes)) + PER_FILE_BYTE * bytes.length;
  above += peak > most ? 1 : 0;
  console.log(
    `${shape}.${format}`.padEnd(28),
    `${(peak / MEGABYTE).toFixed(0)} of ${(most / MEGABYTE).toFixed(0)} MB`.padStart(16),
    `${Math.round(100 * (peak / most - 1))} %`.padStart(7),
    `${processTime.toFixed(0)} of ${mostTime.toFixed(0)} ms`.padStart(18),
  );
}
console.log(`${above} above the bound of memory.`);
process.exitCode = above === 0 ? 0 : 1;
