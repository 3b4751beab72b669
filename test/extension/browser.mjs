// A headless browser to use VS Code with: the system's Chromium, driven by playwright-core.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { toolFolder } from "../../scripts/tool-cache.mjs";

const PLAYWRIGHT = { "playwright-core": "1.65.1" };
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const OPTIONS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];

export async function startBrowser() {
  const executablePath = [process.env.CHROMIUM, ...PLACES].find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) {
    throw new Error("There is no Chromium: install it (on Debian: apt install chromium), or name one in CHROMIUM.");
  }
  return playwright().chromium.launch({ executablePath, args: OPTIONS });
}

export function playwright() {
  const folder = toolFolder("playwright", PLAYWRIGHT);
  return createRequire(join(folder, "package.json"))("playwright-core");
}
