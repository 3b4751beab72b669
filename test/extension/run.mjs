// Runs the tests in a real VS Code: node test/extension/run.mjs [words of a test's title]
import { readdirSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { closeWindows, screenshot, startSession, stopSession } from "./session.mjs";

const FOLDER = import.meta.dirname;

const mocha = new Mocha({ ui: "bdd", timeout: 60_000, slow: 30_000, grep: process.argv.slice(2).join(" ") || undefined });
mocha.rootHooks({
  async afterEach() {
    const { currentTest } = this;
    if (currentTest.state === "failed") {
      await screenshot(`failed-${currentTest.title.replace(/\W+/g, "-").toLowerCase()}`);
    }
    const complaints = await closeWindows();
    if (complaints.length > 0) {
      throw new Error(`The webview complains: ${complaints.join("\n")}`);
    }
  },
});
for (const name of readdirSync(FOLDER).sort()) {
  if (name.endsWith(".test.mjs")) {
    mocha.addFile(join(FOLDER, name));
  }
}
try {
  await startSession();
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
