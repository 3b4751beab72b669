import { MessageChannel } from "node:worker_threads";
import { newHash } from "../../src/cli/hash";
import type { EngineHost } from "../../src/engines";
import type { ModelService } from "../../src/protocol/messages";
import { Peer } from "../../src/protocol/rpc";
import { serveModels } from "../../src/worker/model-service";
import { portOf } from "./ports";

/** A worker's services over a real channel, with one document open, "d". @param beside Files beside it. */
export async function servedModel(
  name: string,
  bytes: Uint8Array,
  engines: EngineHost | null,
  beside: Readonly<Record<string, Uint8Array>> = {},
) {
  const { port1, port2 } = new MessageChannel();
  serveModels(portOf(port1), newHash, engines === null ? null : () => engines);
  const models = new Peer<ModelService>(portOf(port2), {
    read: (_document: string, _path: string | null, offset: number, length: number) =>
      Promise.resolve(Uint8Array.from(bytes.subarray(offset, offset + length))),
    size: () => Promise.resolve(null),
    list: () => Promise.resolve([]),
    readBeside: (_document: string, path: string) => Promise.resolve(beside[path] ?? null),
    listBeside: (_document: string, folder: string) =>
      Promise.resolve(Object.keys(beside).filter((path) => path.startsWith(`${folder}/`))),
  });
  await models.call("open", ["d", name, bytes.length]);
  return { models, close: () => port1.close() };
}
