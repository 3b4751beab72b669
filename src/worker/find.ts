import { Finder, ModelError, parseQuery, type Found, type Layer, type ViewSource, type TypeOf } from "../core";
import type { QueryText } from "../protocol/messages";

/** What is looked through. */
export interface Findables {
  readonly views: readonly ViewSource[];
  readonly layers: readonly Layer[];
  readonly typeOf: TypeOf;
}

/** What was made ready to be searched is kept as long as what is shown. */
const finders = new WeakMap<readonly ViewSource[], Finder>();

/** @throws ModelError "parameter" where it is no query, "cancelled" once the signal says so. */
export async function find(query: QueryText, findables: Findables, signal: AbortSignal): Promise<Found> {
  const { views, layers, typeOf } = findables;
  let finder = finders.get(views);
  if (finder === undefined) {
    finder = new Finder(views, layers, typeOf);
    finders.set(views, finder);
  }
  let turn = Date.now();
  return finder.find(parseQuery(query.text, query.isPattern), async () => {
    if (Date.now() - turn > LONGEST_TURN) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = Date.now();
    }
    if (signal.aborted) {
      throw new ModelError("cancelled", "Somebody looks for something else now.", query.text);
    }
  });
}

/** In milliseconds; what is typed meanwhile waits for so long. */
const LONGEST_TURN = 10;
