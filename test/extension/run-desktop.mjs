// Tests the packed extension in the VS Code of the desktop: node test/extension/run-desktop.mjs [words]
import { join } from "node:path";
import { makeVsix } from "../../scripts/vsix.mjs";
import { findDesktop, startDesktop } from "./desktop.mjs";
import { runSuite, SETTINGS, testFiles } from "./suite.mjs";

/** Kills what runs extensions under a server. */
const OF_SERVER = "kill.test.mjs";

const files = testFiles().filter((name) => name !== OF_SERVER);
const start = async (home, vsix) => startDesktop({ executable: await findDesktop(), home, vsix, settings: SETTINGS });
// All windows of a desktop share its clipboard.
await runSuite(files, packed, start, { atOnce: 1 });

async function packed(folder) {
  await findDesktop();
  const vsix = join(folder, "model-bonsai.vsix");
  makeVsix(vsix);
  return vsix;
}
