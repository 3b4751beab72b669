// What the worker does for the extension: it holds the opened models and everything made from them.
import type { Hash } from "../core";
import type { EngineHost } from "../engines";
import type { FileService, ModelService } from "../protocol/messages";
import { Peer, type Port, type Service } from "../protocol/rpc";
import { comparison } from "./comparison";
import { Documents } from "./documents";
import { inspection } from "./inspection";
import { previews } from "./previews";
import { profiles } from "./profiles";
import { reporting } from "./reporting";
import { saving } from "./saving";
import { stepping } from "./steps";
import { tensors } from "./tensors";
import { variants } from "./variants";
import { verification } from "./verification";

/**
 * Serves models to the other side of a channel, which serves files.
 * @param enginesOf Starts what runs models; null: where there is none, they are not run.
 */
export function serveModels(
  port: Port,
  newHash: () => Hash,
  enginesOf: ((files: Peer<FileService>) => EngineHost) | null = null,
): void {
  const documents = new Documents(() => files);
  const engines = () => enginesOf?.(files) ?? null;
  const service: Service<ModelService> = {
    open: documents.open,
    close: documents.close,
    ...inspection(documents),
    ...stepping(documents),
    ...previews(documents),
    ...saving(documents),
    ...tensors(documents),
    ...comparison(documents, newHash),
    ...profiles(documents),
    ...reporting(documents, newHash),
    ...verification(documents, engines),
    ...variants(documents, engines),
  };
  const files = new Peer<FileService>(port, service);
}
