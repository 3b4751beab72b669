import { ModelError, readModel, runStep, throwIfCancelled, type Files, type Recipe } from "../core";
import type { FileService, ModelService } from "../protocol/messages";
import type { CallContext, Peer, Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import { rpcFiles } from "./rpc-files";
import { Version } from "./version";

interface OpenDocument {
  readonly files: Files;
  /** By the recipe as text; "[]" is the file as it was opened. */
  readonly versions: Map<string, Version>;
  /** Those that are being made. */
  readonly running: Map<string, Promise<Version>>;
}

/** Results kept per document, so that undo and redo are instant; the source is never dropped. */
const KEPT_VERSIONS = 24;

/** The models that are open, and what recipes make of them. */
export class Documents implements Pick<Service<ModelService>, "open" | "close"> {
  readonly #opened = new Map<string, OpenDocument>();

  /** @param files Who reads and writes files. */
  constructor(readonly files: () => Peer<FileService>) {}

  readonly open = async (document: string, name: string, size: number, call: CallContext): Promise<void> => {
    const files = rpcFiles(this.files(), document, name, size);
    const model = await readModel(files, contextOf(call));
    this.#opened.set(document, { files, versions: new Map([["[]", new Version(model, [])]]), running: new Map() });
  };

  readonly close = (document: string): Promise<void> => {
    this.#opened.delete(document);
    return Promise.resolve();
  };

  /** The files that a document was read from. */
  filesOf(document: string): Files {
    return this.#document(document).files;
  }

  /** The model after a recipe, if it was made before. */
  known(document: string, recipe: Recipe): Version | null {
    return this.#document(document).versions.get(keyOf(recipe)) ?? null;
  }

  /** The model after a recipe: from the longest beginning of it that was made before. */
  async version(document: string, recipe: Recipe, call: CallContext): Promise<Version> {
    const opened = this.#document(document);
    const { versions } = opened;
    let length = recipe.length;
    while (!versions.has(keyOf(recipe.slice(0, length)))) {
      length--;
    }
    let version = versions.get(keyOf(recipe.slice(0, length)))!;
    for (; length < recipe.length; length++) {
      version = await nextVersion(opened, version, recipe.slice(0, length + 1), call);
    }
    forget(versions, recipe);
    return version;
  }

  /** @throws ModelError where it is closed. */
  #document(document: string): OpenDocument {
    const opened = this.#opened.get(document);
    if (opened === undefined) {
      throw new ModelError("parameter", "The model is not open any more.", document);
    }
    return opened;
  }
}

function keyOf(recipe: Recipe): string {
  return JSON.stringify(recipe);
}

/** Does the last step of a recipe, once for all who want it; whoever waits for another that gives up does it then. */
async function nextVersion(
  { versions, running }: OpenDocument,
  before: Version,
  recipe: Recipe,
  call: CallContext,
): Promise<Version> {
  const key = keyOf(recipe);
  const context = contextOf(call);
  const other = running.get(key);
  if (other !== undefined) {
    const made = await Promise.race([other.catch(() => null), aborted(call.signal)]);
    throwIfCancelled(call.signal);
    if (made !== null) {
      return made;
    }
  }
  const run = runStep(before.model, recipe.at(-1)!, context).then(
    ({ model, report }) => new Version(model, [...before.reports, report]),
  );
  running.set(key, run);
  try {
    const made = await run;
    versions.set(key, made);
    return made;
  } finally {
    running.delete(key);
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));
}

/** Drops the oldest versions that are no beginning of the recipe in use. */
function forget(versions: Map<string, Version>, recipe: Recipe): void {
  const needed = new Set(recipe.map((_, index) => keyOf(recipe.slice(0, index + 1))).concat("[]"));
  for (const key of versions.keys()) {
    if (versions.size > KEPT_VERSIONS && !needed.has(key)) {
      versions.delete(key);
    }
  }
}
