// What the system says went wrong with a file, as a sentence.
import { ModelError } from "../core/ground/errors";
import { codeOf, type FileKind } from "./file-system";

const ANY: Readonly<Record<string, string>> = {
  ENAMETOOLONG: "its name is longer than its disk allows",
  ELOOP: "its symbolic links lead in a circle",
  EIO: "the disk reports an error",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ESTALE: "its server has lost it",
  ETIMEDOUT: "its server does not answer",
  EBUSY: "another program uses it",
  ENXIO: "it is a device or a socket with nobody at the other end",
  ENODEV: "it is no file that holds bytes",
  EINVAL: "its disk does not take such a name",
  EILSEQ: "its disk does not take such a name",
};

const READING: Readonly<Record<string, string>> = {
  ...ANY,
  ENOENT: "it is not there",
  ENOTDIR: "part of its path is a file",
  EISDIR: "it is a folder",
  EACCES: "check its permissions",
  EPERM: "check its permissions",
};

const WRITING: Readonly<Record<string, string>> = {
  ...ANY,
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder is a file",
  EISDIR: "it is a folder",
  EEXIST: "something of that name is in its way",
  ENOTEMPTY: "a folder of that name is in its way",
  EACCES: "its folder may not be written to",
  EPERM: "its folder may not be written to",
  EROFS: "its disk may not be written to",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is used up",
  EFBIG: "it is larger than files may be there",
  EXDEV: "part of its folder lies on another disk",
  EMLINK: "its folder holds as many names as it can",
  ETXTBSY: "a program runs from it",
  ENOTSUP: "its disk does not offer what safe writing takes",
  EOPNOTSUPP: "its disk does not offer what safe writing takes",
};

/** The error as a sentence; what is none of the system's stays as it is. */
export function readingError(error: unknown, path: string): unknown {
  if (codeOf(error) === "ENOENT") {
    return fileError(`There is no file ${path}.`, path);
  }
  return sentence(error, READING, (why) => `${path} cannot be read: ${why}.`, path);
}

export function writingError(error: unknown, path: string): unknown {
  return sentence(error, WRITING, (why) => `${path} cannot be written: ${why}.`, path);
}

/** "No space left on device" as the system words it, where we have no words for a code. */
function sentence(
  error: unknown,
  words: Readonly<Record<string, string>>,
  say: (why: string) => string,
  path: string,
): unknown {
  const code = codeOf(error);
  if (code === null || error instanceof ModelError || (error as { syscall?: unknown }).syscall === undefined) {
    return error;
  }
  const systems = /^\w+: ([^,]+)/.exec((error as Error).message)?.[1] ?? "the system refuses it";
  return fileError(say(Object.hasOwn(words, code) ? words[code]! : `${systems} (${code})`), path);
}

export function fileError(says: string, path: string): ModelError {
  return new ModelError("file", says, path);
}

/** What stands where a plain file belongs: "a folder". */
export const KINDS: Readonly<Record<FileKind, string>> = {
  file: "a plain file",
  folder: "a folder",
  link: "a symbolic link",
  pipe: "a pipe",
  device: "a device",
  socket: "a socket",
};
