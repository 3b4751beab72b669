// What recipes make of a model, told to the editor as each is done.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { VariantsState } from "../../src/protocol/messages";
import { countedEngines, eventually } from "../support/counted-engines";
import { servedModel } from "../support/served-model";

const OWN = [
  { id: "strip-metadata", parameters: {} },
  { id: "quantize-float16", parameters: {} },
];

describe("variants in the worker", function () {
  this.timeout(60_000);
  let served: Awaited<ReturnType<typeof servedModel>>;
  const engines = countedEngines();
  beforeEach(async () => {
    served = await servedModel("m.pb", readFileSync("samples/mnist-cnn.pb"), engines);
  });
  afterEach(() => served.close());

  it("are told one after the other, with what makes them", async () => {
    const parts: VariantsState[] = [];
    const onPart = (part: unknown) => parts.push(part as VariantsState);
    const state = await served.models.call("variants", ["d", OWN, "Mine"], { onPart });
    assert.deepEqual(
      parts.map(({ rows, pending }) => [rows.length, pending.length]),
      state.rows.map((_, done) => [done, state.rows.length - done]).concat([[state.rows.length, 0]]),
    );
    assert.deepEqual(parts[0]!.pending.slice(0, 2), ["Original", "Quantize to float16"]);
    assert.deepEqual(parts[0]!.pending.at(-1), "Mine");
    const [original] = state.rows;
    assert.deepEqual([original!.recipe, original!.latency?.ratio], [[], 1]);
    assert.deepEqual(state.rows.at(-1)!.recipe, OWN, "its own are told as they are");
    // Most of what is recommended has nothing to do here.
    const recommended = state.rows.at(-2)!;
    assert.equal(recommended.title, "Shrink for Device");
    const { steps } = await served.models.call("state", ["d", recommended.recipe]);
    assert.ok(steps.length > 1 && steps.every(({ changes }) => changes > 0));
    assert.ok(state.rows.slice(1).every(({ results, problem }) => results !== null && problem === null));
  });

  it("are kept as far as they were told where somebody cancels, and no worker goes on", async () => {
    const controller = new AbortController();
    let known: VariantsState | null = null;
    const onPart = (part: unknown) => {
      known = part as VariantsState;
      if (known.rows.length === 2) {
        controller.abort();
      }
    };
    const call = served.models.call("variants", ["d", [], "Mine"], { onPart, signal: controller.signal });
    await assert.rejects(call, { code: "cancelled" });
    assert.equal(known!.rows.length, 2);
    await eventually(() => engines.running === 0);
  });

  it("have sizes alone where nothing runs models", async () => {
    const { models, close } = await servedModel("m.pb", readFileSync("samples/mnist-cnn.pb"), null);
    const { rows } = await models.call("variants", ["d", [], "Mine"]);
    assert.ok(rows.every(({ results, latency, bytes }) => results === null && latency === null && bytes > 0));
    close();
  });
});
