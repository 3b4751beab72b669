import assert from "node:assert/strict";
import { onnx } from "onnx-proto";
import { forkModel, ModelError } from "../../../src/core";
import { encodeVarint } from "../../../src/core/bytes/varint";
import { encodeGraph, encodeMessage, op, placeholder } from "../../support/graphdef";
import { encode, floats, model, node, valueInfo } from "../../support/onnx";
import { open, write } from "../../support/open";
import { CODES, makeTflite } from "../../support/tflite";

const onnxBytes = encode(
  model({ name: "g", node: [node("Relu", ["x"], ["y"])], input: [valueInfo("x", [1])], output: [valueInfo("y", [1])] }),
);
const graphBytes = encodeGraph({ node: [placeholder("x"), op("y", "Relu", ["x"])] });
const tfliteBytes = makeTflite({
  codes: [[CODES.ADD, 1]],
  buffers: [null],
  graphs: [{ tensors: [{ name: "x", shape: [1] }], operators: [], inputs: [0], outputs: [0] }],
});

describe("recognition by content", () => {
  it("does not care what a model is called", async () => {
    for (const name of ["m.pb", "m.onnx", "m.tflite", "m"]) {
      assert.equal((await open(name, onnxBytes)).format.id, "onnx");
      assert.equal((await open(name, graphBytes)).format.id, "tensorflow");
      assert.equal((await open(name, tfliteBytes)).format.id, "tflite");
    }
  });

  it("carries what later versions add to a SavedModel or a meta graph", async () => {
    const metaGraph = {
      meta_info_def: { tags: ["serve"] },
      graph_def: { node: [placeholder("x"), op("y", "Relu", ["x"])] },
    };
    const saved = encodeMessage("SavedModel", { saved_model_schema_version: 1, meta_graphs: [metaGraph] });
    const bare = encodeMessage("MetaGraphDef", metaGraph);
    const unknown = [
      [3 * 8, 5],
      [7 * 8 + 2, 2, 65, 66],
      [8 * 8 + 2, 2, 65, 66],
      [...encodeVarint(1000 * 8), 1],
      [...encodeVarint(1000 * 8 + 3), 8, 1, ...encodeVarint(1000 * 8 + 4)],
      [...encodeVarint(1000 * 8 + 2), ...encodeVarint(5000), ...new Array<number>(5000).fill(1)],
    ];
    for (const [index, field] of unknown.entries()) {
      for (const bytes of [saved, ...(index >= 3 ? [bare] : [])]) {
        const file = Buffer.concat([bytes, Uint8Array.from(field)]);
        const opened = await open("saved_model.pb", file);
        assert.match(opened.title, bytes === saved ? /SavedModel/ : /meta graph/);
        assert.equal(opened.graphs[0]!.nodes.length, 2);
        assert.deepEqual(Buffer.from(await write(forkModel(opened))), file);
      }
    }
    const coreMl = [8, 5, 18, 6, 10, 1, 97, 82, 1, 98, ...encodeVarint(500 * 8 + 2), 2, 8, 1];
    await assert.rejects(open("m.mlmodel", Uint8Array.from(coreMl)), /Core ML/);
  });

  it("has a sentence for what is no model (G36)", async () => {
    const tensor = onnx.TensorProto.encode(floats("probabilities", [2], [1, 2])).finish();
    const cases: readonly [string, Uint8Array, RegExp][] = [
      ["m.onnx", new Uint8Array(0), /empty/],
      [
        "m.onnx",
        Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        /Git LFS pointer.*git lfs pull/,
      ],
      ["m.tflite", Buffer.from("Not found"), /text file/],
      ["m.onnx", Buffer.from("../models/real.onnx"), /symbolic link/],
      ["m.onnx", Buffer.from("<!DOCTYPE html><html>"), /HTML/],
      ["model.json", Buffer.from('{"format": "graph-model"}'), /JSON/],
      ["m.onnx", Buffer.from('ir_version: 8\nproducer_name: "x"\n'), /text format/],
      ["output_0.pb", tensor, /single tensor called "probabilities" of float32/],
      ["m.tflite", Buffer.from("\x1c\0\0\0TFL2\0\0\0\0", "latin1"), /version 2/],
      ["m.task", Buffer.from("PK\x03\x04\0\0\0\0", "latin1"), /ZIP archive/],
      ["m.h5", Buffer.from("\x89HDF\r\n\x1a\n", "latin1"), /HDF5/],
      ["m.pb", Buffer.from(Array.from({ length: 200 }, (_, i) => (i * 73 + 128) & 0xff)), /not a TensorFlow graph/],
      ["m.tflite", Buffer.from(Array.from({ length: 200 }, (_, i) => (i * 73 + 128) & 0xff)), /mark TFL3/],
      ["fingerprint.pb", Buffer.from([0x08, 0xff, 0xff, 0x03, 0x10, 0x80, 0x01]), /fingerprint/],
    ];
    for (const [name, bytes, message] of cases) {
      await assert.rejects(open(name, bytes), (error: unknown) => {
        assert.ok(error instanceof ModelError, name);
        assert.match(error.message, message);
        assert.ok(error.message.startsWith(name), error.message);
        assert.ok(error.message.endsWith(".") && !error.message.includes("\n"), error.message);
        assert.equal(error.offset, 0);
        return true;
      });
    }
  });

  it("takes the fields of a graph in any order", async () => {
    const versions = encodeGraph({ node: [], versions: { producer: 1987 } });
    assert.equal((await open("m.pb", Buffer.concat([versions, graphBytes]))).graphs[0]!.nodes.length, 2);
  });

  it("tells a SavedModel from an ONNX model that begins alike", async () => {
    const saved = encodeMessage("SavedModel", {
      saved_model_schema_version: 1,
      meta_graphs: [{ meta_info_def: { tags: ["serve"] }, graph_def: { node: [placeholder("x")] } }],
    });
    assert.equal((await open("saved_model.pb", saved)).title, "TensorFlow SavedModel");
    const meta = encodeMessage("MetaGraphDef", {
      meta_info_def: { tags: ["serve"], tensorflow_version: "1.15" },
      graph_def: { node: [placeholder("x")] },
    });
    assert.equal((await open("graph.pb", meta)).title, "TensorFlow meta graph");
  });
});
