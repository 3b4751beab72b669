import assert from "node:assert/strict";
import { openModels } from "./session.mjs";

async function follow(workbench, link) {
  await workbench.command("Developer: Open URL");
  await workbench.input.fill(link);
  await workbench.page.keyboard.press("Enter");
  await workbench.dialog.waitFor();
  await workbench.answer("Open");
}

describe("Links to nodes", () => {
  it("are copied in the menu of a node, and lead to it; others are refused", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"], { "notes.txt": "notes" });
    const { page } = workbench;
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.find('.graph-node[aria-label*="hidden2_dense"]').click({ button: "right" });
    await page.locator(".context-view .action-label", { hasText: "Copy Link to Node" }).hover();
    await page.locator(".context-view .action-item.focused", { hasText: "Copy Link to Node" }).waitFor();
    await page.keyboard.press("Enter");
    await workbench.statusBar.filter({ hasText: "Copied" }).waitFor();
    const link = await workbench.clipboard();
    assert.match(link, /:\/\/model-bonsai\.model-bonsai\/open\?file=mnist-mlp\.onnx&node=hidden2_dense/);

    await workbench.command("View: Close All Editors");
    await follow(workbench, link);
    const opened = workbench.view();
    await opened.drawn();
    await opened.find("#inspector h2", { hasText: "hidden2_dense" }).waitFor({ state: "attached" });

    const refused = {
      "file=notes.txt": '"notes.txt" is not opened',
      "file=other.onnx": 'There is no file "other.onnx" here',
      "file=//server/share/net.onnx": "it is no path on this machine",
      "file=mnist-mlp.onnx&node=none": 'There is no node "none"',
      "node=none": "does not say which model",
    };
    for (const [query, words] of Object.entries(refused)) {
      await follow(workbench, link.replace(/\?.*/, `?${query}`));
      await workbench.toast(words).waitFor();
      await workbench.closeToasts();
    }
    assert.equal(await workbench.tabs.count(), 1);
  });
});
