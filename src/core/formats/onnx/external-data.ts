// Tensors in other files: external_data holds location (relative, "/"), offset and length, all as text.
import { readBlocks, readRange, type ByteSource, type Files } from "../../bytes/byte-source";
import { malformed, ModelError } from "../../ground/errors";
import type { Storage } from "../../ir/tensor";
import type { Message } from "../../wire/protobuf-reader";
import { companionPath } from "./companion-path";
import { ENTRY, TENSOR } from "./schema";

/** Where a tensor lies in another file. */
export interface ExternalRange {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

export interface ExternalStorage extends Storage {
  readonly location: "external";
  readonly range: ExternalRange;
}

export function isExternal(storage: Storage): storage is ExternalStorage {
  return storage.location === "external";
}

/** The files that tensors were found to lie in, each opened once. */
export class ExternalFiles {
  /** Every range that a tensor was found to name. */
  readonly used: ExternalRange[] = [];
  /** Why a file is not read though it is there, such as a link that leads out of the folder: by its location. */
  readonly refused = new Map<string, string>();
  readonly #open = new Map<string, Promise<ByteSource | null>>();

  constructor(readonly files: Files) {}

  /** @returns null where there is no such file, or none that is read. */
  source(location: string): Promise<ByteSource | null> {
    let opened = this.#open.get(location);
    if (opened === undefined) {
      opened = this.#openFile(location);
      this.#open.set(location, opened);
    }
    return opened;
  }

  /** The files that were named so far. */
  get locations(): ReadonlySet<string> {
    return new Set(this.used.map((range) => range.location));
  }

  /** What is wrong with the files that were named so far, a sentence each. */
  async problems(): Promise<string[]> {
    const needed = new Map<string, number>();
    for (const { location, offset, length } of this.used) {
      needed.set(location, Math.max(needed.get(location) ?? 0, offset + length));
    }
    const problems: string[] = [];
    for (const [location, bytes] of needed) {
      const source = await this.source(location);
      if (source === null && !this.refused.has(location)) {
        problems.push(
          `The file ${location}, which holds weights, is not beside the model: put it there to change them.`,
        );
      } else if (source !== null && source.size < bytes) {
        problems.push(
          `The file ${location}, which holds weights, is incomplete: it has ${source.size} of at least ${bytes} bytes; copy or download it again.`,
        );
      }
    }
    return problems;
  }

  async #openFile(location: string): Promise<ByteSource | null> {
    try {
      return await this.files.open(location);
    } catch (error) {
      if (!(error instanceof ModelError)) {
        throw error;
      }
      this.refused.set(location, `its data is in "${location}" (${error.message.replace(/\.$/, "")})`);
      return null;
    }
  }
}

export function externalStorage(
  message: Message,
  files: ExternalFiles,
  expected: number,
  subject: string,
): ExternalStorage {
  const entries = new Map(
    message
      .messages(TENSOR.externalData, "external_data")
      .map((entry) => [entry.string(ENTRY.key), entry.string(ENTRY.value)]),
  );
  const stated = entries.get("location") ?? "";
  const found = companionPath(stated, subject);
  const offset = count(entries.get("offset") ?? "0", subject, message.start);
  const statedLength = entries.get("length");
  const length = statedLength === undefined ? expected : count(statedLength, subject, message.start);
  if (Number.isNaN(length)) {
    throw malformed(`Tensor "${subject}"`, "its external data has no length", message.start);
  }
  if (!Number.isNaN(expected) && length !== expected) {
    throw malformed(
      `Tensor "${subject}"`,
      `its shape needs ${expected} bytes, but its external data has ${length}`,
      message.start,
    );
  }
  if ("refusal" in found) {
    const outside = `its data is in "${stated}", ${found.refusal}`;
    const range = { location: stated, offset, length };
    return { storedBytes: length, location: "external", range, outside, read: () => refuse(subject, outside) };
  }
  const range = { location: found.path, offset, length };
  files.used.push(range);
  const place = `Tensor "${subject}" in ${found.path}`;
  const find = async (): Promise<ByteSource> => {
    const source = await files.source(found.path);
    const refused = files.refused.get(found.path);
    if (refused !== undefined) {
      return refuse(subject, refused);
    }
    if (source === null) {
      throw new ModelError(
        "malformed",
        `Tensor "${subject}" lies in the file ${found.path}, which is not there; put it beside the model.`,
        subject,
      );
    }
    return source;
  };
  return {
    storedBytes: length,
    location: "external",
    range,
    get outside() {
      return files.refused.get(found.path);
    },
    read: async () => readRange(await find(), offset, length, place),
    blocks: async function* () {
      yield* readBlocks(await find(), offset, length, place);
    },
  };
}

function refuse(subject: string, why: string): Promise<never> {
  return Promise.reject(new ModelError("malformed", `Tensor "${subject}": ${why}; it is not read.`, subject));
}

function count(value: string, subject: string, offset: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw malformed(`Tensor "${subject}"`, `its external data says "${value}" where a number of bytes belongs`, offset);
  }
  return number;
}
