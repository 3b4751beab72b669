// Runs a document as it was opened and what a recipe makes of it, on the same inputs.
import { ModelError, transformOf, type Model, type Recipe } from "../core";
import {
  DEFAULT_TOLERANCES,
  EngineError,
  inputsBeside,
  verifyModels,
  type EngineHost,
  type InputFolder,
  type MeasuredLayer,
  type Question,
  type Verification,
} from "../engines";
import type { FaultyStep, FileService, ModelService, NoiseState, VerificationState } from "../protocol/messages";
import type { CallContext, Peer, Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import type { Documents } from "./documents";
import type { Version } from "./version";

/** For loading a model and for each run. */
const MILLISECONDS = 60_000;

/** What is asked of two models where nobody says more. */
export const QUESTION: Question = {
  samples: null,
  seed: 0,
  taps: "outputs",
  dimensions: new Map(),
  inputs: null,
  tolerances: DEFAULT_TOLERANCES,
  limits: { milliseconds: MILLISECONDS },
  mayEndEarly: true,
};

/** @param enginesOf What runs models; null: it is not there. */
export function verification(
  documents: Documents,
  enginesOf: () => EngineHost | null,
): Pick<Service<ModelService>, "verify"> {
  return {
    verify: async (document: string, recipe: Recipe, call: CallContext): Promise<VerificationState> => {
      const engines = enginesOf();
      if (engines === null) {
        throw new ModelError("unsupported", "Cannot verify: nothing here runs models.", document);
      }
      const context = contextOf(call);
      const { name } = documents.filesOf(document);
      const question = { ...QUESTION, inputs: await inputsBeside(folderOf(documents.files(), document), name) };
      const verify = (before: Model, after: Model, question: Question) =>
        plainly(verifyModels(before, after, question, engines, context), document);
      const original = await documents.version(document, [], call);
      const version = await documents.version(document, recipe, call);
      const verified = await verify(original.model, version.model, { ...question, taps: "accumulated" });
      const modelAfter = async (steps: number) =>
        (await documents.version(document, recipe.slice(0, steps), call)).model;
      const between = async (from: number, to: number) =>
        verify(await modelAfter(from), await modelAfter(to), question);
      const faulty = isEqual(verified)
        ? null
        : await faultyStep(recipe, verified, between).catch((error: unknown) => {
            if (call.signal.aborted) {
              return null;
            }
            throw error;
          });
      const { layers, leftOut, outputs, inputs, verdict, reason, engine, version: of, samples, accuracy } = verified;
      return {
        ...{ verdict, reason, samples, inputs, faulty, accuracy },
        engine: `${engine} ${of}`,
        sqnr: least(outputs.map(({ sqnr }) => sqnr)),
        outputs,
        noise: await noiseOf(version, layers),
        leftOut,
        isPartial: call.signal.aborted,
      };
    },
  };
}

/** What lies beside a document now, read through the extension. */
export function folderOf(host: Peer<FileService>, document: string): InputFolder {
  return {
    has: async (path) => (await host.call("readBeside", [document, path])) !== null,
    list: (path) => host.call("listBeside", [document, path]),
    read: async (path) => {
      const bytes = await host.call("readBeside", [document, path]);
      if (bytes === null) {
        throw new ModelError("file", `There is no "${path}" beside the model.`, path);
      }
      return bytes;
    },
  };
}

/** @throws ModelError for what an engine cannot do. */
async function plainly(work: Promise<Verification>, subject: string): Promise<Verification> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof EngineError
      ? new ModelError("unsupported", `Cannot verify: ${error.message}.`, subject)
      : error;
  }
}

function isEqual({ verdict }: Verification): boolean {
  return verdict === "identical" || verdict === "equal";
}

/**
 * The first step that promises to change no numbers and does.
 * @param verified The whole recipe.
 * @param between Verifies the model after some steps against that after fewer.
 */
async function faultyStep(
  recipe: Recipe,
  verified: Verification,
  between: (from: number, to: number) => Promise<Verification>,
): Promise<FaultyStep | null> {
  for (const [from, to] of losslessRuns(recipe)) {
    const run = from === 0 && to === recipe.length ? verified : await between(from, to);
    if (isEqual(run)) {
      continue;
    }
    for (let step = from; step < to; step++) {
      const { verdict, outputs } = to - from === 1 ? run : await between(step, step + 1);
      if (verdict === "close" || verdict === "different") {
        return { step, title: transformOf(recipe[step]!.id).title, sqnr: least(outputs.map(({ sqnr }) => sqnr)) };
      }
    }
  }
  return null;
}

/** Steps one after the other that promise to change no numbers, from the first to before the last. */
function losslessRuns(recipe: Recipe): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  recipe.forEach(({ id }, step) => {
    const last = runs.at(-1);
    if (transformOf(id).lossy) {
      return;
    }
    if (last?.[1] === step) {
      last[1] = step + 1;
    } else {
      runs.push([step, step + 1]);
    }
  });
  return runs;
}

/** Null: nothing differs anywhere. */
function least(sqnrs: readonly (number | null)[]): number | null {
  const worst = sqnrs.reduce<number>((found, sqnr) => Math.min(found, sqnr ?? Infinity), Infinity);
  return worst === Infinity ? null : worst;
}

/** What layers make, by the nodes of the main graph that make it; of several values the worst. */
async function noiseOf(version: Version, layers: readonly MeasuredLayer[]): Promise<NoiseState | null> {
  const links = await version.links();
  const places = layers.flatMap(({ value, sqnr }) => {
    const place = links.makerOf(value);
    return place === null ? [] : [{ ...place, sqnr }];
  });
  const graph = places[0]?.graph;
  if (graph === undefined) {
    return null;
  }
  const decibels = new Float32Array((await version.view(graph)).graph.nodes.length).fill(NaN);
  for (const { node, sqnr } of places) {
    const known = decibels[node]!;
    decibels[node] = Math.min(Number.isNaN(known) ? Infinity : known, sqnr ?? Infinity);
  }
  return { graph, decibels };
}
