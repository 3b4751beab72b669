import assert from "node:assert/strict";
import { onnxBranches } from "./made-models.mjs";
import { openModels, screenshot } from "./session.mjs";
import { violations } from "./violations.mjs";

const selected = (name) => `.graph-node[aria-selected="true"][aria-label*="${name}"]`;

describe("Navigation", () => {
  it("inputs and outputs of a node lead to its neighbours, endpoints to theirs, and back", async () => {
    const { workbench } = await openModels(["mnist-mlp.onnx"]);
    const view = await workbench.openModel("mnist-mlp.onnx");
    const { keyboard } = workbench.page;
    await view.find('.graph-node[aria-label*="hidden1_dense"]').dblclick();
    const inspector = view.find("#inspector");
    await inspector.filter({ hasText: "hidden1_dense" }).waitFor();
    await inspector.locator(".links", { hasText: "to" }).getByRole("button").click();
    await view.find('.graph-node[aria-selected="true"][aria-label^="Relu"]').waitFor();
    await inspector.locator(".links", { hasText: "from" }).getByRole("button").click();
    await view.find(selected("hidden1_dense")).waitFor();
    await view.endpoint("output").locator("code button").click();
    await view.find('.graph-node[aria-selected="true"][aria-label^="output"]').waitFor();
    await keyboard.press("Alt+ArrowLeft");
    await view.find(selected("hidden1_dense")).waitFor();
    await keyboard.press("Alt+ArrowRight");
    await view.find('.graph-node[aria-selected="true"][aria-label^="output"]').waitFor();
    assert.equal(await workbench.tabs.count(), 1);
    assert.deepEqual(await violations(view), []);
  });

  it("a double click goes into a branch, the path out of it, and the list to any graph", async () => {
    const { workbench } = await openModels([], { "branches.onnx": Buffer.concat(onnxBranches()) });
    const view = await workbench.openModel("branches.onnx");
    const { keyboard } = workbench.page;
    const path = view.find("nav .path");
    await view.find('.graph-node[aria-label^="If"]').dblclick();
    await path.filter({ hasText: "outer › then_branch" }).waitFor();
    await view.find('.graph-node[aria-label*="outer_then_relu"]').waitFor();
    await keyboard.press("Alt+ArrowLeft");
    await view.find(selected("outer")).waitFor();

    await view.find("#graphs").click();
    const options = view.find("#graph-list [role=option]");
    assert.equal(await options.count(), 5);
    await screenshot("graph-list");
    assert.deepEqual(await violations(view), []);
    await keyboard.type("inner else");
    await options.filter({ hasText: "inner › else_branch" }).waitFor();
    assert.equal(await options.count(), 1);
    await keyboard.press("Enter");
    await view.find('.graph-node[aria-label*="inner_else_relu"]').waitFor();
    assert.deepEqual(await path.locator("li").allInnerTexts(), [
      "main graph",
      "outer › else_branch",
      "inner › else_branch",
    ]);
    await screenshot("breadcrumb");
    assert.deepEqual(await violations(view), []);
    await path.getByRole("button", { name: "outer › else_branch" }).click();
    await view.find('.graph-node[aria-label^="If"]').focus();
    await keyboard.press(" ");
    await view.find(selected("inner")).waitFor();
    await keyboard.press("Enter");
    await view.find('.graph-node[aria-label*="inner_then_relu"]').waitFor();
  });
});
