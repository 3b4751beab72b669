// What the tests share: one VS Code and one browser. Each test has a folder and windows of its own.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/root.mjs";
import { startBrowser } from "./browser.mjs";
import { watchWebviews } from "./webview-log.mjs";
import { Workbench } from "./workbench.mjs";

const SAMPLES = join(ROOT, "samples");
export const SCREENSHOTS = join(ROOT, "out", "screenshots");
let home;
let folders = 0;
let browser;
export let server;
/** Windows of the running test. */
let windows = [];

/** @param start starts a server, given a folder for whatever it needs. */
export async function startSession(start) {
  browser = await startBrowser();
  home = mkdtempSync(join(tmpdir(), "model-bonsai-"));
  mkdirSync(SCREENSHOTS, { recursive: true });
  server = await start(home);
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

/** Opens a folder in a window, of a browser that remembers nothing if not of a given one. */
export async function openWindow(folder, context) {
  context ??= await browser.newContext({
    viewport: { width: 1400, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  windows.push({ context, page, complaints: watchWebviews(page) });
  await page.goto(await server.urlOf(folder), { waitUntil: "domcontentloaded" });
  const workbench = new Workbench(page);
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
  await Promise.all(closing.map(({ context }) => context.close()));
  return closing.flatMap(({ complaints }) => complaints);
}

export async function screenshot(name) {
  await windows.at(-1)?.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
