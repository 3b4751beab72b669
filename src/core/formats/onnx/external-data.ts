// Tensors in other files: external_data holds location (relative, "/"), offset and length, all as text.
import { readRange, type ByteSource, type Files } from "../../bytes/byte-source";
import { malformed, ModelError } from "../../ir/errors";
import type { Storage } from "../../ir/tensor";
import type { Message } from "../../wire/protobuf-reader";
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

/** The files that tensors were found to lie in, each opened once and only when a tensor is read. */
export class ExternalFiles {
  /** Every range that a tensor was found to name. */
  readonly used: ExternalRange[] = [];
  readonly #open = new Map<string, Promise<ByteSource | null>>();

  constructor(readonly files: Files) {}

  source(location: string): Promise<ByteSource | null> {
    let opened = this.#open.get(location);
    if (opened === undefined) {
      opened = this.files.open(location);
      this.#open.set(location, opened);
    }
    return opened;
  }

  /** The files that were named so far but are not there. */
  async missing(): Promise<string[]> {
    const missing: string[] = [];
    for (const location of new Set(this.used.map((range) => range.location))) {
      if ((await this.source(location)) === null) {
        missing.push(location);
      }
    }
    return missing;
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
  const location = insideFolder(stated);
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
  if (location === null) {
    const outside = `its data is in "${stated}", outside of the model's folder`;
    return {
      storedBytes: length,
      location: "external",
      range: { location: stated, offset, length },
      outside,
      read: () =>
        Promise.reject(new ModelError("malformed", `Tensor "${subject}": ${outside}; it is not read.`, subject)),
    };
  }
  const range = { location, offset, length };
  files.used.push(range);
  return {
    storedBytes: length,
    location: "external",
    range,
    read: async () => {
      const source = await files.source(location);
      if (source === null) {
        throw new ModelError(
          "malformed",
          `Tensor "${subject}" lies in the file ${location}, which is not there; put it beside the model.`,
          subject,
        );
      }
      return readRange(source, offset, length, `Tensor "${subject}" in ${location}`);
    },
  };
}

function count(value: string, subject: string, offset: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw malformed(`Tensor "${subject}"`, `its external data says "${value}" where a number of bytes belongs`, offset);
  }
  return number;
}

/** The path in its plain form; null for one that is absolute or leaves the model's folder. */
function insideFolder(location: string): string | null {
  const parts = location.replace(/^(\.\/)+/, "").split("/");
  const outside = parts.some((part) => part === ".." || part === "") || /^[A-Za-z]:|\\|\0/.test(location);
  return outside ? null : parts.join("/");
}
