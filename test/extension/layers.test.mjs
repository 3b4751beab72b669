import assert from "node:assert/strict";
import { onnxChain } from "./made-models.mjs";
import { openModels, screenshot } from "./session.mjs";
import { waitFor } from "./wait-for.mjs";

const SELECTED = '[aria-selected="true"]';

describe("Layers", () => {
  it("a row selects its node in the graph, and a node its row", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.row("probabilities_dense").click();
    await view.find(`.graph-node${SELECTED}[aria-label*="probabilities_dense"]`).waitFor();
    await view.find(`#layers tr${SELECTED}[data-layer="probabilities_dense"]`).waitFor();
    await screenshot("select-row");

    await view.find('.graph-node[aria-label*="hidden1_dense"]').click();
    await view.find(`#layers tr${SELECTED}[data-layer="hidden1_dense"]`).waitFor();
    assert.equal(await view.find(`.graph-node${SELECTED}`).count(), 1);
    assert.equal(await view.find(`#layers tr${SELECTED}`).count(), 1);
  });

  it("the row that is selected is in view when its tab comes back", async () => {
    const long = Buffer.concat(onnxChain(400, 8));
    const { workbench } = await openModels(["mnist-mlp.onnx"], { "long.onnx": long });
    const view = await workbench.openModel("long.onnx");
    await workbench.command("View: Keep Editor");
    await view.row("layer0").waitFor();
    await view.find("#layers").evaluate((layers) => (layers.scrollTop = 300 * 22));
    await view.row("layer305").click();
    await view.find(`#layers tr${SELECTED}[data-layer="layer305"]`).waitFor();
    await workbench.openFile("mnist-mlp.onnx");
    await workbench.view().row("hidden1_dense").waitFor();
    await workbench.tabs.filter({ hasText: "long.onnx" }).click();
    await workbench.view().find(`#layers tr${SELECTED}[data-layer="layer305"]`).waitFor();
  });

  it("a double click on a node tells everything about it", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.find('.graph-node[aria-label*="hidden1_dense"]').dblclick();
    const inspector = view.find("#inspector");
    await inspector.filter({ hasText: "float32 128×784" }).waitFor();
    assert.match(await inspector.innerText(), /Gemm[\s\S]*hidden1_dense\.weight/);
    assert.match(await inspector.innerText(), /multiply-accumulates\s+100,352[\s\S]*activations\s+512 B/);
    await screenshot("node");
  });

  it("the keyboard walks the graph and the table", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.find(".graph-node").first().focus();
    await workbench.page.keyboard.press("ArrowDown");
    await view.find(`#layers tr${SELECTED}[data-layer="hidden1_dense"]`).waitFor();
    await view.row("hidden1_dense").focus();
    await workbench.page.keyboard.press("ArrowDown");
    await view.find(`.graph-node${SELECTED}[aria-label*="hidden2_dense"]`).waitFor();
  });

  it("the menu of a node copies what it is called and makes, and finds all of its operator", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    const choose = async (target, title) => {
      await target.click({ button: "right" });
      await workbench.page.locator(".context-view .action-label", { hasText: title }).hover();
      await workbench.page.locator(".context-view .action-item.focused", { hasText: title }).waitFor();
      await workbench.page.keyboard.press("Enter");
      await workbench.page.locator(".context-view .action-label").first().waitFor({ state: "hidden" });
    };
    await choose(view.find('.graph-node[aria-label*="hidden1_dense"]'), "Copy Name");
    await waitFor(async () => (await workbench.clipboard()) === "hidden1_dense");
    await choose(view.row("hidden2_dense"), "Copy Output Types and Shapes");
    await waitFor(async () => /^float32 N×\d+$/.test(await workbench.clipboard()));
    await choose(view.row("hidden2_dense"), "Find All of This Operator");
    await view.find("#find-count", { hasText: "of 3" }).waitFor();
    assert.equal(await view.find("#find-text").inputValue(), 'op="Gemm"');
  });

  it("the menu of a node leads to the form that quantizes it alone, or leaves it out of the step that is there", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    const choose = async (title) => {
      await view.row("hidden1_dense").click({ button: "right" });
      await workbench.page.locator(".context-view .action-label", { hasText: title }).hover();
      await workbench.page.locator(".context-view .action-item.focused", { hasText: title }).waitFor();
      await workbench.page.keyboard.press("Enter");
      await view.form.waitFor();
    };
    await choose("Quantize Only This...");
    assert.match(await view.field("include").inputValue(), /^hidden1_dense$/);
    await view.formButton("Apply").click();
    await view.steps.first().waitFor();
    await view.find("vscode-tab-header", { hasText: "Layers" }).click();
    assert.match(await view.row("hidden1_dense").innerText(), /→/);
    assert.doesNotMatch(await view.row("hidden2_dense").innerText(), /→/);
    await choose("Exclude from Quantization...");
    await view.form.locator("h2", { hasText: "Step 1: Quantize to int8" }).waitFor();
    assert.match(await view.field("exclude").inputValue(), /^hidden1_dense$/);
    assert.match(await view.field("include").inputValue(), /^hidden1_dense$/);
  });

  it("are copied as Markdown as they are shown", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const { page } = workbench;
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.find("#layers th.bytes .sort").click();
    await view.find("#layers .table-menu").focus();
    await page.keyboard.press("Enter");
    await page.locator(".context-view .action-label", { hasText: "Copy Layers as Markdown" }).hover();
    await page.locator(".context-view .action-item.focused", { hasText: "Copy Layers as Markdown" }).waitFor();
    await page.keyboard.press("Enter");
    await workbench.statusBar.filter({ hasText: "Copied" }).waitFor();
    const titles = await view
      .find("#layers th .sort")
      .evaluateAll((buttons) =>
        buttons.filter((button) => button.checkVisibility()).map((button) => button.textContent),
      );
    const [head, , ...lines] = (await workbench.clipboard()).trimEnd().split("\n");
    assert.equal(head, `| ${titles.join(" | ")} |`);
    const names = await view.layerNames();
    assert.deepEqual(
      lines.map((line) => /^\| `([^`]*)`/.exec(line)[1]),
      names,
    );
  });

  it("columns are chosen and made wider by the keyboard, nodes without parameters listed, and other models look alike", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx", "mnist-mlp.onnx"]);
    const { page } = workbench;
    const view = await workbench.openModel("mnist-cnn.onnx");
    await view.row("top").waitFor();
    const seen = (await view.find("#layers th:visible").all()).map((cell) => cell.boundingBox());
    const [ofNames, ...others] = (await Promise.all(seen)).map(({ width }) => width);
    assert.ok(Math.max(...others) < ofNames, "names have the room that numbers do not need");
    await workbench.choose("Model Bonsai: Choose Columns of Layer Table...");
    await view
      .find('.column-menu [role="menuitemcheckbox"]', { hasText: "Operator" })
      .and(view.find(":focus"))
      .waitFor();
    const press = async (title) => {
      await view.find('.column-menu [role^="menuitem"]', { hasText: title }).focus();
      await page.keyboard.press("Enter");
    };
    await press("Zeros");
    await press("Share of all parameters");
    await press("All nodes");
    await view.find('.column-menu [aria-checked="true"]', { hasText: "All nodes" }).waitFor();
    await page.keyboard.press("Escape");
    await view.row("stem_relu").waitFor();
    const titles = ["layer", "operator", "parameters", "bytes", "macs", "zeros"];
    const heads = (of) => of.find("#layers th").evaluateAll((cells) => cells.map((cell) => cell.dataset.column));
    assert.deepEqual(await heads(view), titles);
    await view.row("top").locator("td.zeros", { hasText: "%" }).waitFor();
    await screenshot("columns");
    const widthOf = async () => (await view.find("th.bytes").boundingBox()).width;
    const width = await widthOf();
    await view.find("th.bytes .sort").focus();
    await page.keyboard.press("Shift+ArrowRight");
    await waitFor(async () => Math.abs((await widthOf()) - width - 16) <= 2);
    const other = await workbench.openModel("mnist-mlp.onnx");
    await other.row("hidden1_dense").waitFor();
    assert.deepEqual(await heads(other), titles);
  });

  it("nodes without parameters are listed and copied from the box to find nodes with", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    await view.find("#open-find").click();
    await view.find("#find .toggle", { hasText: "All nodes" }).click();
    await view.rows.filter({ hasText: "Relu" }).first().waitFor();
    await view.find("#find-text").fill("op:Relu");
    await view.rows.filter({ hasText: "Gemm" }).first().waitFor({ state: "detached" });
    await workbench.choose("Model Bonsai: Copy Layers as Markdown");
    // Another test may have left a table there.
    await waitFor(async () => /^\| Layer [^]*`Relu`/.test(await workbench.clipboard()));
    const [, , ...lines] = (await workbench.clipboard()).trimEnd().split("\n");
    assert.ok(
      lines.length > 0 && lines.every((line) => /^\| `[^`]+` \| `Relu` \| 0 \| 0 B \| 0 \|/.test(line)),
      lines[0],
    );
  });

  it("names are told apart, and layers without bytes of their own have no share", async () => {
    const nameOf = (layer) => `a/long/beginning/of/all/names/block_${layer}/multiplication/MatMul`;
    const model = Buffer.concat(onnxChain(3, 32, { nameOf, shared: true }));
    const { workbench } = await openModels([], { "long-names.onnx": model });
    const view = await workbench.openModel("long-names.onnx");
    assert.deepEqual(await view.find("#layers td.layer").allInnerTexts(), ["block_0", "block_1", "block_2"]);
    assert.ok((await view.rows.nth(1).getAttribute("title")).startsWith(nameOf(1)));
    const bars = await view.rows.evaluateAll((rows) => rows.map((row) => row.querySelectorAll(".share-bar *").length));
    assert.deepEqual(bars, [2, 0, 0]);
    await screenshot("long-names");
  });

  it("names that are cut to their room are not cut again by it", async () => {
    const nameOf = (layer) => `mmmmstage_${layer % 3}/wwwwmmmmmm_${Math.floor(layer / 3)}`;
    const { workbench } = await openModels([], { "wide.onnx": Buffer.concat(onnxChain(12, 8, { nameOf })) });
    const view = await workbench.openModel("wide.onnx");
    const cells = view.find("#layers td.layer");
    await waitFor(async () => (await cells.count()) === 12);
    const shown = await cells.evaluateAll((all) =>
      all.map((each) => [each.textContent, each.scrollWidth - each.clientWidth]),
    );
    assert.ok(
      shown.some(([name]) => name.includes("…")),
      "there is less room than the names take",
    );
    assert.deepEqual(
      shown.filter(([, hidden]) => hidden > 0),
      [],
    );
  });

  it("buttons to zoom lie beside the graph, not over it", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    const tools = await view.find(".tools").boundingBox();
    const canvas = await view.find(".pane canvas").boundingBox();
    assert.ok(tools.y + tools.height <= canvas.y);
    await view.find('.tools button[aria-label="Zoom In (+)"]').click();
  });

  it("a header sorts: by bytes, the other way round, and back", async () => {
    const { workbench } = await openModels(["mnist-cnn.onnx"]);
    const view = await workbench.openModel("mnist-cnn.onnx");
    const inGraph = await view.layerNames();
    const header = view.find("#layers th button", { hasText: "Bytes" });
    await header.click();
    const largest = await view.layerNames();
    assert.equal(largest[0], "top");
    assert.deepEqual([...largest].sort(), [...inGraph].sort());
    await header.click();
    assert.equal((await view.layerNames()).at(-1), "top");
    await header.click();
    assert.deepEqual(await view.layerNames(), inGraph);
    await view.find("#cost", { hasText: "2.30 M MACs" }).waitFor();
    await view.find("#layers th button", { hasText: "MACs" }).click();
    assert.deepEqual((await view.layerNames()).slice(0, 3), ["top", "pointwise1", "pointwise2"]);
    assert.equal(await view.find("#layers td.macs").first().innerText(), "922 K");
    await screenshot("sort-by-cost");
  });
});
