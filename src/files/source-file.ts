// A file that is read by position and stays the one that was opened, whatever takes its place.
import type { ByteSource } from "../core/bytes/byte-source";
import { ModelError } from "../core/ground/errors";
import { fileError, KINDS, readingError } from "./file-error";
import type { FileStatus, FileSystem, OpenHandle } from "./file-system";
import { isSameContent, sampleHash, type Identity } from "./identity";
import { readAt } from "./read-at";

/** Up to this a file is held in memory: hundreds of small reads would take longer, and nobody can change it then. */
const SMALL = 4 * 1024 * 1024;

export class SourceFile implements ByteSource {
  #bytes: Uint8Array | null = null;
  #samples = "";

  private constructor(
    readonly fileSystem: FileSystem,
    /** Without symbolic links, so that it goes on naming the same place. */
    readonly path: string,
    /** As it was asked for. */
    readonly name: string,
    readonly handle: OpenHandle,
    private opened: FileStatus,
  ) {}

  /**
   * @param name How messages call it.
   * @throws ModelError where there is no such file, it cannot be read or is no plain file.
   */
  static async open(fileSystem: FileSystem, path: string, name = path): Promise<SourceFile> {
    let handle: OpenHandle | null = null;
    try {
      checkPlain(await fileSystem.status(path), name);
      const real = await fileSystem.realPath(path);
      handle = await fileSystem.openToRead(real);
      const source = new SourceFile(fileSystem, real, name, handle, await handle.status());
      checkPlain(source.opened, name);
      await source.#load();
      return source;
    } catch (error) {
      await handle?.close().catch(() => {});
      throw readingError(error, name);
    }
  }

  get size(): number {
    return this.opened.size;
  }

  /** Whether what is read belongs to the reader alone. */
  get copies(): boolean {
    return this.#bytes === null;
  }

  get status(): FileStatus {
    return this.opened;
  }

  get identity(): Identity {
    return { status: this.opened, samples: this.#samples };
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = this.#bytes?.subarray(offset, offset + length) ?? (await this.#readHandle(offset, length));
    if (bytes.byteLength < length) {
      throw this.#shorter(offset + bytes.byteLength);
    }
    return bytes;
  }

  /** Whether everything that was and will be read are the bytes that were opened. Cheap while nobody touches the file. */
  async isIntact(): Promise<boolean> {
    if (this.#bytes !== null) {
      return true;
    }
    const now = await this.handle.status();
    if (!isSameContent(now, this.opened)) {
      return false;
    }
    if (now.changed !== this.opened.changed) {
      if ((await this.#sample()) !== this.#samples) {
        return false;
      }
      this.opened = now;
    }
    return true;
  }

  /** @throws ModelError where it is not intact. */
  async checkIntact(): Promise<void> {
    if (!(await this.isIntact())) {
      throw fileError(`${this.name} was changed while it was read; try again.`, this.name);
    }
  }

  /** What was read is read: a failure here changes nothing. */
  async close(): Promise<void> {
    await this.handle.close().catch(() => {});
  }

  async #load(): Promise<void> {
    if (this.size <= SMALL) {
      this.#bytes = await this.#readHandle(0, this.size);
      if (!isSameContent(await this.handle.status(), this.opened)) {
        throw fileError(`${this.name} was changed while it was read; try again.`, this.name);
      }
    }
    this.#samples = await this.#sample();
  }

  #sample(): Promise<string> {
    return sampleHash(this.size, (offset, length) => this.read(offset, length));
  }

  async #readHandle(offset: number, length: number): Promise<Uint8Array> {
    try {
      return await readAt(this.handle, offset, length);
    } catch (error) {
      throw readingError(error, this.name);
    }
  }

  #shorter(offset: number): ModelError {
    return new ModelError("truncated", `${this.name} became shorter while it was read; try again.`, this.name, offset);
  }
}

function checkPlain({ kind }: FileStatus, name: string): void {
  if (kind === "folder") {
    throw new ModelError("not-a-model", `${name} is a folder; name the model file in it.`, name, 0);
  }
  if (kind !== "file") {
    throw fileError(`${name} is ${KINDS[kind]}, not a plain file; write what it gives into one first.`, name);
  }
}
