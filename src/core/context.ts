import { ModelError } from "./ground/errors";

/** Why something was left as it is. */
export interface Note {
  readonly subject: string;
  readonly reason: string;
}

/** Handed to every long operation: how it tells how far it is, and how it learns that nobody waits any more. */
export interface Context {
  readonly signal: AbortSignal | null;
  /**
   * Called often, with work done and work in all in any unit; the host may show it and lets other events in.
   * @throws ModelError "cancelled" when the signal was aborted.
   */
  progress(done: number, total: number): Promise<void>;
  note(subject: string, reason: string): void;
  /** Only the size of the result is wanted: most weights may stay unmade. */
  readonly preview?: boolean;
}

/** A context that reports to nobody; for tests and for work too short to watch. */
export function quietContext(signal: AbortSignal | null = null): Context {
  return {
    signal,
    progress: () => {
      throwIfCancelled(signal);
      return Promise.resolve();
    },
    note: () => {},
  };
}

export function throwIfCancelled(signal: AbortSignal | null): void {
  if (signal?.aborted === true) {
    throw new ModelError("cancelled", "Cancelled: nothing was changed.", "operation");
  }
}
