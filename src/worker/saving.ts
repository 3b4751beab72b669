import { streamOwnBlocks, writerOf, type Context, type OutputFile, type Recipe } from "../core";
import type { FileService, ModelService, WriteTarget } from "../protocol/messages";
import type { CallContext, Peer, Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import type { Documents } from "./documents";

/** Writing what a recipe makes of a document. */
export function saving(documents: Documents): Pick<Service<ModelService>, "write"> {
  return {
    write: async (
      document: string,
      recipe: Recipe,
      target: WriteTarget,
      call: CallContext,
    ): Promise<{ bytes: number }> => {
      const { model } = await documents.version(document, recipe, call);
      const files = await writerOf(model).write(model, target);
      return { bytes: await sendFiles(documents.files(), files, target, contextOf(call)) };
    },
  };
}

/** @returns how many bytes. */
export async function sendFiles(
  host: Peer<FileService>,
  files: readonly OutputFile[],
  target: WriteTarget,
  context: Context,
): Promise<number> {
  await host.call("begin", [target.id, files.filter(({ stays }) => stays).map(({ path }) => path!)]);
  let bytes = 0;
  // The model last: until it is there, nothing names the others.
  for (const { path, pieces } of files.filter(({ stays }) => !stays).reverse()) {
    await host.call("create", [target.id, path, pieces.length]);
    // While a block is written the next one is made.
    let writing = Promise.resolve();
    for await (const block of streamOwnBlocks(pieces, context)) {
      bytes += block.byteLength;
      await writing;
      writing = host.call("append", [target.id, block], { transfer: [block.buffer] });
      writing.catch(() => {});
    }
    await writing;
  }
  return bytes;
}
