// One new file, written to its promised length.
import { fileError } from "./file-error";
import type { FileStatus, OpenHandle } from "./file-system";

export class FileWriter {
  #written = 0;

  constructor(
    readonly handle: OpenHandle,
    /** As messages call it. */
    readonly name: string,
    readonly length: number,
    /** What it takes the place of. */
    readonly replaced: FileStatus | null,
  ) {}

  async append(bytes: Uint8Array): Promise<void> {
    if (this.#written + bytes.byteLength > this.length) {
      throw this.#wrongLength(`more than ${this.length}`);
    }
    for (let done = 0; done < bytes.byteLength;) {
      const wrote = await this.handle.write(done === 0 ? bytes : bytes.subarray(done), this.#written);
      if (wrote === 0) {
        throw fileError(`${this.name} cannot be written: its disk takes no more bytes.`, this.name);
      }
      done += wrote;
      this.#written += wrote;
    }
  }

  /** Gives it the permissions and, where that is allowed, the owner of what it replaces, and brings it to the disk. */
  async finish(): Promise<FileStatus> {
    if (this.#written !== this.length) {
      throw this.#wrongLength(`${this.#written}`);
    }
    if (this.replaced !== null) {
      await this.#inherit(this.replaced);
    }
    await this.handle.sync();
    const status = await this.handle.status();
    if (status.size !== this.length) {
      throw this.#wrongLength(`${status.size}`);
    }
    await this.handle.close();
    return status;
  }

  async #inherit({ owner, group, mode }: FileStatus): Promise<void> {
    const now = await this.handle.status();
    let isOwned = now.owner === owner && now.group === group;
    if (!isOwned) {
      isOwned = await this.handle.setOwner(owner, group).then(
        () => true,
        () => false,
      );
    }
    // What runs as its owner may not come to run as somebody else.
    const wanted = isOwned ? mode : mode & 0o777;
    if ((await this.handle.status()).mode !== wanted) {
      await this.handle.setMode(wanted);
    }
  }

  #wrongLength(got: string): Error {
    return fileError(
      `${this.name} would have had ${got} bytes where ${this.length} belong, so it was not written.`,
      this.name,
    );
  }
}
