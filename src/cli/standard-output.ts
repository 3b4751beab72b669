// What goes to standard output. Node's stream loses what the system did not take at once, and ends the program with a
// stack trace where it takes nothing.
import { write } from "node:fs";
import { promisify } from "node:util";
import { isMainThread } from "node:worker_threads";
import { ModelError } from "../core";
import { writingError } from "../files/file-error";

const STANDARD_OUTPUT = 1;
const writeSome = promisify(write) as (fd: number, bytes: Uint8Array) => Promise<{ bytesWritten: number }>;

/** Nobody reads any more, which is nothing to tell anybody of. */
export class ClosedPipe extends Error {
  override readonly name = "ClosedPipe";
}

/** @throws ModelError where it cannot be written, ClosedPipe where nobody reads it. */
export async function writeOut(content: string | Uint8Array): Promise<void> {
  if (!isMainThread) {
    await new Promise((done) => process.stdout.write(content, done)); // the stream that who runs this in a thread reads
    return;
  }
  let rest = typeof content === "string" ? new TextEncoder().encode(content) : content;
  while (rest.byteLength > 0) {
    try {
      const { bytesWritten } = await writeSome(STANDARD_OUTPUT, rest);
      rest = rest.subarray(bytesWritten);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") {
        throw new ClosedPipe();
      }
      if (code !== "EAGAIN") {
        throw writingError(error, "Standard output");
      }
      await new Promise((next) => setTimeout(next, 5));
    }
  }
}

/** @throws ModelError */
export function checkTakesModel(): void {
  if (process.stdout.isTTY) {
    throw new ModelError("file", "Standard output is a terminal, which shows no models; send it to a file.", "-");
  }
}
