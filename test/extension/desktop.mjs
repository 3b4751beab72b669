// The VS Code of the desktop. Each window is a program of its own, so that a test can leave it in any state.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath } from "@vscode/test-electron";
import { CACHE } from "../../scripts/tool-cache.mjs";
import { QUIET_SETTINGS } from "../../scripts/vscode-server.mjs";
import { playwright } from "./browser.mjs";

/** As the server from npm is. */
const VERSION = "1.139.1";
const OPTIONS = [
  "--disable-telemetry",
  "--disable-updates",
  "--disable-workspace-trust",
  "--skip-release-notes",
  "--skip-welcome",
];
/** Runners without a display of their own have no room for its sandbox. */
const SANDBOX = process.platform === "linux" ? ["--no-sandbox", "--disable-gpu"] : [];
const CLOSE_LIMIT = 5_000;

/** @returns where the program is. @throws Error where there is none. */
export async function findDesktop() {
  const named = process.env.VSCODE_PATH;
  if (named !== undefined) {
    if (!existsSync(named)) {
      throw new Error(`VSCODE_PATH names ${named}, which does not exist.`);
    }
    return named;
  }
  try {
    return await downloadAndUnzipVSCode({ version: VERSION, cachePath: join(CACHE, "vscode-desktop") });
  } catch (error) {
    throw new Error(
      `There is no VS Code to test in: ${VERSION} cannot be downloaded (${error.message}), and VSCODE_PATH names none.`,
    );
  }
}

/**
 * @param executable the program, not the script "code" that starts it.
 * @param home a folder for extensions and what windows keep.
 * @param vsix the packed extension.
 */
export function startDesktop({ executable, home, vsix, settings }) {
  const extensions = join(home, "extensions");
  const folders = [];
  /** By the context of a window: the program, and its folder. */
  const programs = new Map();
  let current = settings;
  const writeSettings = (folder) =>
    writeFileSync(join(folder, "User", "settings.json"), JSON.stringify({ ...QUIET_SETTINGS, ...current }));
  const newFolder = () => {
    const folder = join(home, `data-${folders.length}`);
    mkdirSync(join(folder, "User"), { recursive: true });
    folders.push(folder);
    writeSettings(folder);
    return folder;
  };
  install(executable, vsix, ["--extensions-dir", extensions, "--user-data-dir", newFolder()]);
  return {
    changeSettings(changed) {
      current = { ...settings, ...changed };
      folders.forEach(writeSettings);
    },
    async open(folder, before) {
      const last = programs.get(before);
      if (last !== undefined) {
        await close(last.app);
      }
      const data = last?.data ?? newFolder();
      const app = await playwright()._electron.launch({
        executablePath: executable,
        args: [...SANDBOX, ...OPTIONS, `--extensions-dir=${extensions}`, `--user-data-dir=${data}`, folder],
        env: ownEnvironment(),
      });
      const page = await app.firstWindow();
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].setContentSize(1400, 900));
      const context = page.context();
      programs.set(context, { app, data });
      return {
        context,
        page,
        close: () => close(app),
        clipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
      };
    },
    stop: () => programs.forEach(({ app }) => app.process().kill()),
    ended: Promise.resolve(),
  };
}

function install(executable, vsix, folders) {
  const cli = resolveCliPathFromVSCodeExecutablePath(executable);
  const { status, stderr, error } = spawnSync(cli, [...folders, "--install-extension", vsix, "--force"], {
    encoding: "utf8",
    env: ownEnvironment(),
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    throw new Error(`VS Code does not install ${vsix}: ${error?.message ?? stderr}`);
  }
}

/** What a terminal inside VS Code says of that one would be taken for settings. */
function ownEnvironment() {
  const isOfOther = (name) => name.startsWith("VSCODE_") || name === "ELECTRON_RUN_AS_NODE";
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfOther(name)));
}

/** With unsaved steps VS Code may wait for an answer. */
async function close(app) {
  const program = app.process();
  await Promise.race([app.close(), pause(CLOSE_LIMIT)]);
  if (program.exitCode === null && program.signalCode === null) {
    program.kill("SIGKILL");
  }
}
