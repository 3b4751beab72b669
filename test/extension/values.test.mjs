import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openModels, screenshot } from "./session.mjs";

describe("What a constant holds", () => {
  it("is told in the Node panel: numbers, pictures and the values of any slice, and saved as a file", async () => {
    const { workbench, folder } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    await view.row("top").click();
    await view.find("vscode-tab-header", { hasText: "Node" }).click();
    const button = view.find("#inspector button[aria-label='Values of top.weight']");
    await button.click();
    const tensor = view.find(".tensor");
    await tensor.filter({ hasText: "36,864 elements" }).waitFor();
    assert.match(await tensor.innerText(), /distinct, 0 zero[\s\S]*-0\.267732 to 0\.244443[\s\S]*mean/);
    assert.equal(await tensor.locator("svg[role=img]").count(), 2);

    const cell = tensor.locator("tbody td").first();
    await cell.waitFor();
    const before = await cell.innerText();
    await tensor.locator("input[aria-label^='Index along axis 0']").fill("5");
    await tensor.locator("input[aria-label^='Index along axis 0']").press("Enter");
    await tensor.locator("tbody td", { hasNotText: before }).first().waitFor();
    await tensor.locator("select[aria-label='Rows']").selectOption("0");
    await tensor.locator("tbody th", { hasText: /^14$/ }).waitFor();
    await screenshot("values");

    await tensor.locator("button", { hasText: "Save Tensor As" }).click();
    await workbench.fileDialog(join(folder, "top.weight.npy"));
    await workbench.acceptFile(join(folder, "top.npy"));
    await view.told("top.npy is saved.");
    const file = await readFile(join(folder, "top.npy"));
    assert.equal(file.subarray(1, 6).toString(), "NUMPY");
    assert.equal(file.length, 128 + 4 * 36_864);

    await button.click();
    await tensor.waitFor({ state: "detached" });
  });
});
