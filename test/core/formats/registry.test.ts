// What every format says of itself, and that one that is only read needs to say no more.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  compareModels,
  compareTensors,
  Contents,
  costsOf,
  findHazards,
  formats,
  hashesOf,
  inferTypes,
  layersOf,
  memoryFiles,
  nodeDetails,
  obstacleOf,
  quietContext,
  readModel,
  runStep,
  summarize,
  transforms,
  viewGraphs,
  type Format,
} from "../../../src/core";
import { recognise } from "../../../src/core/formats/recognise";
import { Graph } from "../../../src/core/ir/graph";
import { Lineage } from "../../../src/core/ir/lineage";
import { NO_OPERATORS } from "../../../src/core/ir/no-operators";
import { Pieces } from "../../../src/core/ir/pieces";
import { memoryTensor } from "../../../src/core/ir/tensor";

describe("formats", () => {
  it("have ids, titles and extensions of their own", () => {
    for (const facts of [
      formats.map(({ id }) => id),
      formats.map(({ title }) => title),
      formats.flatMap(({ extensions }) => extensions),
    ]) {
      assert.equal(new Set(facts).size, facts.length, facts.join());
    }
    assert.ok(formats.flatMap(({ extensions }) => extensions).every((each) => /^\.[a-z]+$/.test(each)));
  });

  for (const { title, extensions, unlike, writer } of formats) {
    it(`say what a file is not that is only called so, ${title}`, async () => {
      const file = memoryFiles(`m${extensions[0]}`, new Uint8Array(64).fill(0xff));
      await assert.rejects(readModel(file, quietContext()), {
        message: `m${extensions[0]} ${unlike}: it is damaged or something else.`,
      });
    });

    if ("lacks" in writer) {
      it(`say in a sentence why they are not written, ${title}`, () => {
        assert.match(writer.lacks, /^[^\n]{20,200}[^.\s]$/);
      });
    }
  }
});

const MARK = "TOY1";
const weight = memoryTensor("float32", [4], new Uint8Array(16));

/** A graph of one node: all that a format has to say that is only read. */
const toy: Format = {
  id: "toy",
  title: "Toy",
  extensions: [".toy"],
  recognises: ({ start }) => Promise.resolve(start.startsWith(MARK)),
  unlike: "does not have the mark of a toy",
  writer: { lacks: "toys are for looking at" },
  outline: () => new Pieces().bytes(new TextEncoder().encode("toy")),
  operators: () => () => null,
  read: ({ main }) => {
    const lineage = new Lineage();
    const graph = new Graph("toy", lineage);
    const [x, w] = [graph.addValue("x", { dtype: "float32", shape: [4] }), graph.addConstant("w", weight)];
    const y = graph.addValue("y", { dtype: "float32", shape: [4] });
    graph.insert({ name: "n", op: { domain: "", name: "Scale", version: null }, inputs: [x, w], outputs: [y] });
    graph.addInput(x);
    graph.addOutput(y);
    return Promise.resolve({
      lineage,
      format: toy,
      title: "a toy",
      dialect: {
        ...NO_OPERATORS,
        role: () => "elementwise",
        operand: () => ({ kind: "weight", outputAxes: [0], inputAxis: null }),
      },
      fileBytes: main.size,
      graphs: [graph],
      functions: new Map(),
      signatures: [],
      variables: new Map(),
      opsets: new Map(),
      metadata: [],
      warnings: [],
      extras: { owner: "toy" },
    });
  },
};

describe("a format that is only read", () => {
  const opened = async () => {
    const files = memoryFiles("m.toy", new TextEncoder().encode(`${MARK}${"-".repeat(60)}`));
    return (await recognise(files, [...formats, toy])).read(files, quietContext());
  };

  it("is shown, compared and hashed", async () => {
    const model = await opened();
    const { layers, parameters, nodes, bytes } = await summarize(model);
    assert.deepEqual(
      [layers.map(({ name, share }) => [name, share]), parameters, nodes, bytes],
      [[["n", 1]], 4, 1, 64],
    );
    const types = await inferTypes(model);
    const [view] = viewGraphs(model, await layersOf(model), (value) => types.of(value));
    assert.deepEqual(
      view!.graph.nodes.map(({ kind, name }) => [kind, name]),
      [
        ["input", "x"],
        ["operator", "n"],
        ["output", "y"],
      ],
    );
    const details = nodeDetails(model, model.graphs[0]!.nodes[0]!, (value) => types.of(value));
    assert.deepEqual([details.name, details.operator, details.inputs.length], ["n", "Scale", 2]);
    assert.deepEqual(
      [(await findHazards(model)).length, (await costsOf(model)).of(model.graphs[0]!.nodes[0]!).macs],
      [0, 0],
    );
    const newHash = () => {
      const hash = createHash("sha256");
      return { update: (part: Uint8Array) => hash.update(part), digest: () => hash.digest("hex") };
    };
    const contents = new Contents(newHash, quietContext());
    const hashes = await hashesOf(model, contents, quietContext());
    assert.equal(hashes.structure, createHash("sha256").update("toy").digest("hex"));
    assert.deepEqual(compareTensors(hashes, hashes).weights, { equal: 1, of: 1 });
    assert.deepEqual(await compareModels(model, await opened(), contents), { added: [], removed: [], rewritten: [] });
  });

  it("is changed by no transform, and says why", async () => {
    const model = await opened();
    for (const transform of transforms) {
      assert.equal(obstacleOf(transform, model), "toys are for looking at");
      await assert.rejects(runStep(model, { id: transform.id, parameters: {} }, quietContext()), {
        message: "toys are for looking at.",
      });
    }
  });
});
