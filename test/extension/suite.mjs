// Runs test files against VS Code: one after the other where words of titles are given, else in two of them side by side, as
// one leaves much of a computer idle.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import Mocha from "mocha";
import { closeWindows, screenshot, startSession, stopSession } from "./session.mjs";

/** As on the desktop, where VS Code does not save by itself unless it is told to. */
export const SETTINGS = { "files.autoSave": "off", "files.simpleDialog.enable": true, "git.enabled": false };
/** What a process that takes files from another one is given: the extension. */
const GIVEN = "MODEL_BONSAI_EXTENSION";
/** These take so long that others are run beside them. */
const LONG = ["kill.test.mjs"];

export function testFiles() {
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".test.mjs"))
    .sort((a, b) => LONG.indexOf(b) - LONG.indexOf(a) || (a < b ? -1 : 1));
}

/**
 * Words of titles after the name of the program: those tests alone, in one VS Code.
 * @param files names of test files.
 * @param makeExtension makes what is tested, given a folder for it. @returns where it is.
 * @param start starts VS Code, given a folder for whatever it needs, and the extension.
 * @param options.atOnce how many there can be that do not disturb each other.
 */
export async function runSuite(files, makeExtension, start, { atOnce = 2 } = {}) {
  const words = process.argv.slice(2).join(" ");
  const given = process.env[GIVEN];
  if (given !== undefined) {
    await takeFiles((home) => start(home, given));
    return;
  }
  const home = mkdtempSync(join(tmpdir(), "model-bonsai-extension-"));
  try {
    const extension = await makeExtension(home);
    const counts =
      words === ""
        ? await shareFiles(files, extension, atOnce)
        : await runHere(files, words, (folder) => start(folder, extension));
    console.log(`${counts.passes} passed, ${counts.failures} failed`);
    process.exitCode = counts.failures === 0 && counts.passes > 0 ? 0 : 1;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function runHere(files, words, start) {
  try {
    await startSession(start);
    return await runFiles(files, words);
  } finally {
    await stopSession();
  }
}

/** Each process takes the next file once it is done with one. */
async function shareFiles(files, extension, atOnce) {
  const pending = [...files];
  const counts = { passes: 0, failures: 0 };
  const env = { ...process.env, [GIVEN]: extension };
  const running = [];
  for (let index = 0; index < Math.min(atOnce, files.length); index++) {
    const child = fork(process.argv[1], [], { env, stdio: ["ignore", "pipe", "inherit", "ipc"] });
    // What has to be installed is so by the first.
    await told(child);
    const given = giveFiles(child, pending, counts);
    // The others end after the file that they are at. Whoever waits for all is told.
    given.catch(() => (pending.length = 0));
    running.push(given);
  }
  await Promise.all(running);
  return counts;
}

async function giveFiles(child, pending, counts) {
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part) => (said += part));
  const silent = finished(child.stdout);
  try {
    for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
      child.send(file);
      const { passes, failures } = await told(child);
      process.stdout.write(said);
      said = "";
      counts.passes += passes;
      counts.failures += failures;
    }
  } finally {
    if (child.connected) {
      child.disconnect();
    }
    await silent;
    process.stdout.write(said);
  }
}

/** What a process says next. @throws Error where it ends instead. */
async function told(child) {
  const ended = once(child, "exit").then(() => {
    throw new Error("The process that runs tests has ended.");
  });
  const [message] = await Promise.race([once(child, "message"), ended]);
  ended.catch(() => {});
  return message;
}

/** Until there are no more. */
async function takeFiles(start) {
  try {
    await startSession(start);
    const next = () => Promise.race([once(process, "message"), once(process, "disconnect").then(() => [])]);
    let waiting = next();
    process.send("ready");
    for (let [file] = await waiting; file !== undefined; [file] = await waiting) {
      const { passes, failures } = await runFiles([file]);
      waiting = next();
      // What was printed is there before this is.
      process.stdout.write("", () => process.send({ passes, failures }));
    }
  } finally {
    await stopSession();
  }
}

async function runFiles(files, grep) {
  const timeout = Number(process.env.TEST_TIMEOUT ?? 60_000);
  const mocha = new Mocha({ ui: "bdd", timeout, slow: 30_000, grep: grep || undefined });
  mocha.rootHooks({ afterEach });
  for (const name of files) {
    mocha.addFile(join(import.meta.dirname, name));
  }
  await mocha.loadFilesAsync();
  const { stats } = await new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner));
  });
  return stats;
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
