import assert from "node:assert/strict";
import { quietContext, runStep } from "../../../src/core";
import { encodeVarint } from "../../../src/core/bytes/varint";
import * as graphdef from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { transform, write } from "../../support/open";
import { makeTflite, type FileSpec } from "../../support/tflite";

describe("strip-metadata", () => {
  it("removes doc strings, what exporters noted and operator sets nobody uses, and keeps the author's own", async () => {
    const { written, after } = await transform("m.onnx", onnx.encode(documented()), "strip-metadata");
    const proto = onnx.decode(written);
    assert.equal(proto.docString, "about the model");
    assert.deepEqual(after.metadata.map(({ name }) => name).sort(), ["description", "licence", "producer"]);
    assert.deepEqual(
      proto.opsetImport.map(({ domain }) => domain),
      ["", "used"],
    );
    const { graph } = proto;
    assert.equal(graph!.node![0]!.docString, "");
    assert.equal(graph!.initializer![0]!.docString, "");
    assert.equal(graph!.input![0]!.docString, "");
    assert.equal(graph!.valueInfo!.length, 1);
    const again = await transform("m.onnx", written, "strip-metadata");
    assert.deepEqual(again.report.changes, []);
  });

  it("removes what exporters noted at nodes, and keeps what others did", async () => {
    const entry = (key: string) => field(9, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from("text"))]));
    const node = Buffer.concat([
      onnx.encodeNode(onnx.node("Relu", ["x"], ["y"])),
      entry("pkg.torch.onnx.stack_trace"),
      entry("layer"),
    ]);
    const proto = onnx.model({ name: "g" });
    const graph = Buffer.concat([
      field(1, node),
      field(11, onnx.encodeValueInfo("x")),
      field(12, onnx.encodeValueInfo("y")),
    ]);
    const bytes = Buffer.concat([onnx.encode({ ...proto, graph: null }), field(7, graph)]);
    const { written } = await transform("m.onnx", bytes, "strip-metadata");
    assert.ok(!Buffer.from(written).includes("stack_trace"));
    assert.ok(Buffer.from(written).includes("layer"));
  });

  it("removes what exporters noted however long it is, at nodes, graphs, values and tensors", async () => {
    const trace = Buffer.from("line ".repeat(2000));
    const entry = (number: number, key: string) =>
      field(number, Buffer.concat([field(1, Buffer.from(key)), field(2, trace)]));
    const both = (number: number) => Buffer.concat([entry(number, "pkg.torch.onnx.stack_trace"), entry(number, "own")]);
    const weights = onnx.encodeTensor(onnx.floats("w", [1], [1]));
    const graph = Buffer.concat([
      field(1, Buffer.concat([onnx.encodeNode(onnx.node("Add", ["x", "w"], ["y"])), both(9)])),
      field(5, Buffer.concat([weights, both(16)])),
      field(11, Buffer.concat([onnx.encodeValueInfo("x"), both(4)])),
      field(12, onnx.encodeValueInfo("y")),
      both(16),
    ]);
    const bytes = Buffer.concat([onnx.encode({ ...onnx.model({ name: "g" }), graph: null }), field(7, graph)]);
    const { written } = await transform("m.onnx", bytes, "strip-metadata");
    const count = (text: string) => Buffer.from(written).toString("latin1").split(text).length - 1;
    assert.deepEqual([count("stack_trace"), count("own"), count(trace.toString())], [0, 4, 4]);
  });

  it("removes the author's metadata, inner types and inner names where asked", async () => {
    const all = { metadata: true, types: true, names: true };
    const { written, report } = await transform("m.onnx", onnx.encode(documented()), "strip-metadata", all);
    const proto = onnx.decode(written);
    assert.equal(proto.docString, "");
    assert.equal(proto.metadataProps.length, 0);
    assert.equal(proto.graph!.valueInfo!.length, 0);
    assert.deepEqual(
      proto.graph!.node!.map(({ name, input, output }) => [name, input, output]),
      [
        ["", ["x", "a"], ["b"]],
        ["", ["b"], ["y"]],
      ],
    );
    assert.equal(proto.graph!.initializer![0]!.name, "a");
    assert.ok(report.bytesAfter < report.bytesBefore);
  });

  it("renames the nodes of a GraphDef with all that refer to them, and no input, output or variable", async () => {
    const node = [
      graphdef.placeholder("image", [1]),
      graphdef.op("model/layer/split", "Unpack", ["image"]),
      { ...graphdef.op("model/layer/neg", "Neg", ["model/layer/split:1", "^model/layer/split"]) },
      graphdef.op("model/variable", "VariableV2", []),
      graphdef.op("model/layer/placed", "Neg", ["model/layer/neg"]),
      {
        ...graphdef.op("output", "AddV2", ["model/layer/placed", "model/variable"]),
        attr: { _class: { list: { s: [Buffer.from("loc:@model/layer/placed")] } } },
      },
    ];
    const { written } = await transform("m.pb", graphdef.encodeGraph({ node }), "strip-metadata", { names: true });
    assert.deepEqual(
      graphdef.decodeGraph(written).node.map(({ name, input }) => [name, input]),
      [
        ["image", undefined],
        ["a", ["image"]],
        ["b", ["a:1", "^a"]],
        ["model/variable", undefined],
        ["model/layer/placed", ["b"]],
        ["output", ["model/layer/placed", "model/variable"]],
      ],
    );
  });

  it("removes devices where asked, of made nodes too, and from then on (remove_device/RemoveDevice)", async () => {
    const [gpu, cpu] = ["/device:GPU:0", "/job:worker/device:CPU:1"];
    const graph: graphdef.GraphDef = {
      node: [
        graphdef.placeholder("x", [1, 64]),
        { ...graphdef.constant("w", [64, 40], onnx.ramp(2560)), device: gpu },
        { ...graphdef.op("y", "MatMul", ["x", "w"]), device: cpu },
      ],
      library: {
        function: [{ signature: { name: "f" }, node_def: [{ name: "n", op: "NoOp", device: cpu }], ret: {} }],
      },
    };
    const devices = (bytes: Uint8Array) => {
      const { node, library } = graphdef.decodeGraph(bytes);
      const inner = library!.function.flatMap((each) => each["node_def"] as graphdef.NodeDef[]);
      return [...node, ...inner].map(({ device }) => device ?? null);
    };
    const bytes = graphdef.encodeGraph(graph);
    assert.deepEqual(devices((await transform("m.pb", bytes, "strip-metadata")).written), [null, gpu, cpu, cpu]);
    const { written, model, report } = await transform("m.pb", bytes, "strip-metadata", { devices: true });
    assert.deepEqual(devices(written), [null, null, null, null]);
    assert.ok(!Buffer.from(written).includes("device"));
    assert.ok(report.changes.some(({ subject }) => subject === "3 devices"));
    const quantized = await runStep(model, { id: "quantize-weights", parameters: {} }, quietContext());
    const placed = devices(await write(quantized.model));
    assert.deepEqual([placed.length, ...new Set(placed)], [7, null], "new nodes are on no device either");
    const kept = await transform("m.pb", bytes, "quantize-weights");
    const again = await runStep(kept.model, { id: "strip-metadata", parameters: { devices: true } }, quietContext());
    assert.deepEqual([...new Set(devices(await write(again.model)))], [null]);
  });

  describe("names as in obfuscate_names_test", () => {
    const renamed = async (node: graphdef.NodeDef[]) => {
      const { written } = await transform("m.pb", graphdef.encodeGraph({ node }), "strip-metadata", { names: true });
      return graphdef.decodeGraph(written).node;
    };

    it("are short inside, and stay at the ends (obfuscate_names/SimpleTree)", async () => {
      const nodes = await renamed([
        graphdef.op("network/add", "Add", ["network/left", "network/right"]),
        graphdef.placeholder("network/left"),
        graphdef.placeholder("network/right"),
        graphdef.op("network/negated", "Neg", ["network/add"]),
        graphdef.op("network/output", "Add", ["network/negated", "network/add"]),
      ]);
      assert.deepEqual(
        nodes.map(({ name, input }) => [name, input]),
        [
          ["a", ["network/left", "network/right"]],
          ["network/left", undefined],
          ["network/right", undefined],
          ["b", ["a"]],
          ["network/output", ["b", "a"]],
        ],
      );
    });

    it("are a thousand different ones, and still mean the same nodes (obfuscate_names/ManyNodes)", async () => {
      const count = 1000;
      const chain = Array.from({ length: count }, (_, i) =>
        graphdef.op(`layer_${i}`, i % 2 === 0 ? "Neg" : "Abs", [i === 0 ? "x" : `layer_${i - 1}`]),
      );
      const nodes = await renamed([
        graphdef.placeholder("x"),
        ...chain,
        graphdef.op("y", "Neg", [`layer_${count - 1}`]),
      ]);
      assert.equal(new Set(nodes.map(({ name }) => name)).size, count + 2);
      assert.ok(nodes.every(({ name }) => name.length <= 3));
      nodes.slice(1).forEach(({ op, input }, i) => {
        assert.deepEqual([op, input], [i % 2 === 0 ? "Neg" : "Abs", [nodes[i]!.name]]);
      });
    });

    it("pass over those that are there already (obfuscate_names/NameClashes)", async () => {
      const nodes = await renamed([
        graphdef.placeholder("b"),
        graphdef.op("first_layer", "Neg", ["b"]),
        graphdef.op("c", "Neg", ["first_layer"]),
        graphdef.op("second_layer", "Abs", ["c"]),
        graphdef.op("third_layer", "Neg", ["second_layer"]),
        graphdef.op("d", "Abs", ["third_layer"]),
      ]);
      assert.deepEqual(
        nodes.map(({ name, op, input }) => [name, op, input]),
        [
          ["b", "Placeholder", undefined],
          ["a", "Neg", ["b"]],
          ["c", "Neg", ["a"]],
          ["e", "Abs", ["c"]],
          ["f", "Neg", ["e"]],
          ["d", "Abs", ["f"]],
        ],
      );
    });
  });

  it("removes what the converter noted in a TFLite file, and labels only where asked", async () => {
    const before = makeTflite(noted());
    const { after, written } = await transform("m.tflite", before, "strip-metadata");
    const names = ["description", "min_runtime_version", "TFLITE_METADATA"];
    assert.deepEqual(
      after.metadata.map(({ name }) => name),
      names,
    );
    assert.ok(!Buffer.from(written).includes("converted"));
    assert.ok(Buffer.from(written).includes("labels"));
    const all = await transform("m.tflite", written, "strip-metadata", { metadata: true, names: true });
    assert.deepEqual(
      all.after.metadata.map(({ name }) => name),
      ["min_runtime_version"],
    );
    assert.ok(!Buffer.from(all.written).includes("labels"));
    assert.deepEqual(
      [...all.after.graphs[0]!.values].map(({ name }) => name),
      ["input", "a", "output"],
    );
    assert.deepEqual(
      (await transform("m.tflite", all.written, "strip-metadata", { metadata: true })).report.changes,
      [],
    );
  });
});

/** A field of up to 16 KB, for those that the library we build files with does not know. */
function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([...encodeVarint(number * 8 + 2), ...encodeVarint(bytes.length)]), bytes]);
}

function documented(): onnx.OnnxModel {
  const proto = onnx.model({
    name: "g",
    docString: "about the graph",
    input: [{ ...onnx.valueInfo("x", [4]), docString: "about the input" }],
    output: [onnx.valueInfo("y", [4])],
    initializer: [{ ...onnx.floats("model.layer.weight", [4], onnx.ramp(4)), docString: "about the weight" }],
    valueInfo: [onnx.valueInfo("model.layer.sum", [4])],
    node: [
      { ...onnx.node("Add", ["x", "model.layer.weight"], ["model.layer.sum"]), name: "first", docString: "about it" },
      { ...onnx.node("Mine", ["model.layer.sum"], ["y"]), domain: "used" },
    ],
  });
  return {
    ...proto,
    docString: "about the model",
    metadataProps: [{ key: "licence", value: "free" }],
    opsetImport: [...(proto.opsetImport ?? []), { domain: "used", version: 1 }, { domain: "unused", version: 3 }],
  };
}

function noted(): FileSpec {
  const tensor = (name: string) => ({ name, shape: [4] });
  return {
    codes: [[0, 1]],
    buffers: [null, Buffer.from("1.5.0"), Buffer.from("converted"), Buffer.from("labels")],
    graphs: [
      {
        tensors: [tensor("input"), tensor("model/layer/sum"), tensor("output")],
        operators: [
          { code: 0, inputs: [0, 0], outputs: [1] },
          { code: 0, inputs: [1, 1], outputs: [2] },
        ],
        inputs: [0],
        outputs: [2],
      },
    ],
    metadata: { min_runtime_version: 1, CONVERSION_METADATA: 2, TFLITE_METADATA: 3 },
  };
}
