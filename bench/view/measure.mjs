// What people wait for on the page, without VS Code around it: the graph of a file, moving in it, finding in it.
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { startBrowser } from "../../test/extension/browser.mjs";
import { onnxChain } from "../../test/extension/made-models.mjs";
import { inMilliseconds, limited, stated } from "../table.mjs";
import { buildPage } from "./build.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
/** Layers of two nodes each. */
const SIZES = [75, 10_000];
const FRAMES = 60;
const SETTLING = 1000;
const LIMITS = {
  75: { open: 150, find: 50, key: 30, frame: 20 },
  10_000: { open: 500, find: 50, key: 30, frame: 20 },
};

/** @yields rows of the table. */
export async function* measureView(folder) {
  const place = join(folder, "view");
  await buildPage(place);
  const server = createServer((request, response) => {
    try {
      const path = new URL(request.url, "http://localhost").pathname;
      const content = readFileSync(join(place, path));
      response.setHeader("Content-Type", TYPES[extname(path)] ?? "text/plain");
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await startBrowser();
  try {
    for (const layers of SIZES) {
      const file = join(folder, `${layers}.onnx`);
      writeFileSync(file, Buffer.concat(onnxChain(layers, 8)));
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(`http://127.0.0.1:${server.address().port}/page.html`);
      yield* rowsOf(page, file, layers);
      await page.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
}

async function* rowsOf(page, file, layers) {
  const limits = LIMITS[layers];
  const nodes = `${(layers * 2).toLocaleString("en")} nodes`;
  await page.setInputFiles("#open", file);
  await page.waitForFunction(() => document.body.dataset.ready === "true", undefined, { timeout: 120_000 });
  const [read, drawn] = await page.evaluate(() =>
    ["b.parse1", "b.render1"].map((name) => {
      const at = (mark) => performance.getEntriesByName(mark)[0].startTime;
      return at(name) - at("b.open");
    }),
  );
  yield stated(`${nodes}: file to state`, read, inMilliseconds);
  yield limited(`${nodes}: file to graph`, drawn, limits.open, inMilliseconds);
  yield stated(`${nodes}: elements of the page`, await page.locator("*").count(), String);
  await page.waitForTimeout(SETTLING);
  yield limited(`${nodes}: a frame while moving, 95 %`, await frames(page, {}), limits.frame, inMilliseconds);
  await page.click('button[aria-label^="Fit (0)"]');
  await page.waitForTimeout(SETTLING);
  yield limited(`${nodes}: a frame while moving in all, 95 %`, await frames(page, {}), limits.frame, inMilliseconds);
  const zooming = { ctrlKey: true };
  yield limited(
    `${nodes}: a frame while zooming in all, 95 %`,
    await frames(page, zooming),
    limits.frame,
    inMilliseconds,
  );
  const opened = await page.evaluate(async () => {
    const start = performance.now();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "f", ctrlKey: true, bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - start;
  });
  yield limited(`${nodes}: find opens`, opened, limits.find, inMilliseconds);
  await page.waitForTimeout(SETTLING);
  yield limited(`${nodes}: find, a key`, await keys(page, "relu1"), limits.key, inMilliseconds);
}

/** The time that 95 % of frames take at most, while the graph is moved back and forth. */
function frames(page, keys) {
  return page.evaluate(
    async ({ keys, count }) => {
      const pane = document.querySelector(".pane");
      const { x, y, width, height } = pane.getBoundingClientRect();
      const times = [];
      for (let frame = 0, last = performance.now(); frame < count; frame++) {
        const deltaY = frame % 20 < 10 ? 12 : -12;
        const at = { clientX: x + width / 2, clientY: y + height / 2 };
        pane.dispatchEvent(new WheelEvent("wheel", { deltaY, ...at, ...keys, cancelable: true }));
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        times.push(now - last);
        last = now;
      }
      return times.sort((a, b) => a - b)[Math.floor(count * 0.95)];
    },
    { keys, count: FRAMES },
  );
}

/** The median time from a key to what it finds. */
function keys(page, text) {
  return page.evaluate(async (text) => {
    const input = document.getElementById("find-text");
    const count = document.getElementById("find-count");
    const times = [];
    for (let length = 1; length <= text.length; length++) {
      input.value = text.slice(0, length);
      const start = performance.now();
      const told = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          requestAnimationFrame(resolve);
        });
        observer.observe(count, { childList: true, characterData: true, subtree: true });
      });
      input.dispatchEvent(new Event("input"));
      await told;
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  }, text);
}
