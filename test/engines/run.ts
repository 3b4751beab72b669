// Models in text, run.
import { readModel, memoryFiles, quietContext } from "../../src/core";
import { verifyModels, type Verification } from "../../src/engines";
import { nodeHost } from "../../src/engines/node-host";
import type { Question } from "../../src/engines/verify";
import { DEFAULT_TOLERANCES } from "../../src/engines/verdict";
import { encodeText } from "../support/model-text";

export const host = nodeHost("dist/engines");

export function question(changes: Partial<Question> = {}): Question {
  return {
    samples: 2,
    seed: 0,
    taps: "outputs",
    dimensions: new Map(),
    inputs: null,
    tolerances: DEFAULT_TOLERANCES,
    limits: { milliseconds: 30_000 },
    ...changes,
  };
}

export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly companions?: Record<string, Uint8Array>;
}

export async function verified(
  before: ModelFile | string,
  after: ModelFile | string,
  changes: Partial<Question> = {},
): Promise<Verification> {
  const [one, other] = [await opened(before), await opened(after)];
  return verifyModels(one, other, question(changes), host, quietContext());
}

export function opened(model: ModelFile | string) {
  const { name, bytes, companions } = typeof model === "string" ? { ...encodeText(model), companions: {} } : model;
  return readModel(memoryFiles(name, bytes, companions), quietContext());
}
