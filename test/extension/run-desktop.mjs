// Tests the packed extension in the VS Code of the desktop: node test/extension/run-desktop.mjs [words]
import { join } from "node:path";
import { makeVsix } from "../../scripts/vsix.mjs";
import { findDesktop, startDesktop } from "./desktop.mjs";
import { runSuite, SETTINGS, testFiles } from "./suite.mjs";

/** Kills what runs extensions under a server. */
const OF_SERVER = "kill.test.mjs";

const files = testFiles().filter((name) => name !== OF_SERVER);
await runSuite(files, async (home) => {
  const executable = await findDesktop();
  const vsix = join(home, "model-bonsai.vsix");
  makeVsix(vsix);
  return startDesktop({ executable, home, vsix, settings: SETTINGS });
});
