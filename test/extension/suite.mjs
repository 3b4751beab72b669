// Runs test files against a VS Code.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { closeWindows, screenshot, startSession, stopSession } from "./session.mjs";

/** As on the desktop, where VS Code does not save by itself unless it is told to. */
export const SETTINGS = { "files.autoSave": "off", "files.simpleDialog.enable": true, "git.enabled": false };

export function testFiles() {
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".test.mjs"))
    .sort();
}

/**
 * @param files names of test files.
 * @param start starts VS Code, given a folder for whatever it needs.
 */
export async function runSuite(files, start) {
  const grep = process.argv.slice(2).join(" ") || undefined;
  const mocha = new Mocha({ ui: "bdd", timeout: Number(process.env.TEST_TIMEOUT ?? 60_000), slow: 30_000, grep });
  mocha.rootHooks({ afterEach });
  for (const name of files) {
    mocha.addFile(join(import.meta.dirname, name));
  }
  try {
    await startSession(start);
    await mocha.loadFilesAsync();
    const { stats } = await new Promise((resolve) => {
      const runner = mocha.run(() => resolve(runner));
    });
    console.log(`${stats.passes} passed, ${stats.failures} failed`);
    process.exitCode = stats.failures === 0 && stats.passes > 0 ? 0 : 1;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    await stopSession();
  }
}

async function afterEach() {
  const { currentTest } = this;
  if (currentTest.state === "failed") {
    await screenshot(`failed-${currentTest.title.replace(/\W+/g, "-").toLowerCase()}`);
  }
  const complaints = await closeWindows();
  if (complaints.length > 0) {
    throw new Error(`The webview complains: ${complaints.join("\n")}`);
  }
}
