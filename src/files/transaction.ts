// Writes the files of a model: all of them, or none. Each is written under another name beside its place and flushed
// to the disk. Only when all are whole, and what they were made from is still what was read, are they put in place.
import { dirname, join } from "node:path";
import { fileError, writingError } from "./file-error";
import { statusOrNull, type FileStatus, type FileSystem } from "./file-system";
import { FileWriter } from "./file-writer";
import { isSameContent, isSameFile } from "./identity";
import { removeIfThere } from "./journal";
import { takeName } from "./leftover-name";
import { clearLeftovers } from "./leftovers";
import { isInside } from "./opened-model";
import { placeOf } from "./place";
import { putInPlace, type Ready } from "./put-in-place";
import type { SourceFile } from "./source-file";
import { makeFolders, removeFolders, type Target } from "./target";

export interface TransactionOptions {
  readonly fileSystem: FileSystem;
  /** Files that the model was read from: they have to stay what they are until all is in place. */
  readonly sources: readonly SourceFile[];
  /** Those of them that the written model goes on reading from where they are. */
  readonly kept: readonly SourceFile[];
  /** Whether the target may be one of the sources, and files beside it may be replaced. */
  readonly replace: boolean;
  /** What to do where a file is in the way that might be replaced otherwise, as the end of a sentence. */
  readonly advice: string;
}

/** How many bytes are written between two looks at the sources. */
const LOOK_EVERY = 64 * 1024 * 1024;

interface Part extends Ready {
  /** As messages call it. */
  readonly name: string;
}

export class Transaction {
  readonly #parts: Part[] = [];
  readonly #made: string[] = [];
  #writer: FileWriter | null = null;
  #untilLook = LOOK_EVERY;
  /** Of the file that was finished last. */
  #written: FileStatus | null = null;

  private constructor(
    readonly target: Target,
    readonly options: TransactionOptions,
  ) {}

  /** @throws ModelError where something stands in a target's place that may not be replaced. */
  static async begin(target: Target, options: TransactionOptions): Promise<Transaction> {
    const transaction = new Transaction(target, options);
    try {
      transaction.#checkTarget();
      await makeFolders(options.fileSystem, target.missing, transaction.#made);
      await clearLeftovers(options.fileSystem, target.folder);
      return transaction;
    } catch (error) {
      await transaction.abandon();
      throw writingError(error, target.name);
    }
  }

  /**
   * Begins a file; the one before it is whole.
   * @param path Relative to the model's folder, with "/"; null: the model file itself, which comes last.
   * @param length What will be appended in all.
   */
  async create(path: string | null, length: number): Promise<void> {
    await this.#finish();
    const { fileSystem } = this.options;
    const { name, path: model, folder, existing } = this.target;
    const place = path === null ? { name, final: model, existing } : await this.#beside(path);
    const part = { ...place, temporary: takeName(folder, fileSystem.owner, "new") };
    this.#parts.push(part);
    await this.#told(part.name, async () => {
      const replaced = part.existing?.kind === "file" ? part.existing : null;
      // Nobody else reads it before it has the permissions of what it replaces.
      const handle = await fileSystem.create(part.temporary, replaced === null ? 0o666 : 0o600);
      this.#writer = new FileWriter(handle, part.name, length, replaced);
    });
  }

  async append(bytes: Uint8Array): Promise<void> {
    const writer = this.#writer!;
    await this.#told(writer.name, () => writer.append(bytes));
    this.#untilLook -= bytes.byteLength;
    if (this.#untilLook <= 0) {
      this.#untilLook = LOOK_EVERY;
      await this.#checkSources();
    }
  }

  /**
   * Puts all files in place.
   * @param check Throws where they may not be after all.
   * @returns what the user should know of.
   */
  async commit(check: () => Promise<void> = () => Promise.resolve()): Promise<string[]> {
    await this.#finish();
    return this.#told(this.target.name, async () => {
      await this.#checkSources();
      await this.#checkKept();
      await check();
      await this.#checkPlaces();
      const { fileSystem } = this.options;
      const warnings = await putInPlace({ fileSystem, folder: this.target.folder }, this.#parts);
      this.#parts.splice(0).forEach(({ temporary }) => fileSystem.owner.inUse.delete(temporary));
      this.#made.length = 0;
      return warnings;
    });
  }

  /** What the model file is, once it is in its place. */
  get written(): FileStatus {
    return this.#written!;
  }

  /** Leaves no trace. After a commit there is nothing to do. */
  async abandon(): Promise<void> {
    const { fileSystem } = this.options;
    await this.#writer?.handle.close().catch(() => {});
    this.#writer = null;
    for (const { temporary } of this.#parts.splice(0)) {
      await removeIfThere(fileSystem, temporary).catch(() => {});
      fileSystem.owner.inUse.delete(temporary);
    }
    await removeFolders(fileSystem, this.#made);
  }

  async #finish(): Promise<void> {
    const writer = this.#writer;
    if (writer !== null) {
      this.#written = await this.#told(writer.name, () => writer.finish());
      this.#writer = null;
    }
  }

  #checkTarget(): void {
    const { name, existing } = this.target;
    const isTarget = (source: SourceFile) => existing !== null && isSameFile(source.status, existing);
    const { kept, sources, replace } = this.options;
    if (kept.some(isTarget) || (!replace && sources.some(isTarget))) {
      throw fileError(`${name} belongs to the model that is read, so it is not replaced; choose another name.`, name);
    }
  }

  async #beside(path: string): Promise<Omit<Part, "temporary">> {
    const { fileSystem, sources, replace } = this.options;
    const final = join(this.target.folder, ...path.split("/"));
    return this.#told(final, async () => {
      await this.#checkInside(final, path);
      const existing = await statusOrNull(fileSystem.linkStatus(final));
      if (existing !== null && existing.kind !== "file" && existing.kind !== "link") {
        throw fileError(`${final} is in the way of a file of the model; choose another folder.`, final);
      }
      if (sources.some((source) => source.path === final)) {
        throw fileError(
          `${final} belongs to the model that is read, so it is not replaced; choose another folder.`,
          final,
        );
      }
      if (existing !== null && !replace) {
        throw fileError(`${final} is there already; ${this.options.advice}.`, final);
      }
      return { name: final, final, existing };
    });
  }

  /** Folders beside the model may be symbolic links to anywhere. */
  async #checkInside(final: string, path: string): Promise<void> {
    const { fileSystem } = this.options;
    const { folder, name } = this.target;
    for (let each = dirname(final); each !== folder; each = dirname(each)) {
      const status = await statusOrNull(fileSystem.status(each));
      if (status !== null && !isInside(await fileSystem.realPath(each), folder)) {
        throw fileError(`${path} leads out of the folder of ${name}, so it is not written.`, path);
      }
    }
  }

  async #checkSources(): Promise<void> {
    for (const source of this.options.sources) {
      await source.checkIntact();
    }
  }

  /** What is written reads on from what lies there now, not from what was opened. */
  async #checkKept(): Promise<void> {
    for (const { path, name, identity } of this.options.kept) {
      if ((await placeOf(this.options.fileSystem, path, identity)) !== "same") {
        throw fileError(
          `${name}, which the written model would go on reading, was changed since the model was opened; open it again, or choose another folder.`,
          name,
        );
      }
    }
  }

  /** Somebody else may have put something there in the meantime. */
  async #checkPlaces(): Promise<void> {
    for (const { final, name, existing } of this.#parts) {
      const now = await statusOrNull(this.options.fileSystem.linkStatus(final));
      if (!isUntouched(now, existing)) {
        throw fileError(`${name} was changed by somebody else meanwhile, so it was left as it is.`, name);
      }
    }
  }

  async #told<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw writingError(error, name);
    }
  }
}

function isUntouched(now: FileStatus | null, before: FileStatus | null): boolean {
  return now === null || before === null ? now === before : isSameFile(now, before) && isSameContent(now, before);
}
