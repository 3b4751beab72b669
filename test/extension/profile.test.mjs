import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openModels, screenshot } from "./session.mjs";
import { violations } from "./violations.mjs";

/** As onnxruntime writes them: names of what was fused, numbers as texts, times in microseconds. */
function event(name, operator, index, ts, dur, provider) {
  const args = { op_name: operator, node_index: `${index}`, provider };
  return { cat: "Node", pid: 1, tid: 1, ph: "X", name: `${name}_kernel_time`, ts, dur, args };
}

describe("Show Profile", () => {
  it("lays measured times over the graph and the layers, with what fell back and what is no node", async () => {
    const { workbench, folder } = await openModels(["mnist-cnn.onnx"]);
    const file = join(folder, "onnxruntime_profile.json");
    const [gpu, cpu] = ["CUDAExecutionProvider", "CPUExecutionProvider"];
    writeFileSync(
      file,
      JSON.stringify([
        event("stem_relu_nchwc", "Conv", 28, 0, 600, gpu),
        event("top_relu_nchwc", "Conv", 33, 700, 200, gpu),
        event("ReorderOutput", "ReorderOutput", 35, 910, 50, gpu),
        event("probabilities_dense", "Gemm", 20, 970, 150, cpu),
      ]),
    );
    const view = await workbench.openModel("mnist-cnn.onnx");
    await workbench.command("Model Bonsai: Show Profile...");
    await workbench.fileDialogButton.waitFor();
    await workbench.acceptFile(file);
    await view.told("onnxruntime_profile.json: 1 ms, 95.0 % of it in 3 nodes.");
    await view.find(".legend", { hasText: "Share of what onnxruntime_profile.json measured" }).waitFor();
    await view.graph.locator('.graph-node[aria-label*="0.6 ms, 60.0 % of the profile"]').first().waitFor();
    await view.find("#layers th.profile .sort").click();
    const times = await view.find("#layers td.profile").allInnerTexts();
    assert.deepEqual(times.slice(0, 4), ["0.6 ms", "0.2 ms", "0.15 ms", ""]);
    await view.find("#profile summary").click();
    assert.match(await view.find("#profile").innerText(), /ReorderOutput: 0\.05 ms, 5\.0 %/);
    await view.find(".color-by").selectOption("providers");
    await view.find('#layers tr[data-layer="probabilities_dense"]').click();
    await view.graph.locator('.graph-node[aria-label*="fell back to CPUExecutionProvider"]').first().waitFor();
    await screenshot("profile");
    assert.deepEqual(await violations(view), []);
    // Steps keep names, and the profile stays.
    await workbench.command("Model Bonsai: Fold Batch Normalization");
    await view.find("#steps").waitFor();
    await view.find("#profile summary", { hasText: "95.0 % in 3 nodes" }).waitFor();
    await view.find("#profile button", { hasText: "Close" }).click();
    await view.find("#profile").waitFor({ state: "hidden" });
  });

  it("says what is wrong with a file that is none", async () => {
    const { workbench, folder } = await openModels(["mnist-mlp.onnx"]);
    const file = join(folder, "other.json");
    writeFileSync(file, '{"a": "b"}');
    const view = await workbench.openModel("mnist-mlp.onnx");
    await workbench.command("Model Bonsai: Show Profile...");
    await workbench.fileDialogButton.waitFor();
    await workbench.acceptFile(file);
    await view.find("#message", { hasText: "other.json is no profile that can be read" }).waitFor();
  });
});
