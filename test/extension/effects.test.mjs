import { openModels, screenshot } from "./session.mjs";

const GRAPH = `node { name: "path" op: "Const"
  attr { key: "dtype" value { type: DT_STRING } }
  attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { } string_val: "/etc/passwd" } } } }
node { name: "reader" op: "ReadFile" input: "path" }`;

describe("What a model would do besides computing", () => {
  it("stands in the header, and its names lead to the nodes", async () => {
    const { workbench } = await openModels([], { "reads.pb": GRAPH });
    const view = await workbench.openModel("reads.pb");
    await view.find("#warnings p", { hasText: 'ReadFile reads files ("/etc/passwd"): reader in main graph' }).waitFor();
    await view.find("#warnings button", { hasText: "reader" }).click();
    await view.find('.graph-node[aria-selected="true"][aria-label*="reader"]').waitFor();
    await screenshot("effects");
  });
});
