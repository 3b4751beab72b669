// What is said of attributes: of nearly all that real models have, and of none that no format has.
import assert from "node:assert/strict";
import { openFiles } from "../../../src/cli/node-files";
import { quietContext, readModel } from "../../../src/core";
import { attributesSince } from "../../../src/core/formats/onnx/attribute-manual";
import { NOTES as onnxNotes } from "../../../src/core/formats/onnx/notes";
import * as onnx from "../../../src/core/formats/onnx/operators/entries";
import { defaultsOf, isKnownOperator } from "../../../src/core/formats/tensorflow/default-attributes";
import { NOTES as tensorflowNotes } from "../../../src/core/formats/tensorflow/notes";
import * as tensorflow from "../../../src/core/formats/tensorflow/operators/entries";
import { CUSTOM_DOMAIN } from "../../../src/core/formats/tflite/operator-codes";
import { NOTES as tfliteNotes } from "../../../src/core/formats/tflite/notes";
import * as tflite from "../../../src/core/formats/tflite/operators/entries";
import { OPTION_TABLES } from "../../../src/core/formats/tflite/options";
import { ModelError } from "../../../src/core/ground/errors";
import { allNodes, rootGraphs } from "../../../src/core/ir/walk";
import { keysOf, type NoteTable } from "../../../src/core/semantics/attribute-notes";
import { corpusFiles, sampleFiles } from "../../support/corpus";

const ENTRIES = { onnx: onnx.entryOf, tflite: tflite.entryOf, tensorflow: tensorflow.entryOf } as const;
type FormatId = keyof typeof ENTRIES;

describe("what is said of attributes", () => {
  for (const [id, notes] of Object.entries({ onnx: onnxNotes, tflite: tfliteNotes, tensorflow: tensorflowNotes })) {
    it(`${id}: is one plain line for each`, () => {
      const keys = notes.parts.flatMap((part) => Object.keys(part)).flatMap(keysOf);
      assert.deepEqual(
        keys.filter((key, index) => keys.indexOf(key) !== index),
        [],
        "said twice",
      );
      for (const line of linesOf(notes)) {
        assert.match(line, /^[A-Z0-9−][^\n]{3,}[^.\n]$|^(in|so|as|no|yes)?[^A-Z.\n][^\n]*$/, line);
        assert.ok(line.length <= 140, line);
      }
    });
  }

  it("onnx: is of attributes that its operators have", () => {
    const operators = Object.keys(onnx.OPERATORS).map((key) => {
      const [domain, name] = key.includes(":") ? key.split(":") : ["", key];
      return { key, has: new Set(attributesSince({ domain: domain!, name: name!, version: null }).flatMap(names)) };
    });
    assertKnown(onnxNotes, (name, operator) =>
      operators.some(({ key, has }) => (operator === null || key === operator) && has.has(name)),
    );
  });

  it("tflite: is of options that its operators have", () => {
    const options = new Set(Object.values(OPTION_TABLES).flatMap((fields) => fields.match(/\w+(?=:)/g) ?? []));
    assertKnown(tfliteNotes, (name) => options.has(name) || name === "custom_options");
  });

  it("tensorflow: is of operators that it has", () => {
    assertKnown(tensorflowNotes, (_, operator) => operator === null || isKnownOperator(operator));
  });

  it("is there for what real models have", async function () {
    const [said, missing] = [new Map<string, number>(), new Map<string, Set<string>>()];
    const met = new Set<string>();
    const corpus = corpusFiles();
    const files = [...sampleFiles(), ...corpus];
    for (const { path } of files) {
      const opened = await openFiles(path);
      try {
        const model = await readModel(opened, quietContext());
        const id = model.format.id as FormatId;
        for (const node of rootGraphs(model).flatMap((graph) => [...allNodes(graph)])) {
          if (ENTRIES[id]?.(node.op) == null || node.op.domain === CUSTOM_DOMAIN) {
            continue;
          }
          for (const { name, note } of model.dialect.attributeManual(node)) {
            met.add(`${id} ${name}`);
            if (note === null) {
              missing.set(`${id} ${name}`, (missing.get(`${id} ${name}`) ?? new Set()).add(node.op.name));
            } else {
              said.set(id, (said.get(id) ?? 0) + 1);
            }
          }
        }
      } catch (error) {
        assert.ok(error instanceof ModelError, String(error));
      } finally {
        await opened.close();
      }
    }
    const share = 1 - missing.size / met.size;
    console.log(`      ${met.size} attributes in ${files.length} models, ${(share * 100).toFixed(1)} % with a line`);
    const rest = [...missing].map(([name, operators]) => `${name} of ${[...operators].join(", ")}`);
    assert.ok(share >= 0.95, rest.join("\n"));
    if (corpus.length > 0) {
      assert.deepEqual(unmetOf(met), [], "of none that TensorFlow has");
    }
  }).timeout(300_000);
});

/** What of TensorFlow's is said that has no default, is on no model, and that its operators are not known to demand. */
function unmetOf(met: ReadonlySet<string>): string[] {
  const optional = Object.keys(tensorflow.OPERATORS).flatMap((name) => [...(defaultsOf(name)?.keys() ?? [])]);
  const known = new Set([...optional, ...DEMANDED]);
  return tensorflowNotes.parts
    .flatMap((part) => Object.keys(part))
    .filter((key) => !key.includes(" of ") && !known.has(key) && !met.has(`tensorflow ${key}`));
}

/** https://www.tensorflow.org/api_docs/python/tf/raw_ops */
const DEMANDED = `num_args equation seq_dim block_size k boundaries num_buckets Tindices Tparams Taxis Tfilter rewrite
  component_types`.split(/\s+/);

function names({ attributes }: { readonly attributes: ReadonlyMap<string, unknown> }): string[] {
  return [...attributes.keys()];
}

function linesOf({ parts }: NoteTable): string[] {
  return parts
    .flatMap((part) => Object.values(part))
    .flatMap((note) =>
      typeof note === "string"
        ? [note]
        : [note.says, ...(typeof note.values === "object" ? Object.values(note.values) : []), note.absent ?? "none"],
    );
}

function assertKnown({ parts }: NoteTable, isKnown: (name: string, operator: string | null) => boolean): void {
  const keys = parts.flatMap((part) => Object.keys(part)).flatMap(keysOf);
  assert.ok(keys.length > 50);
  const unknown = keys.filter((key) => {
    const [name, operator] = key.split(" of ");
    return !isKnown(name!, operator ?? null);
  });
  assert.deepEqual(unknown, []);
}
