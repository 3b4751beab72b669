// Tests the packed extension in a real VS Code: node test/extension/run.mjs [words of the titles of some tests]
import { join } from "node:path";
import { startVsCode } from "../../scripts/vscode-server.mjs";
import { makeVsix } from "../../scripts/vsix.mjs";
import { runSuite, SETTINGS, testFiles } from "./suite.mjs";

/** What belongs to a closed window is kept for hours otherwise. */
const OPTIONS = ["--reconnection-grace-time", "5"];

await runSuite(testFiles(), (home) => {
  const extension = join(home, "model-bonsai.vsix");
  makeVsix(extension);
  return startVsCode({ home, extension, settings: SETTINGS, options: OPTIONS });
});
