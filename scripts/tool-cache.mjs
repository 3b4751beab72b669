// Tools that are too large to be dependencies of the project: npm installs them on first use into the user's cache.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "model-bonsai");

/**
 * Has packages, by name and exact version, in a folder of the cache. No install script is run, so no compiler is needed.
 * @returns the folder.
 */
export function toolFolder(name, packages) {
  const folder = join(CACHE, name);
  if (!isInstalled(folder, packages)) {
    console.log(`Installing ${Object.keys(packages).join(", ")} into ${folder}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: packages }, null, 2));
    npmInstall(folder);
  }
  return folder;
}

/** Has the dependencies of a package that brings its own package.json. */
export function npmInstall(folder, ...options) {
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...options];
  const { status } = spawnSync("npm", args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    throw new Error(`"npm ${args.join(" ")}" failed in ${folder}.`);
  }
}

/** npm writes this list last, so what is in it is whole. */
export function isInstalled(folder, packages = {}) {
  const list = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(list)) {
    return false;
  }
  const installed = JSON.parse(readFileSync(list, "utf8")).packages;
  return Object.entries(packages).every(([name, version]) => installed[`node_modules/${name}`]?.version === version);
}
