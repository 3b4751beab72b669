// An extension for tests: opens the models of a folder that asks for it, does a step to each, and saves all of them.
const { existsSync, readdirSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const vscode = require("vscode");

const PAUSE = 50;

exports.activate = () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder !== undefined && existsSync(join(folder, "save-all"))) {
    run(folder).catch((error) => writeFileSync(join(folder, "failed"), String(error)));
  }
};

async function run(folder) {
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".onnx"))) {
    const uri = vscode.Uri.file(join(folder, name));
    await vscode.commands.executeCommand("vscode.openWith", uri, "modelBonsai.editor", { preview: false });
    while (!isDirty(uri)) {
      await vscode.commands.executeCommand("modelBonsai.stripMetadata");
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
  writeFileSync(join(folder, "saving"), "");
  await vscode.commands.executeCommand("workbench.action.files.saveAll");
  writeFileSync(join(folder, "saved"), "");
}

function isDirty(uri) {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input, isDirty }) => input?.uri?.toString() === uri.toString() && isDirty);
}
