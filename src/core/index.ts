// What the doors to the core (worker, command line, tests) may import.
export { memoryFiles, memorySource, type ByteSource, type Files } from "./bytes/byte-source";
export { quietContext, throwIfCancelled, type Context, type Note } from "./context";
export { type Format, type Target } from "./formats/format";
export { formatOf, formats, readModel } from "./formats/registry";
export { ModelError, type ModelErrorCode } from "./ir/errors";
export { forkModel } from "./ir/fork";
export { type Model } from "./ir/model";
export { newViolations, verify } from "./ir/verify";
export { gatherPieces, streamPieces, type OutputFile } from "./wire/pieces";
