// Files of a model on disk: read by position, so that only what is asked for is read.
import { open, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { memorySource, ModelError, type ByteSource, type Files } from "../core";

/** Up to this a file is read at once: hundreds of small reads would take longer. */
const SMALL = 4 * 1024 * 1024;

/** Files of an opened model, to be closed when nobody reads from them any more. */
export interface NodeFiles extends Files {
  close(): Promise<void>;
}

/** @throws ModelError where there is no such file or it cannot be read. */
export async function openFiles(path: string): Promise<NodeFiles> {
  const handles: FileHandle[] = [];
  const openSource = async (file: string): Promise<ByteSource> => {
    const handle = await open(file, "r");
    handles.push(handle);
    const { size } = await handle.stat();
    if (size <= SMALL) {
      return memorySource(await readAt(handle, 0, size, file));
    }
    return { size, copies: true, read: (offset, length) => readAt(handle, offset, length, file) };
  };
  const folder = dirname(path);
  return {
    main: await openMain(path, openSource),
    name: basename(path),
    open: async (relativePath) => {
      const file = join(folder, relativePath);
      const exists = await stat(file).then(
        (found) => found.isFile(),
        () => false,
      );
      return exists ? openSource(file) : null;
    },
    close: async () => {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
    },
  };
}

async function openMain(path: string, openSource: (file: string) => Promise<ByteSource>): Promise<ByteSource> {
  try {
    if ((await stat(path)).isDirectory()) {
      throw new ModelError("not-a-model", `${path} is a folder; name the model file in it.`, path, 0);
    }
    return await openSource(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") {
      throw new ModelError("not-a-model", `There is no file ${path}.`, path, 0);
    }
    if (code === "EACCES" || code === "EPERM") {
      throw new ModelError("not-a-model", `${path} may not be read: check its permissions.`, path, 0);
    }
    throw error;
  }
}

/** One read may return less than asked for; beyond 2 GiB it would fail. */
const LARGEST_READ = 1 << 30;

async function readAt(handle: FileHandle, offset: number, length: number, file: string): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length;) {
    const wanted = Math.min(LARGEST_READ, length - done);
    const { bytesRead } = await handle.read(bytes, done, wanted, offset + done);
    if (bytesRead === 0) {
      throw new ModelError("truncated", `${file} became shorter while it was read; try again.`, file, offset + done);
    }
    done += bytesRead;
  }
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
}
