// The same file in Netron, from a checkout of its repository that whoever measures has: its page is "source/index.html".
import { existsSync } from "node:fs";
import { join } from "node:path";

const LONGEST = 120_000;

/** The folder that Netron's page is in. @throws Error where a checkout has none. */
export function netronPage(checkout) {
  const folder = join(checkout, "source");
  if (!existsSync(join(folder, "index.html"))) {
    throw new Error(`${checkout} is no checkout of Netron: it has no source/index.html.`);
  }
  return folder;
}

/** @returns milliseconds from a file to its graph; null where that does not come. */
export async function timeInNetron(browser, address, file) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    // It asks whether it may count visits, unless that was answered.
    await context.addCookies([{ name: "consent", value: "1", url: address }]);
    const page = await context.newPage();
    await page.goto(`${address}/index.html`);
    // Its page takes eval away, with which functions would be run in it: this side looks and measures.
    await page.locator("body:not(.spinner)").waitFor({ timeout: LONGEST });
    const start = performance.now();
    await page.setInputFiles("#open-file-dialog", file);
    const drawn = page.locator("body.default #target svg :is(.node, .graph-node)").first();
    await drawn.waitFor({ state: "attached", timeout: LONGEST });
    return performance.now() - start;
  } catch {
    return null;
  } finally {
    await context.close();
  }
}
