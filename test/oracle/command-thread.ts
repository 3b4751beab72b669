// The command line in a thread: runs one command after the other, and says what each printed.
import { parentPort } from "node:worker_threads";
import { main } from "../../src/cli/main";

const printed = { output: [] as string[], errors: [] as string[] };
process.stdout.write = collecting(printed.output);
process.stderr.write = collecting(printed.errors);

parentPort!.on("message", (words: string[]) => void answer(words));

async function answer(words: readonly string[]): Promise<void> {
  const code = await main(words);
  const [output, errors] = [printed.output, printed.errors].map((parts) => parts.splice(0).join(""));
  parentPort!.postMessage({ code, output, errors });
}

function collecting(parts: string[]): typeof process.stdout.write {
  const decoder = new TextDecoder();
  return (chunk: string | Uint8Array, ...rest: unknown[]) => {
    parts.push(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
    (rest.find((each) => typeof each === "function") as (() => void) | undefined)?.();
    return true;
  };
}
