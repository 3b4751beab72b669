// What the tests share: one VS Code, and one browser where it is used in one. Each test has a folder and windows of its own.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/root.mjs";
import { startBrowser } from "./browser.mjs";
import { watchWebviews } from "./webview-log.mjs";
import { Workbench } from "./workbench.mjs";

const SAMPLES = join(ROOT, "samples");
const LOOK = { viewport: { width: 1400, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] };
export const SCREENSHOTS = join(ROOT, "out", "screenshots");
let home;
let folders = 0;
let browser;
/** Opens a window; where VS Code does not do it itself, in a browser. */
let open;
export let server;
/** Windows of the running test. */
let windows = [];

/** @param start starts VS Code, given a folder for whatever it needs. */
export async function startSession(start) {
  home = mkdtempSync(join(tmpdir(), "model-bonsai-"));
  mkdirSync(SCREENSHOTS, { recursive: true });
  server = await start(home);
  open = server.open ?? (await inBrowser());
}

async function inBrowser() {
  browser = await startBrowser();
  return async (folder, before) => {
    const context = before ?? (await browser.newContext(LOOK));
    const page = await context.newPage();
    return {
      context,
      page,
      load: async () => page.goto(await server.urlOf(folder), { waitUntil: "domcontentloaded" }),
      close: () => context.close(),
      clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
    };
  };
}

export async function stopSession() {
  await browser?.close();
  server?.stop();
  await server?.ended;
  if (home !== undefined) {
    rmSync(home, { recursive: true, force: true });
  }
}

/** A new folder with copies of samples, and other files by name and content. */
export function makeFolder(samples, others = {}) {
  const folder = join(home, `models-${++folders}`);
  mkdirSync(folder);
  for (const name of samples) {
    copyFileSync(join(SAMPLES, name), join(folder, name));
  }
  for (const [name, content] of Object.entries(others)) {
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Opens a folder in a window, which remembers nothing but what the one before did, if there is one. */
export async function openWindow(folder, before) {
  const window = await open(folder, before);
  windows.push({ window, complaints: watchWebviews(window.page) });
  await window.load?.();
  const workbench = new Workbench(window.page, window.clipboard);
  await workbench.ready();
  return workbench;
}

/** A window on a new folder with samples and other files. */
export async function openModels(samples, others) {
  const folder = makeFolder(samples, others);
  return { folder, workbench: await openWindow(folder) };
}

/** @returns what the webviews complained about. */
export async function closeWindows() {
  const closing = windows;
  windows = [];
  await Promise.all(closing.map(({ window }) => window.close()));
  return closing.flatMap(({ complaints }) => complaints);
}

export async function screenshot(name) {
  await windows.at(-1)?.window.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
