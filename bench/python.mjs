// The tools of others, in a Python of their own that is made on first use.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../scripts/root.mjs";
import { CACHE } from "../scripts/tool-cache.mjs";
import { run } from "./child.mjs";

const VENV = join(CACHE, "peers");
const PYTHON = join(VENV, "bin", "python");
const REQUIREMENTS = join(ROOT, "bench", "peers", "requirements.txt");

/** Runs a tool of peers/tools.py; they must be there. @returns what it measured. */
export function runPeer(...args) {
  return run(PYTHON, [join(ROOT, "bench", "peers", "tools.py"), ...args]);
}

/** Runs resnet50.py. @returns what it printed. */
export function runResnet(...args) {
  const env = { ...process.env, TF_ENABLE_ONEDNN_OPTS: "0" };
  return run(PYTHON, [join(ROOT, "bench", "resnet50.py"), ...args], env);
}

export function installPeers() {
  if (succeeds(PYTHON, join(ROOT, "test", "oracle", "packages.py"), REQUIREMENTS)) {
    return;
  }
  console.error(`Installing the packages of bench/peers/requirements.txt into ${VENV}`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS];
  if (!succeeds("python3", "-m", "venv", "--clear", VENV) || !succeeds(PYTHON, ...pip)) {
    throw new Error("The tools to compare with could not be installed; --no-peers does without them.");
  }
}

function succeeds(command, ...args) {
  return spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}
