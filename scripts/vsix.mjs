// The extension as it is installed.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";

/** Two megabytes for the extension, and seven for what runs models. */
export const BUDGET = 9 * 1024 * 1024;

const VSCE = join(ROOT, "node_modules", "@vscode", "vsce", "vsce");
/** The bundles hold all dependencies, and links in the README lead to files that are not in the package. */
const OPTIONS = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
const NOTICES = "THIRD_PARTY_NOTICES.txt";

/** Builds and packs; a warning is a failure. @returns the size in bytes and what the packer said. */
export function makeVsix(file) {
  run(["esbuild.mjs"]);
  const said = run([VSCE, "package", ...OPTIONS, "-o", file]);
  if (said.includes("WARNING")) {
    throw new Error(said);
  }
  if (!said.includes(NOTICES)) {
    throw new Error(`${NOTICES} is not in the package: whose work is in the bundles has to travel with them.`);
  }
  return { bytes: statSync(file).size, said };
}

function run(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(stdout + stderr);
  }
  return stdout + stderr;
}
