// Builds, and opens VS Code with the extension on the sample models: the installed one, or else (or with --server) one
// that npm brings and that is used in the browser.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./root.mjs";
import { CACHE } from "./tool-cache.mjs";
import { startVsCode } from "./vscode-server.mjs";

const samples = join(ROOT, "samples");

const build = spawnSync(process.execPath, ["esbuild.mjs"], { cwd: ROOT, stdio: "inherit" });
if (build.status !== 0) {
  process.exit(1);
}
if (process.argv.includes("--server") || !openDesktop()) {
  const server = await startVsCode({ home: join(CACHE, "start"), extension: ROOT });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, server.stop);
  }
  console.log(`Model Bonsai in VS Code: ${server.urlOf(samples)} (Ctrl+C stops it)`);
  await server.ended;
}

/** @returns whether there is a VS Code to open. */
function openDesktop() {
  const shell = process.platform === "win32";
  if (spawnSync("code", ["--version"], { stdio: "ignore", shell }).status !== 0) {
    return false;
  }
  const quote = (path) => (shell ? `"${path}"` : path);
  const args = [`--extensionDevelopmentPath=${quote(ROOT)}`, quote(samples)];
  return spawnSync("code", args, { stdio: "inherit", shell }).status === 0;
}
