// Draws media/icon.png from media/source/icon.svg.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startBrowser } from "../test/extension/browser.mjs";
import { ROOT } from "./root.mjs";

const SIZE = 128;

const browser = await startBrowser();
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE }, deviceScaleFactor: 2 });
const svg = readFileSync(join(ROOT, "media", "source", "icon.svg"), "utf8");
await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
await page.screenshot({ path: join(ROOT, "media", "icon.png"), omitBackground: true });
await browser.close();
