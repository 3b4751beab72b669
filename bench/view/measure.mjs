// What people wait for on the page, without VS Code around it: the graph of a file, moving in it, finding in it.
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { startBrowser } from "../../test/extension/browser.mjs";
import { onnxChain } from "../../test/extension/made-models.mjs";
import { comparison, inMilliseconds, limited, stated } from "../table.mjs";
import { buildPage } from "./build.mjs";
import { netronPage, timeInNetron } from "./netron.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
/** Layers of two nodes each. */
const SIZES = [75, 10_000];
/** Layers of each stage, and of each block in it, of the model that opens in groups. */
const STAGE = 400;
const BLOCK = 20;
const EXPANDED = 7;
const FRAMES = 60;
const SETTLING = 1000;
const LIMITS = {
  75: { open: 150, find: 50, key: 30, frame: 20 },
  10_000: { open: 500, find: 50, key: 30, frame: 20, expand: 50 },
};

/**
 * @param netron A checkout of Netron, to open the same files in; absent: they are opened here alone.
 * @yields rows of the table.
 */
export async function* measureView(folder, { netron } = {}) {
  const place = join(folder, "view");
  const page = netron === undefined ? null : netronPage(netron);
  await buildPage(place);
  const server = await serve(place);
  const other = page === null ? null : await serve(page);
  const browser = await startBrowser();
  try {
    const measure = async function* (name, content, rows) {
      const file = join(folder, `${name}.onnx`);
      writeFileSync(file, Buffer.concat(content));
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(`${addressOf(server)}/page.html`);
      yield* rows(page, file);
      await page.close();
      if (other !== null) {
        const time = await timeInNetron(browser, addressOf(other), file);
        const what = `${name}: file to graph in Netron`;
        yield time === null ? { ...stated(what, 0, () => "no graph") } : stated(what, time, inMilliseconds);
      }
    };
    for (const layers of SIZES) {
      yield* measure(layers, onnxChain(layers, 8), (page, file) => rowsOf(page, file, layers));
    }
    const layers = SIZES.at(-1);
    const scopeOf = (layer) => `/stage${Math.floor(layer / STAGE)}/block${Math.floor(layer / BLOCK) % BLOCK}/`;
    yield* measure("groups", onnxChain(layers, 8, { scopeOf }), (page, file) => groupRows(page, file, layers));
  } finally {
    await browser.close();
    server.close();
    other?.close();
  }
}

async function serve(folder) {
  const server = createServer((request, response) => {
    try {
      const path = new URL(request.url, "http://localhost").pathname;
      const content = readFileSync(join(folder, path));
      response.setHeader("Content-Type", TYPES[extname(path)] ?? "text/plain");
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function addressOf(server) {
  return `http://127.0.0.1:${server.address().port}`;
}

/** Opens a file. @returns the times until it was read, to what is said of it first, and to its graph. */
async function open(page, file) {
  await page.setInputFiles("#open", file);
  await page.waitForFunction(() => document.body.dataset.ready === "true", undefined, { timeout: 120_000 });
  return page.evaluate(() =>
    ["b.read1", "b.parse1", "b.render1"].map((name) => {
      const at = (mark) => performance.getEntriesByName(mark)[0].startTime;
      return at(name) - at("b.open");
    }),
  );
}

/** A model that opens as its groups. */
async function* groupRows(page, file, layers) {
  const limits = LIMITS[layers];
  const nodes = `${(layers * 2).toLocaleString("en")} nodes in groups`;
  const [read, , drawn] = await open(page, file);
  yield limited(`${nodes}: file to graph`, drawn, limits.open, inMilliseconds);
  yield comparison(`${nodes}: file to graph`, drawn, read, "to read it", inMilliseconds);
  await page.waitForTimeout(SETTLING);
  const times = await page.evaluate(async (count) => {
    const told = document.querySelector(".unseen");
    const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
    const press = () =>
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    const times = [];
    for (let group = 0; group < count; group++) {
      document.querySelector('button[aria-label^="Fit (0)"]').click();
      await pause();
      document.querySelectorAll('.graph-node[aria-expanded="false"]')[group].focus();
      press();
      await pause();
      const start = performance.now();
      const drawn = new Promise((resolve) =>
        new MutationObserver(() => requestAnimationFrame(() => setTimeout(resolve))).observe(told, { childList: true }),
      );
      press();
      await drawn;
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b);
  }, EXPANDED);
  yield limited(`${nodes}: a group opens, median`, times[EXPANDED >> 1], limits.expand, inMilliseconds);
}

async function* rowsOf(page, file, layers) {
  const limits = LIMITS[layers];
  const nodes = `${(layers * 2).toLocaleString("en")} nodes`;
  const [read, told, drawn] = await open(page, file);
  yield stated(`${nodes}: file to header`, told, inMilliseconds);
  yield limited(`${nodes}: file to graph`, drawn, limits.open, inMilliseconds);
  yield comparison(`${nodes}: file to graph`, drawn, read, "to read it", inMilliseconds);
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
