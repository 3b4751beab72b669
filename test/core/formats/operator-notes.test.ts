// What is said of operators: a line for nearly all nodes of real models, and of no operator that no format has.
import assert from "node:assert/strict";
import { openFiles } from "../../../src/cli/node-files";
import { quietContext, readModel } from "../../../src/core";
import { attributesSince } from "../../../src/core/formats/onnx/attribute-manual";
import * as onnx from "../../../src/core/formats/onnx/operators/entries";
import { isKnownOperator } from "../../../src/core/formats/tensorflow/default-attributes";
import * as tensorflow from "../../../src/core/formats/tensorflow/operators/entries";
import * as tflite from "../../../src/core/formats/tflite/operators/entries";
import { CUSTOM_DOMAIN } from "../../../src/core/formats/tflite/operator-codes";
import { ModelError } from "../../../src/core/ground/errors";
import { allNodes, rootGraphs } from "../../../src/core/ir/walk";
import { COMMON_NOTES } from "../../../src/core/semantics/common-operator-notes";
import { corpusFiles, sampleFiles } from "../../support/corpus";

describe("what is said of operators", () => {
  const names = Object.keys(COMMON_NOTES).flatMap((key) => key.split(" "));

  it("is one plain line for each, of operators that a format has", () => {
    assert.equal(new Set(names).size, names.length, "said twice");
    for (const line of Object.values(COMMON_NOTES)) {
      assert.match(line, /^[A-Z][^\n]{10,110}[^.\n]$/, line);
    }
    const isKnown = (name: string) =>
      Object.hasOwn(onnx.OPERATORS, name) ||
      attributesSince({ domain: "", name, version: null }).length > 0 ||
      Object.hasOwn(tflite.OPERATORS, name) ||
      Object.hasOwn(tensorflow.OPERATORS, name) ||
      isKnownOperator(name);
    assert.deepEqual(
      names.filter((name) => !isKnown(name)),
      [],
    );
  });

  it("is there for what real models have", async function () {
    const used = new Map<string, Map<string, number>>();
    const [lacking, met] = [new Set<string>(), new Set<string>()];
    const corpus = corpusFiles();
    const files = [...sampleFiles(), ...corpus];
    for (const { path } of files) {
      const opened = await openFiles(path);
      try {
        const model = await readModel(opened, quietContext());
        const { id } = model.format;
        const counts = used.get(id) ?? new Map<string, number>();
        used.set(id, counts);
        const nodes = rootGraphs(model)
          .flatMap((graph) => [...allNodes(graph)])
          .filter(({ op }) => op.domain !== CUSTOM_DOMAIN);
        for (const name of new Set(nodes.map(({ op }) => op.name))) {
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
        for (const node of nodes) {
          met.add(`${id} ${node.op.name}`);
          if (model.dialect.operatorNote(node) === null) {
            lacking.add(`${id} ${node.op.name}`);
          }
        }
      } catch (error) {
        assert.ok(error instanceof ModelError, String(error));
      } finally {
        await opened.close();
      }
    }
    console.log(`      ${met.size} operators in ${files.length} models, ${met.size - lacking.size} with a line`);
    for (const [id, counts] of used) {
      const most = [...counts].sort(([, one], [, other]) => other - one).slice(0, 60);
      assert.deepEqual(
        most.filter(([name]) => lacking.has(`${id} ${name}`)),
        [],
        id,
      );
    }
  }).timeout(300_000);
});
