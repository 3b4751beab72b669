// Takes docs/editor.png, the picture in the README, of the extension in a real VS Code.
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { openModels, screenshot, SCREENSHOTS, startSession, stopSession } from "../test/extension/session.mjs";
import { SETTINGS } from "../test/extension/suite.mjs";
import { ROOT } from "./root.mjs";
import { startVsCode } from "./vscode-server.mjs";

const LOOK = {
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.activityBar.location": "hidden",
  "window.commandCenter": false,
  "window.title": "${activeEditorShort}",
};
const MODEL = "mnist-cnn.onnx";

try {
  await startSession((home) => startVsCode({ home, extension: ROOT, settings: { ...SETTINGS, ...LOOK } }));
  const { workbench } = await openModels([MODEL]);
  const view = await workbench.openModel(MODEL);
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  await workbench.command("Model Bonsai: Fold Batch Normalization");
  await view.delta();
  await workbench.command("Model Bonsai: Quantize to int8");
  await view.steps.nth(1).waitFor();
  await view.row("pointwise2").click();
  await workbench.closeToasts();
  await screenshot("readme");
  mkdirSync(join(ROOT, "docs"), { recursive: true });
  copyFileSync(join(SCREENSHOTS, "readme.png"), join(ROOT, "docs", "editor.png"));
} finally {
  await stopSession();
}
