// How far several pieces of work are together.
import type { Context } from "../core";

/** A part of the work, which tells how far the whole is. @param from Share of the whole, as is `to`. */
export function part(context: Context, from: number, to: number): Context {
  return {
    ...context,
    progress: (done, total) => context.progress(from + (total === 0 ? 0 : ((to - from) * done) / total), 1),
  };
}

export function halves(context: Context): readonly [Context, Context] {
  return [part(context, 0, 0.5), part(context, 0.5, 1)];
}

/** Work whose length nobody knows: it can be cancelled, and the whole stays where it was. */
export class Steady {
  #last: readonly [number, number] = [0, 0];
  /** Of what is told. */
  readonly context: Context;
  /** Of what is not. */
  readonly silent: Context;

  constructor(context: Context) {
    this.context = {
      ...context,
      progress: (done, total) => {
        this.#last = [done, total];
        return context.progress(done, total);
      },
    };
    this.silent = { ...context, progress: () => context.progress(...this.#last) };
  }
}
