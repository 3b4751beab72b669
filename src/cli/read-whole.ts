import { resolve } from "node:path";
import { nodeFileSystem } from "../files/node-file-system";
import { SourceFile } from "../files/source-file";

/** A file's bytes. @throws where it cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  const source = await SourceFile.open(nodeFileSystem, resolve(path), path);
  try {
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}
