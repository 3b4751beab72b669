import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { findHazards, type Finding, type Hazard } from "../../../src/core";
import { bonsai, temporaryFolder } from "../../support/command";
import { attributes, encodeGraph, op, placeholder, type GraphDef, type NodeDef } from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { open } from "../../support/open";
import { makeTflite, CODES } from "../../support/tflite";

type Told = Omit<Finding, "kind" | "subject">;

async function hazards(name: string, bytes: Uint8Array): Promise<Told[]> {
  const found = await findHazards(await open(name, bytes));
  return found.map(({ kind: _kind, subject: _subject, ...told }) => told);
}

const utf8 = new TextEncoder();

function text(name: string, ...values: readonly string[]): NodeDef {
  const tensor = { dtype: 7, string_val: values.map((value) => utf8.encode(value)) };
  return { name, op: "Const", attr: { dtype: { type: 7 }, value: { tensor } } };
}

const inGraph = (node: readonly NodeDef[], more: Partial<GraphDef> = {}) =>
  hazards("m.pb", encodeGraph({ node: [placeholder("x"), ...node], ...more }));

const called = (name: string, node_def: readonly NodeDef[]) => ({
  signature: { name, input_arg: [{ name: "a", type: 7 }], output_arg: [{ name: "r", type: 1 }] },
  node_def,
  ret: { r: "a" },
});

describe("What a runtime would do besides computing", () => {
  const operators: readonly (readonly [
    string,
    readonly string[],
    Record<string, unknown>,
    string,
    readonly string[],
  ])[] = [
    ["ReadFile", ["path"], {}, "reads files", ["/etc/passwd"]],
    ["WriteFile", ["path", "x"], {}, "writes files", ["/etc/passwd"]],
    ["MatchingFiles", ["path"], {}, "reads files", ["/etc/passwd"]],
    ["TextLineDataset", ["path", "none", "none"], {}, "reads files", ["/etc/passwd"]],
    ["InitializeTableFromTextFileV2", ["x", "path"], {}, "reads files", ["/etc/passwd"]],
    ["GenerateVocabRemapping", ["path", "other"], {}, "reads files", ["/etc/passwd", "~/.ssh/id"]],
    ["DataServiceDatasetV4", ["x", "x", "other"], {}, "gets data from a tf.data service", ["~/.ssh/id"]],
    ["PyFunc", ["x"], { token: "pyfunc_3" }, "calls a Python function that the program has registered", ["pyfunc_3"]],
    ["PyFuncStateless", ["x"], {}, "calls a Python function that the program has registered", []],
    ["EagerPyFunc", ["x"], {}, "calls a Python function that the program has registered", []],
    ["PrintV2", ["x"], { output_stream: "file:///tmp/log" }, "prints to a file", ["file:///tmp/log"]],
    ["Rpc", ["other", "x", "x"], {}, "calls a server", ["~/.ssh/id"]],
    ["Abort", [], {}, "ends the process", []],
    ["CacheDataset", ["x", "path"], {}, "writes files and reads them again", ["/etc/passwd"]],
    [
      "DebugIdentity",
      ["x"],
      { debug_urls: ["grpc://far:1"] },
      "sends what it is given to a debugger's files or addresses",
      ["grpc://far:1"],
    ],
    ["FixedUnigramCandidateSampler", ["x"], { vocab_file: "words.txt" }, "reads files", ["words.txt"]],
    ["RestoreV2", ["path", "x", "x"], {}, "restores variables in files that the model names", ["/etc/passwd"]],
    ["SaveV2", ["other", "x", "x"], {}, "saves variables in files that the model names", ["~/.ssh/id"]],
    ["MyOperator", ["x"], {}, "is no operator of TensorFlow: a library that is loaded has to bring it", []],
  ];
  for (const [operator, input, attr, why, names] of operators) {
    const nodes = [
      text("path", "/etc/passwd"),
      text("other", "~/.ssh/id"),
      text("none", ""),
      op("n", operator, input, attributes(attr)),
    ];
    const expected = { operator, node: "n", why, names, ordinary: false };

    it(`TensorFlow: ${operator}`, async () => {
      assert.deepEqual(await inGraph(nodes), [{ ...expected, place: "main graph" }]);
    });

    it(`TensorFlow: ${operator} in the function library`, async () => {
      const within = nodes.map((node) => ({
        ...node,
        input: (node.input ?? []).map((each) => (each === "x" ? "a" : `${each}:output:0`)),
      }));
      const found = await inGraph([], { library: { function: [called("f", within)] } });
      assert.deepEqual(found, [{ ...expected, place: "function f" }]);
    });
  }

  it("TensorFlow: operators that compute are none, nor are calls of functions", async () => {
    const nodes = [
      op("y", "Relu", ["x"]),
      op("z", "f", ["y"]),
      op("i", "_FusedMatMul", ["y", "y"]),
      op("j", "XlaDotV2", ["y", "y"]),
      text("none", ""),
      op("cache", "CacheDataset", ["x", "none"]),
      op("sampler", "FixedUnigramCandidateSampler", ["x"]),
      op("proto", "DecodeProtoV2", ["x"], attributes({ descriptor_source: "local://" })),
    ];
    assert.deepEqual(await inGraph(nodes, { library: { function: [called("f", [])] } }), []);
  });

  it("TensorFlow: what saves a SavedModel's variables is told quietly", async () => {
    const nodes = [
      text("save/Const", "model"),
      op("save/filename", "PlaceholderWithDefault", ["save/Const"]),
      text("suffix", "_temp_1f/part"),
      op("join", "StringJoin", ["save/filename", "suffix"]),
      op("sharded", "ShardedFilename", ["join"]),
      op("save", "SaveV2", ["sharded"]),
      op("merge", "MergeV2Checkpoints", ["sharded", "save/filename"]),
      op("restore", "RestoreV2", ["save/filename"]),
      op("stderr", "PrintV2", ["x"]),
    ];
    const found = await inGraph(nodes, {
      library: { function: [called("traced_save", [op("s", "SaveV2", ["a"])])] },
    });
    assert.deepEqual(
      found.map(({ node, ordinary }) => [node, ordinary]),
      ["save", "merge", "restore", "stderr", "s"].map((node) => [node, true]),
    );
    assert.match(found[0]!.why, /^saves variables in files that the program names/);
  });

  it("TensorFlow: a path that comes through a call is told beside the operator that reads it", async () => {
    const found = await inGraph([text("where", "/srv/data.txt"), op("call", "f", ["where"])], {
      library: { function: [called("f", [op("r", "ReadFile", ["a"])])] },
    });
    assert.deepEqual(found, [
      {
        operator: "ReadFile",
        node: "r",
        place: "function f",
        why: "reads files that the caller names",
        names: [],
        ordinary: false,
      },
      {
        operator: "Const",
        node: "where",
        place: "main graph",
        why: "holds what looks like a path or an address",
        names: ["/srv/data.txt"],
        ordinary: false,
      },
    ]);
  });

  it("takes time in proportion to the nodes, however long the way to a name is", async () => {
    const joins = Array.from({ length: 20_000 }, (_, index) =>
      op(`join${index}`, "StringJoin", index === 0 ? ["path"] : [`join${index - 1}`, `join${index - 1}`]),
    );
    const reads = joins.map(({ name }, index) => op(`read${index}`, "ReadFile", [name]));
    const found = await inGraph([text("path", "/p"), ...joins, ...reads]);
    assert.equal(found.length, reads.length);
    assert.deepEqual(found[0]!.names, ["/p"]);
  });

  const branch = (operator: string, domain: string) =>
    onnx.graph("then_branch", {
      name: "then",
      node: [{ ...onnx.node(operator, ["x"], ["t"]), domain }],
      output: [onnx.valueInfo("t", [1])],
    });
  const onnxModel = (domain: string, operator: string, attribute = [onnx.int("i", 1)]) => {
    const custom = { ...onnx.node(operator, ["x"], ["y"], attribute), domain };
    return onnx.model({
      name: "g",
      node: [custom, onnx.node("If", ["c"], ["z"], [branch(operator, domain)])],
      input: [onnx.valueInfo("x", [1]), onnx.valueInfo("c", [1], onnx.DATA_TYPES.bool)],
      output: [onnx.valueInfo("y", [1]), onnx.valueInfo("z", [1])],
    });
  };
  const inOnnx = (proto: onnx.OnnxModel) => hazards("m.onnx", onnx.encode(proto));

  for (const [domain, operator, why, ordinary] of [
    ["com.example", "Magic", "is no operator of ONNX: a library that is loaded has to bring it", false],
    ["", "Magic", "is no operator of ONNX: a library that is loaded has to bring it", false],
    ["com.microsoft", "FusedMatMul", "is onnxruntime's own operator: other runtimes do not have it", true],
    ["com.microsoft", "PythonOp", "calls a Python function", false],
    ["ai.onnx.contrib", "PyOp", "calls a Python function", false],
    ["ai.onnx.contrib", "BertTokenizer", "is an operator of the library onnxruntime-extensions", false],
    ["com.microsoft.extensions", "OpenAIEmbeddings", "calls a server", false],
  ] as const) {
    it(`ONNX: ${domain}.${operator}, in a branch too`, async () => {
      const found = await inOnnx(onnxModel(domain, operator));
      const told = { operator: domain === "" ? operator : `${domain}.${operator}`, why, names: [], ordinary };
      assert.deepEqual(found, [
        { ...told, node: `${operator}_y`, place: "main graph" },
        { ...told, node: `${operator}_t`, place: "If_z › then_branch" },
      ]);
    });
  }

  it("ONNX: a program for an accelerator in a file beside the model", async () => {
    const attribute = [onnx.int("embed_mode", 0), onnx.string("ep_cache_context", "../npu.bin")];
    const [found] = await inOnnx(onnxModel("com.microsoft", "EPContext", attribute));
    assert.deepEqual([found!.names, found!.ordinary], [["../npu.bin"], false]);
  });

  it("ONNX: a local function is none, what it calls may be", async () => {
    const body = {
      name: "Magic",
      domain: "com.example",
      input: ["a"],
      output: ["b"],
      node: [{ ...onnx.node("Deep", ["a"], ["b"]), domain: "com.other" }],
    };
    const found = await inOnnx({ ...onnxModel("com.example", "Magic"), functions: [body] });
    assert.deepEqual(
      found.map(({ operator, node, place }) => [operator, node, place]),
      [["com.other.Deep", "Deep_b", "function Magic"]],
    );
  });

  it("ONNX: external data that leaves the folder", async () => {
    const outside = (location: string) => ({
      name: "w",
      dims: [1],
      dataType: 1,
      dataLocation: 1,
      externalData: [{ key: "location", value: location }],
    });
    for (const location of ["../secret", "/etc/shadow", "a/../../b"]) {
      const proto = onnxModel("", "Relu");
      proto.graph!.initializer = [outside(location)];
      const [found] = await inOnnx(proto);
      const why = `its data is in "${location}", outside of the model's folder`;
      assert.deepEqual(found, {
        operator: "external data",
        node: "w",
        place: "main graph",
        why,
        names: [],
        ordinary: false,
      });
    }
  });

  const strings = (...values: readonly string[]) => {
    const all = utf8.encode(values.join(""));
    let at = 4 * (values.length + 2);
    const heads = values.map((value) => (at += utf8.encode(value).length));
    const offsets = Uint32Array.of(values.length, 4 * (values.length + 2), ...heads);
    return new Uint8Array([...new Uint8Array(offsets.buffer), ...all]);
  };
  const inTflite = (custom: string) => {
    const graph = {
      tensors: [
        { name: "path", shape: [1], type: 5, buffer: 1 },
        { name: "y", shape: [1] },
      ],
      operators: [{ code: 0, inputs: [0], outputs: [1] }],
      inputs: [],
      outputs: [1],
    };
    const buffers = [null, strings("/etc/hosts")];
    return hazards("m.tflite", makeTflite({ graphs: [graph, graph], codes: [[CODES.CUSTOM, 1, custom]], buffers }));
  };
  for (const [custom, why, names, ordinary] of [
    ["my_op", "is a custom operator: the program that runs the model has to bring it", [], false],
    ["FlexReadFile", "reads files", ["/etc/hosts"], false],
    ["FlexErf", "is run by TensorFlow's own kernel (Flex): a runtime without it refuses the model", [], true],
    ["TFLite_Detection_PostProcess", "is a custom operator that LiteRT has built in", [], true],
    ["edgetpu-custom-op", "runs a program compiled for an accelerator, which is not looked into here", [], false],
  ] as const) {
    it(`TFLite: ${custom}, in each subgraph`, async () => {
      const told = { operator: custom, node: "y", why, names, ordinary };
      assert.deepEqual(await inTflite(custom), [
        { ...told, place: "main graph" },
        { ...told, place: "main" },
      ]);
    });
  }

  describe("on the command line", () => {
    const folder = temporaryFolder();

    it("inspect tells them, by name and place", async () => {
      const path = folder.file("m.pb");
      const reads = ["a", "b", "c", "d"].map((name) => op(name, "ReadFile", ["path"]));
      writeFileSync(path, encodeGraph({ node: [placeholder("x"), text("path", "/p/q"), ...reads] }));
      const { stdout } = await bonsai("inspect", path);
      assert.match(
        stdout,
        /\nBesides computing, as far as operators tell:\n {2}ReadFile reads files \("\/p\/q"\): a, b, c in main graph and 1 more\n$/,
      );
      const { hazards: listed } = JSON.parse((await bonsai("inspect", path, "--json")).stdout) as { hazards: Hazard[] };
      assert.deepEqual(
        listed.map(({ operator, node, place }) => [operator, node, place]),
        reads.map(({ name }) => ["ReadFile", name, "main graph"]),
      );
      const plain = await bonsai("inspect", "samples/mnist-mlp.onnx");
      assert.match(plain.stdout, /\nNo operator of it is known to do more than compute\.\n$/);
    });
  });
});
