// A process that is told to end while it writes cleans up first, and then ends as it was told to. At any other time
// there is nothing to clean up, and it ends at once.
import { ModelError, type Context } from "../core";
import { abandonAll } from "../files/abandon-all";
import { progressBar } from "./progress-bar";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const abort = new AbortController();
let received: NodeJS.Signals | null = null;

/** Does work that the first signal stops at its next moment, and the second one at once. */
export async function interruptible<T>(work: () => Promise<T>): Promise<T> {
  const onSignal = (signal: NodeJS.Signals) => {
    if (received !== null) {
      abandonAll();
      endBy(signal);
    }
    received = signal;
    abort.abort();
  };
  SIGNALS.forEach((each) => process.on(each, onSignal));
  try {
    return await work();
  } finally {
    SIGNALS.forEach((each) => process.off(each, onSignal));
  }
}

/** Ends the process by the signal that stopped its work, if one did: whoever started it sees that in its exit code. */
export function endAsTold(): void {
  if (received !== null) {
    endBy(received);
  }
}

function endBy(signal: NodeJS.Signals): void {
  SIGNALS.forEach((each) => process.removeAllListeners(each));
  process.kill(process.pid, signal);
}

/** Shows a bar on a terminal, and stops where the process is told to end. */
export function cliContext(label: string): { context: Context; done: () => void } {
  const bar = progressBar(process.stderr);
  const context: Context = {
    signal: abort.signal,
    progress: async (done, total) => {
      bar.show(label, done, total);
      // Signals are delivered between turns of the event loop.
      await new Promise((next) => setImmediate(next));
      if (abort.signal.aborted) {
        bar.clear();
        throw new ModelError("cancelled", "Cancelled: nothing was written.", "operation");
      }
    },
    note: () => {},
  };
  return { context, done: () => bar.clear() };
}
