// Which of the real models each engine runs. The counts may only rise: what runs and once did not is to be written down,
// and what ran and does not any more is a failure.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { openFiles } from "../../src/cli/node-files";
import { ModelError, quietContext, readModel, type Model } from "../../src/core";
import { EngineError, engineOf, nodeHost, verifyModels } from "../../src/engines";
import { DEFAULT_TOLERANCES } from "../../src/engines/verdict";
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
  this.timeout(600_000);
  if (files.length === 0) {
    return;
  }

  it("run all but those that are listed, with the reason", async () => {
    const counts = new Map<string, { models: number; loads: number; runs: number }>();
    const found = new Map<string, string>();
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
        const count = counts.get(engineOf(model).title) ?? { models: 0, loads: 0, runs: 0 };
        counts.set(engineOf(model).title, count);
        const failure = await failureOf(model);
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

/** The model beside itself: what is not the same then is no number. */
async function failureOf(model: Model): Promise<string | null> {
  const question = {
    samples: 1,
    seed: 0,
    taps: "outputs",
    dimensions: new Map<string, number>(),
    inputs: null,
    tolerances: DEFAULT_TOLERANCES,
    limits: { milliseconds: LIMIT_MS },
  } as const;
  try {
    await verifyModels(model, model, question, nodeHost("dist/engines"), quietContext());
    return null;
  } catch (error) {
    if (error instanceof EngineError || error instanceof ModelError) {
      return error.message;
    }
    throw error;
  }
}
