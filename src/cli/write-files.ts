// Puts the files of a model on disk: each is written beside its place and renamed once it is whole.
import { constants } from "node:fs";
import { access, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ModelError, streamPieces, type Context, type OutputFile } from "../core";

/**
 * @param path Of the model file; other files of the model go beside it.
 * @throws ModelError where a file besides the model itself is there already and may not be replaced.
 */
export async function writeFiles(
  files: readonly OutputFile[],
  path: string,
  replace: boolean,
  context: Context,
): Promise<void> {
  const folder = dirname(path);
  const written: { temporary: string; final: string }[] = [];
  try {
    // The model last: until it is there, nothing names the others.
    for (const file of [...files].reverse()) {
      const final = file.path === null ? path : join(folder, file.path);
      if (file.path !== null && !replace && (await exists(final))) {
        throw new ModelError(
          "parameter",
          `${final} is there already; use --force to replace it, or another folder.`,
          final,
        );
      }
      await mkdir(dirname(final), { recursive: true });
      const temporary = `${final}.${process.pid}.tmp`;
      written.push({ temporary, final });
      await writeOne(file, temporary, context);
    }
    for (const { temporary, final } of written) {
      await rename(temporary, final);
    }
  } catch (error) {
    await Promise.all(written.map(({ temporary }) => rm(temporary, { force: true })));
    throw readable(error, path);
  }
}

async function writeOne(file: OutputFile, temporary: string, context: Context): Promise<void> {
  const handle = await open(temporary, "w");
  try {
    for await (const bytes of streamPieces(file.pieces, context)) {
      for (let done = 0; done < bytes.byteLength;) {
        done += (await handle.write(bytes, done)).bytesWritten;
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

/** Whether two paths are the same file, by whatever names. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino;
}

function readable(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const says: Readonly<Record<string, string>> = {
    ENOENT: "its folder does not exist",
    ENOTDIR: "its folder is a file",
    EISDIR: "it is a folder",
    EACCES: "its folder may not be written to",
    EPERM: "its folder may not be written to",
    EROFS: "its disk may not be written to",
    ENOSPC: "the disk is full",
  };
  return code !== undefined && Object.hasOwn(says, code)
    ? new ModelError("parameter", `${path} cannot be written: ${says[code]}.`, path)
    : error;
}
