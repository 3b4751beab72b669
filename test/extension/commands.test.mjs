import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { openModels, screenshot } from "./session.mjs";

const [manifest, texts] = ["package.json", "package.nls.json"].map((file) =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")),
);
const { commands, menus } = manifest.contributes;
/** What is for the menu of a node has no place in the palette. */
const hidden = new Set(menus.commandPalette.filter(({ when }) => when === "false").map(({ command }) => command));
const titles = commands.filter(({ command }) => !hidden.has(command)).map(({ title }) => texts[title.slice(1, -1)]);
const ours = (workbench) => workbench.choices.filter({ hasText: "Model Bonsai:" });

/** The titles of our commands in the palette, which keeps only those rows that are in sight. */
async function offered(workbench) {
  const titles = new Set();
  const focused = workbench.page.locator(".quick-input-list .monaco-list-row.focused");
  for (let before, now = null; now !== before || now === null;) {
    for (const row of await ours(workbench).all()) {
      titles.add((await row.locator(".label-name").first().innerText()).replace(/^Model Bonsai: /, ""));
    }
    before = now;
    await workbench.page.keyboard.press("PageDown");
    await workbench.page.waitForTimeout(500);
    now = await focused.getAttribute("aria-label");
  }
  return [...titles].sort();
}

describe("Commands", () => {
  it("are offered while a model is in front, and only then", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"], { "notes.txt": "notes" });
    await workbench.showCommands("Model Bonsai");
    await workbench.choices.first().waitFor();
    assert.equal(await ours(workbench).count(), 0);
    await workbench.page.keyboard.press("Escape");

    await workbench.openModel("mnist-mlp.onnx");
    await workbench.showCommands("Model Bonsai");
    await ours(workbench).first().waitFor();
    await screenshot("commands");
    assert.deepEqual(await offered(workbench), titles.sort());
    await workbench.page.keyboard.press("Escape");

    await workbench.file("notes.txt").dblclick();
    await workbench.page.locator(".view-lines", { hasText: "notes" }).waitFor();
    await workbench.showCommands("Model Bonsai");
    await workbench.choices.first().waitFor();
    assert.equal(await ours(workbench).count(), 0);
  });
});
