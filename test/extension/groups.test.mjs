import assert from "node:assert/strict";
import { onnxChain } from "./made-models.mjs";
import { openModels, screenshot, server } from "./session.mjs";
import { violations } from "./violations.mjs";

const CLOSED = '.graph-node[aria-expanded="false"]';
const OPEN = '.graph-node[aria-expanded="true"]';
const SELECTED = '[aria-selected="true"]';

/** 600 nodes: six stages of five blocks. */
const stages = () =>
  Buffer.concat(
    onnxChain(300, 8, { scopeOf: (layer) => `/stage${Math.floor(layer / 50)}/block${Math.floor(layer / 10) % 5}/` }),
  );

describe("Groups", () => {
  after(() => server.changeSettings({}));

  it("a large model opens as its groups, which keys open and close in place", async () => {
    const { workbench } = await openModels([], { "stages.onnx": stages() });
    const view = await workbench.openModel("stages.onnx");
    const { keyboard } = workbench.page;
    await view.find(CLOSED).nth(5).waitFor();
    // Six stages, the input and the output.
    assert.equal(await view.find(".graph-node").count(), 8);
    await screenshot("groups-closed");
    assert.deepEqual(await violations(view), []);

    await view.find(`${CLOSED}[aria-label^="Group stage1,"]`).focus();
    await keyboard.press(" ");
    await view.find(`${CLOSED}${SELECTED}[aria-label*="100 nodes, 3,200 parameters"]`).waitFor();
    await keyboard.press("Enter");
    await view.find(`${OPEN}${SELECTED}[aria-label^="Group stage1,"]:focus`).waitFor();
    await view.find(".unseen", { hasText: "stage1 expanded" }).waitFor({ state: "attached" });
    await keyboard.press("ArrowDown");
    await view.find(`${CLOSED}${SELECTED}[aria-label^="Group block0 · 10 × dense block,"]:focus`).waitFor();
    await keyboard.press("Enter");
    await view.find(`${OPEN}[aria-label^="Group block0 · 10 × dense block,"]:focus`).waitFor();
    await screenshot("groups-open");
    assert.deepEqual(await violations(view), []);

    await view.find("vscode-tab-header", { hasText: "Node" }).click();
    const panel = view.find("#inspector");
    await panel.filter({ hasText: "Group of 20 nodes" }).waitFor();
    assert.match(
      await panel.innerText(),
      /one of 5[\s\S]*multiply-accumulates\s+640[\s\S]*MatMul\s+10, 640 parameters/,
    );
    await panel.getByRole("button", { name: "stage1" }).click();
    const title = view.find(`${OPEN}${SELECTED}[aria-label^="Group stage1,"]`);
    await title.focus();
    await keyboard.press("PageDown");
    const around = view.find(".around button", { hasText: "stage1" });
    await around.waitFor();
    assert.deepEqual(await violations(view), []);
    await around.click();
    await around.waitFor({ state: "hidden" });
    await title.waitFor();
    await panel.getByRole("button", { name: "Collapse" }).click();
    await view.find(`${CLOSED}${SELECTED}[aria-label^="Group stage1,"]`).waitFor();
    await panel.getByRole("button", { name: "Expand" }).waitFor();
    assert.deepEqual(await violations(view), []);
  });

  it("whatever leads to a node opens the groups around it, and what is found is counted in closed ones", async () => {
    const { workbench } = await openModels([], { "stages.onnx": stages() });
    const view = await workbench.openModel("stages.onnx");
    const { keyboard } = workbench.page;
    const layer = "/stage3/block2/layer171";
    await view.find("#layers").evaluate((table) => (table.scrollTop = 171 * 22));
    await view.row(layer).click();
    await view.find(`.graph-node${SELECTED}[aria-label*="layer171"]`).waitFor();
    await view.find(`${OPEN}[aria-label^="Group stage3,"]`).waitFor({ state: "attached" });
    await view.find(`.graph-node${SELECTED}`).focus();
    await keyboard.press("Backspace");
    await view.find(`${CLOSED}${SELECTED}[aria-label^="Group dense block 2,"]:focus`).waitFor();
    await keyboard.press("Alt+ArrowLeft");
    await view.find(`.graph-node${SELECTED}[aria-label*="layer171"]`).waitFor();

    await view.find('.tools button[aria-label^="Collapse All"]').click();
    await view.find(`${CLOSED}${SELECTED}[aria-label^="Group stage3,"]`).waitFor();
    await keyboard.press("Control+f");
    await keyboard.type("layer25");
    await view.find("#find-count", { hasText: "of 11" }).waitFor();
    await view.find(`.graph-node${SELECTED}[aria-label*="layer250"]`).waitFor();
    await keyboard.press("Shift+Enter");
    await view.find(`.graph-node${SELECTED}[aria-label*="block2/layer25,"]`).waitFor();
    // Those around the first one were only opened in passing.
    await view.find('.tools button[aria-label^="Fit (0)"]').click();
    await view.find(`${CLOSED}[aria-label^="Group stage5,"][aria-label$="10 found"]`).waitFor();
    await screenshot("groups-found");
  });

  it("what is open stays so while the editor is hidden, and groups can be turned off", async () => {
    const other = Buffer.concat(onnxChain(2, 8));
    const { workbench } = await openModels([], { "stages.onnx": stages(), "other.onnx": other });
    const view = await workbench.openModel("stages.onnx");
    await workbench.command("View: Keep Editor");
    await view.find(`${CLOSED}[aria-label^="Group stage2,"]`).dblclick();
    await view.find(`${OPEN}[aria-label^="Group stage2,"]`).waitFor();
    await workbench.openFile("other.onnx");
    await workbench.tabs.filter({ hasText: "stages.onnx" }).click();
    const again = workbench.view();
    await again.drawn();
    await again.find(`${OPEN}[aria-label^="Group stage2,"]`).waitFor();
    await again.find('.tools button[aria-label^="Groups"][aria-pressed="true"]').click();
    await again.find('.tools button[aria-label^="Groups"][aria-pressed="false"]').waitFor();
    await again.find(".graph-node").nth(100).waitFor({ state: "attached" });
    assert.equal(await again.find(".graph-node[aria-expanded]").count(), 0);
  });

  for (const theme of ["Default Light Modern", "Default High Contrast"]) {
    it(`groups are readable in ${theme}`, async () => {
      server.changeSettings({ "workbench.colorTheme": theme });
      const { workbench } = await openModels([], { "stages.onnx": stages() });
      const view = await workbench.openModel("stages.onnx");
      await view.find(`${CLOSED}[aria-label^="Group stage2,"]`).dblclick();
      await view.find(`${OPEN}[aria-label^="Group stage2,"]`).waitFor();
      await screenshot(`groups-${theme.replaceAll(" ", "-").toLowerCase()}`);
      assert.deepEqual(await violations(view), []);
    });
  }
});
