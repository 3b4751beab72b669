import assert from "node:assert/strict";
import { safetensors } from "./made-models.mjs";
import { openModels, screenshot } from "./session.mjs";

const WHY = "safetensors files are shown, not rewritten: they hold weights without the graph that uses them";
const tensors = Array.from({ length: 40 }, (_, index) => [
  { name: `model.layers.${index}.self_attn.q_proj.weight`, dtype: "F32", shape: [64, 128], bytes: 32768 },
  { name: `model.layers.${index}.self_attn.q_proj.bias`, dtype: "BF16", shape: [64], bytes: 128 },
]).flat();
const embedding = { name: "model.embed_tokens.weight", dtype: "F16", shape: [8000, 64], bytes: 1_024_000 };

describe("Tensors without a graph", () => {
  it("a .safetensors file is a table of its tensors, with where the bytes are and what it says of itself", async () => {
    const file = safetensors([embedding, ...tensors], { format: "pt", license: "x".repeat(2000) });
    const { workbench } = await openModels([], { "model.safetensors": file });
    const view = await workbench.openFile("model.safetensors");
    await view.rows.first().waitFor();
    assert.match(await view.summary.innerText(), /safetensors[\s\S]*842 K parameters[\s\S]*81 tensors/);
    assert.equal(await view.find(".common-name").innerText(), "All begin with model.");
    assert.match(await view.rows.first().innerText(), /^embed_tokens\.weight\s+float16 8000×64\s+512 K\s+1000 KB/);
    assert.deepEqual(await view.find("#layers th:visible").allInnerTexts(), [
      "Tensor",
      "Type",
      "Params",
      "Bytes",
      "Share",
    ]);
    const [table, last] = await Promise.all(
      ["#layers table", "#layers th.share"].map((part) => view.find(part).boundingBox()),
    );
    assert.ok(Math.abs(table.x + table.width - last.x - last.width) < 2, "the columns fill the table");
    assert.equal(await view.graph.count(), 0);
    assert.equal(await view.find("vscode-tabs").count(), 0);
    await view.find("#read-only", { hasText: WHY }).waitFor();
    await view.find("#shrink").waitFor({ state: "hidden" });
    await workbench.statusBar.filter({ hasText: "params ·" }).waitFor();
    await screenshot("tensors");

    const header = view.find("#layers th button", { hasText: "Bytes" });
    await header.click();
    await header.click();
    assert.match(await view.rows.first().innerText(), /bias\s+bfloat16 64/);
    await view.find("#metadata summary").click();
    assert.match(await view.find("#metadata dl").innerText(), /format\s+pt\s+license\s+x{500}…/);
    await screenshot("tensors-metadata");
  });

  it("what would change it is refused, and says why", async () => {
    const { workbench } = await openModels([], { "model.safetensors": safetensors(tensors.slice(0, 2), {}) });
    const view = await workbench.openFile("model.safetensors");
    await view.rows.first().waitFor();
    for (const command of ["Strip Unused Nodes", "Prune Weights...", "Shrink for Device"]) {
      await workbench.command(`Model Bonsai: ${command}`);
      await view.told(WHY);
      await workbench.page.keyboard.press("Escape");
    }
    await workbench.command("Model Bonsai: Show Input and Output Nodes");
    await workbench.waitUntilDirty(false);
  });
});
