import type { Port } from "../protocol/rpc";

/** The worker, as platforms start it. */
export interface WorkerThread {
  readonly port: Port;
  /** @param listener told why it ended, be it several times. */
  readonly onExit: (listener: (why: string) => void) => void;
  stop(): void;
}
