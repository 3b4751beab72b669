// Measures what people wait for in VS Code, and prints it as JSON; times are medians of 5 windows, in milliseconds. Of the
// process that runs extensions it tells what it takes before the first model, with all open, and after they are closed,
// in bytes; and how long Model Bonsai keeps it busy at a stretch, in milliseconds, by what is done.
import { readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startVsCode } from "../../scripts/vscode-server.mjs";
import { makeVsix } from "../../scripts/vsix.mjs";
import { hostDelays } from "./host-delay.mjs";
import { onnxChain } from "./made-models.mjs";
import { closeWindows, makeFolder, openWindow, server, startSession, stopSession } from "./session.mjs";
import { SETTINGS } from "./suite.mjs";

const WINDOWS = 5;
/** VS Code is busy for a while after it says that it is ready. */
const SETTLING = 3000;
/** The worker ends five seconds after the last model is closed. */
const RESTING = 8000;
const SMALL = "mnist-mlp.onnx";
const LARGE = "2000-nodes.onnx";
const HUGE = "20000-nodes.onnx";
const HEAVY = "100-mb.onnx";
/** What VS Code shows in an editor of its own: one pixel. */
const PIXEL = "pixel.png";
const PIXEL_BYTES = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const result = {};
try {
  await startSession((home) => {
    const extension = join(home, "model-bonsai.vsix");
    makeVsix(extension);
    result.vsixBytes = statSync(extension).size;
    return startVsCode({ home, extension, settings: SETTINGS });
  });
  const folder = makeFolder([SMALL]);
  await writeFile(join(folder, LARGE), onnxChain(1000, 8));
  const scopeOf = (layer) => `/stage${Math.floor(layer / 400)}/block${Math.floor(layer / 20) % 20}/`;
  await writeFile(join(folder, HUGE), onnxChain(10_000, 8, { scopeOf }));
  await writeFile(join(folder, HEAVY), onnxChain(25, 1024));
  await writeFile(join(folder, PIXEL), Buffer.from(PIXEL_BYTES, "base64"));
  const runs = [];
  for (let count = 0; count < WINDOWS; count++) {
    const workbench = await openWindow(folder);
    await workbench.page.waitForTimeout(SETTLING);
    const first = await timeToDraw(workbench, SMALL);
    const activation = await activationTime(workbench);
    runs.push({
      activation,
      firstModel: first,
      smallModel: await timeToDraw(workbench, SMALL),
      nodes2000: await timeToDraw(workbench, LARGE),
      nodes20000: await timeToDraw(workbench, HUGE),
      back20000: await timeToComeBack(workbench, HUGE, async (view) => {
        await view.find("#summary", { hasText: "20,000 nodes" }).waitFor();
        await view.drawn();
      }),
      pixel: await timeToShow(workbench, PIXEL, isPictured),
      backPixel: await timeToComeBack(workbench, PIXEL, isPictured),
      preview100Mb: await timeToPreview(workbench),
    });
    await closeWindows();
  }
  for (const name of Object.keys(runs[0])) {
    result[name] = median(runs.map((run) => run[name]));
  }
  result.extensionHost = await memoryOfHost(folder);
  await closeWindows();
  server.add(join(import.meta.dirname, "profiler"));
  const workbench = await openWindow(folder);
  await workbench.page.waitForTimeout(SETTLING);
  result.busy = await hostDelays(workbench, folder, { small: SMALL, huge: HUGE, heavy: HEAVY, picture: PIXEL });
  console.log(JSON.stringify(result, null, 2));
} finally {
  await stopSession();
}

/** From the double click in the explorer to the drawn graph. */
function timeToDraw(workbench, name) {
  return timeToShow(workbench, name, (view) => view.drawn());
}

function isPictured(view) {
  return view.find("img").waitFor();
}

/** From the click on the tab of a file that was hidden by another one to what is waited for. */
async function timeToComeBack(workbench, name, isShown) {
  await isShown(await workbench.openFile(name));
  await workbench.command("View: Keep Editor");
  await workbench.openFile(SMALL);
  const small = workbench.view().find("#summary", { hasText: "105 K parameters" });
  await small.waitFor();
  await workbench.page.waitForTimeout(SETTLING);
  const start = performance.now();
  await workbench.page.locator(".tab", { hasText: name }).click();
  await isShown(workbench.view());
  const time = performance.now() - start;
  await workbench.command("View: Close All Editors");
  await workbench.view().iframe.waitFor({ state: "detached" });
  return Math.round(time);
}

/** From the double click in the explorer to what is waited for. */
async function timeToShow(workbench, name, isShown) {
  await workbench.file(name).hover();
  const start = performance.now();
  const view = await workbench.openFile(name);
  await isShown(view);
  const time = performance.now() - start;
  await workbench.command("View: Close Editor");
  await view.iframe.waitFor({ state: "detached" });
  return Math.round(time);
}

async function memoryOfHost(folder) {
  const workbench = await openWindow(folder);
  await workbench.page.waitForTimeout(SETTLING);
  const [host] = server.hosts();
  const now = () => 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host}/status`, "utf8"))[1]);
  const before = now();
  for (const name of [SMALL, LARGE, HEAVY]) {
    await workbench.openModel(name);
    await workbench.command("View: Keep Editor");
  }
  const open = now();
  await workbench.command("View: Close All Editors");
  await workbench.page.waitForTimeout(RESTING);
  return { before, open, after: now() };
}

/** From a change in the form to the size it would give. */
async function timeToPreview(workbench) {
  const view = await workbench.openModel(HEAVY);
  await view.find("#shrink").click();
  await view.transform("quantize-weights").click();
  await view.previewed("→");
  const start = performance.now();
  await view.field("minimumElements").fill("1000");
  await view.previewed("→");
  const time = performance.now() - start;
  await workbench.command("View: Close Editor");
  await view.iframe.waitFor({ state: "detached" });
  return Math.round(time);
}

/** As VS Code itself measures it. */
async function activationTime(workbench) {
  const size = workbench.page.viewportSize();
  await workbench.page.setViewportSize({ ...size, height: 2400 }); // The list holds only what is in view.
  await workbench.command("Developer: Show Running Extensions");
  const text = await workbench.page.locator(".monaco-list-row", { hasText: /Model Bonsai.*Activation/s }).innerText();
  await workbench.page.keyboard.press("Escape");
  await workbench.page.setViewportSize(size);
  return Number(/Activation: (\d+)ms/.exec(text)[1]);
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
