import type { ByteSource, Files } from "../core";
import type { FileService } from "../protocol/messages";
import type { Peer } from "../protocol/rpc";

/** A document's files, read through the extension: the only one who can reach them. */
export function rpcFiles(peer: Peer<FileService>, document: string, name: string, size: number): Files {
  const source = (path: string | null, length: number): ByteSource => ({
    size: length,
    copies: true,
    read: (offset, wanted) =>
      wanted === 0 ? Promise.resolve(new Uint8Array(0)) : peer.call("read", [document, path, offset, wanted]),
  });
  return {
    main: source(null, size),
    name,
    open: async (path) => {
      const length = await peer.call("size", [document, path]);
      return length === null ? null : source(path, length);
    },
    list: (folder) => peer.call("list", [document, folder]),
  };
}
