// Tests the extension in VS Code for the Web, where it runs in the browser: node test/extension/run-web.mjs [words]
import { spawnSync } from "node:child_process";
import { ROOT } from "../../scripts/root.mjs";
import { runSuite, SETTINGS } from "./suite.mjs";
import { startVsCodeWeb } from "./web-server.mjs";

/** The tests that look at no file on disk: here it is in the browser what is written. */
const FILES = [
  "open.test.mjs",
  "endpoints.test.mjs",
  "layers.test.mjs",
  "transforms.test.mjs",
  "shrink.test.mjs",
  "run-on-files.test.mjs",
  "no-model.test.mjs",
  "tensors.test.mjs",
  "verify.test.mjs",
];

await runSuite(FILES, (home) => {
  if (spawnSync(process.execPath, ["esbuild.mjs"], { cwd: ROOT, stdio: "inherit" }).status !== 0) {
    throw new Error("The extension does not build.");
  }
  return startVsCodeWeb({ home, extension: ROOT, settings: SETTINGS });
});
