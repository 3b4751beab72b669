// Which of the real models each engine runs. The counts may only rise: what runs and once did not is to be written down,
// and what ran and does not any more is a failure.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { openFiles } from "../../src/cli/node-files";
import { ModelError, quietContext, readModel, type Model } from "../../src/core";
import {
  EngineError,
  engineOf,
  EngineThread,
  firstRun,
  inputsOf,
  ModelRunner,
  outputsOf,
  runAll,
  type EngineKind,
  type Values,
} from "../../src/engines";
import { nodeHost } from "../../src/engines/node-host";
import { corpusFiles } from "../support/corpus";

const EXCEPTIONS = "test/engines/exceptions.tsv";
const LIMIT_MS = 120_000;
const files = corpusFiles().filter(({ id }) => (process.env["ONLY"] ?? id) === id);

/** id → why it does not run. */
const exceptions = new Map(
  readFileSync(EXCEPTIONS, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t") as [string, string]),
);

describe("engines on real models", function () {
  this.timeout(1_800_000);
  if (files.length === 0) {
    return;
  }

  it("run all but those that are listed, with the reason", async () => {
    const counts = new Map<string, { models: number; loads: number; runs: number }>();
    const found = new Map<string, string>();
    const threads = new Map<EngineKind, EngineThread>();
    for (const { id, path } of files) {
      const opened = await openFiles(path);
      try {
        const model = await readModel(opened, quietContext()).catch((error: unknown) => {
          assert.ok(error instanceof ModelError, id);
          return null;
        });
        if (model === null || model.format.tensorsOnly === true || model.graphs.length === 0) {
          continue;
        }
        const kind = engineOf(model);
        const count = counts.get(kind.title) ?? { models: 0, loads: 0, runs: 0 };
        counts.set(kind.title, count);
        const thread =
          threads.get(kind) ?? new EngineThread(kind, nodeHost("dist/engines"), { milliseconds: LIMIT_MS });
        threads.set(kind, thread);
        const failure = await failureOf(model, thread);
        count.models++;
        count.runs += Number(failure === null);
        count.loads += Number(failure === null || /cannot run|did not run/.test(failure));
        if (failure !== null) {
          found.set(id, failure);
        }
      } finally {
        await opened.close();
      }
    }
    threads.forEach((thread) => thread.stop());
    for (const [engine, { models, loads, runs }] of counts) {
      console.log(`      ${engine}: of ${models} models ${loads} load and ${runs} run`);
    }
    if (process.env["UPDATE_EXCEPTIONS"] === "1") {
      const lines = [...found].map(([id, why]) => `${id}\t${why.replace(/\s+/g, " ").slice(0, 200)}\n`);
      writeFileSync(EXCEPTIONS, lines.join(""));
    }
    assert.deepEqual(
      [...found].filter(([id]) => !exceptions.has(id)),
      [],
      "no longer run",
    );
    if (process.env["ONLY"] === undefined) {
      const ran = [...exceptions.keys()].filter((id) => !found.has(id));
      assert.deepEqual(ran, [], `run by now: take them out of ${EXCEPTIONS}`);
    }
  });
});

function drawsNumbers(model: Model): boolean {
  return model.graphs.some((graph) => graph.nodes.some(({ op }) => op.name.includes("Random")));
}

function isSame(results: readonly Values[], others: readonly Values[]): boolean {
  return results.every((values, sample) =>
    [...values].every(([name, { bytes }]) => Buffer.compare(bytes, others[sample]!.get(name)!.bytes) === 0),
  );
}

async function failureOf(model: Model, thread: EngineThread): Promise<string | null> {
  const demand = { samples: 1, seed: 0, dimensions: new Map<string, number>(), inputs: null };
  const outputs = outputsOf(model);
  if (outputs.length === 0) {
    return "it has no output that holds numbers";
  }
  try {
    const runner = new ModelRunner(model, thread, quietContext());
    const side = { runner, inputs: await inputsOf(model), outputs };
    const { samples, results } = await firstRun(side, demand);
    // Whatever it makes of them, it makes it again, but for those that draw numbers.
    return drawsNumbers(model) || isSame(results, await runAll(side, samples, demand))
      ? null
      : "another result each time";
  } catch (error) {
    thread.stop();
    if (error instanceof EngineError || error instanceof ModelError) {
      return error.message;
    }
    throw error;
  }
}
