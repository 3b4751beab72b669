import { ModelError, type Context } from "../core";
import type { CallContext } from "../protocol/rpc";

/** How often a call tells how far it is, in milliseconds. */
const INTERVAL = 40;

/** Work lets messages in between, so that it can be cancelled. */
export function contextOf(call: CallContext): Context {
  let last = 0;
  return {
    signal: call.signal,
    progress: async (done, total) => {
      const now = Date.now();
      if (now - last > INTERVAL) {
        last = now;
        call.progress(done, total);
        await nextTurn();
      }
      if (call.signal.aborted) {
        throw new ModelError("cancelled", "Cancelled: nothing was changed.", "operation");
      }
    },
    note: () => {},
  };
}

/** A turn of the event loop, in which messages arrive. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
