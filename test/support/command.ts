// The command line as its users run it: a process of its own.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface Run {
  readonly code: number | null;
  /** What ended it, where it did not end by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const program = resolve("dist/cli.js");

export function start(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "pipe"] });
}

export function ended(child: ChildProcess): Promise<Run> {
  return new Promise((done, fail) => {
    let [stdout, stderr] = ["", ""];
    child.stdout!.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr!.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", fail);
    child.on("close", (code, signal) => done({ code, signal, stdout, stderr }));
  });
}

/** @returns what it printed and its exit code. */
export function bonsai(...words: string[]): Promise<Run> {
  return ended(start(words));
}

/** @returns what it says, which is one sentence. */
export async function refused(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await bonsai(...words);
  assert.deepEqual([code, stdout], [1, ""], `${words.join(" ")}: ${stderr}`);
  assert.match(stderr, /^[^\n]+\.\n$/);
  assert.doesNotMatch(stderr, /mistake in Model Bonsai|Error:|\bat .*:\d+/);
  return stderr;
}

/** An empty folder for each test of a suite, gone after it. */
export function temporaryFolder(): { readonly path: string; file(name: string): string } {
  const folder = { path: "", file: (name: string) => join(folder.path, name) };
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), "bonsai-"));
  });
  afterEach(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}
