// Cases of the Graph Transform Tool's own tests, and what every transform hands on in TensorFlow's graphs.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { transforms } from "../../src/core";
import { float32Elements } from "../../src/core/ir/tensor";
import { bonsai, temporaryFolder } from "../support/command";
import {
  attributes,
  constant,
  decodeGraph,
  encodeGraph,
  op,
  placeholder,
  typeAttr,
  type GraphDef,
} from "../support/graphdef";
import { encodeText } from "../support/model-text";
import { ramp } from "../support/onnx";
import { transform } from "../support/open";

describe("TensorFlow graphs", () => {
  const folder = temporaryFolder();

  it("keep their versions and their functions (G01)", async () => {
    const body = {
      signature: { name: "f", input_arg: [{ name: "a", type: 1 }], output_arg: [{ name: "r", type: 1 }] },
      node_def: [{ name: "n", op: "Neg", input: ["a"], attr: { T: typeAttr(1) } }],
      ret: { r: "n:y:0" },
    };
    const graph: GraphDef = {
      node: [
        placeholder("x", [1, 4]),
        constant("w", [4, 512], ramp(2048)),
        op("m", "MatMul", ["x", "w"]),
        op("i", "Identity", ["m"]),
        op("y", "PartitionedCall", ["i"], { f: { func: { name: "f" } } }),
      ],
      library: { function: [body] },
      versions: { producer: 1395, min_consumer: 24 },
    };
    const before = decodeGraph(encodeGraph(graph));
    for (const { id } of transforms) {
      const after = decodeGraph((await transform("m.pb", encodeGraph(graph), id)).written);
      assert.deepEqual(after.versions, before.versions, id);
      assert.deepEqual(after.library, before.library, id);
    }
  });

  for (const [what, line, expected] of [
    [
      "a convolution (fold_batch_norms/Conv2D)",
      'Conv2D(x, w) {"strides": [1, 1, 1, 1], "padding": "VALID"}',
      [2, 6, 6, 12, 0.2, 0.6, 0.6, 1.2],
    ],
    [
      "a depthwise convolution (fold_batch_norms/DepthwiseConv2dNative)",
      'DepthwiseConv2dNative(x, w) {"strides": [1, 1, 1, 1], "padding": "VALID"}',
      [2, 6, 12, 20, 0.2, 0.6, 1.2, 2],
    ],
  ] as const) {
    it(`take a factor into ${what}`, async () => {
      const factors = line.startsWith("Depthwise") ? "float32[4] = 2 3 4 5" : "float32[2] = 2 3";
      const { name, bytes } = encodeText(`tensorflow
input x float32[1,1,6,2]
constant w float32[1,2,2,2] = 1 2 3 4 0.1 0.2 0.3 0.4
constant factors ${factors}
conv = ${line}
output = Mul(conv, factors)`);
      const { after } = await transform(name, bytes, "fold-batchnorm");
      const graph = after.graphs[0]!;
      const w = graph.nodes.find((node) => node.name === "w")!.outputs[0]!;
      const weights = [...(await float32Elements(w.constant!, "w"))];
      expected.forEach((each, i) => assert.ok(Math.abs(weights[i]! / each - 1) < 1e-6, `${weights[i]} is not ${each}`));
      const last = graph.nodes.at(-1)!;
      assert.equal(last.name, "output", "the last node keeps the name of the factor's");
      assert.ok(!graph.nodes.some((node) => node.op.name === "Mul"));
    });
  }

  it("get the types and shapes that go by name (strip_unused_nodes/PlaceholderNamedArgs)", async () => {
    const graph: GraphDef = {
      node: [
        placeholder("x"),
        op("a", "Relu", ["x"]),
        op("b", "Neg", ["x"]),
        op("y", "Add", ["a", "b"]),
        op("other", "Abs", ["x"]),
      ],
    };
    const parameters = { inputs: ["a", "b"], outputs: ["y"], types: ["float32", "int32"], shapes: "1,3;2" };
    const { written } = await transform("m.pb", encodeGraph(graph), "strip-unused", parameters);
    const result = decodeGraph(written);
    assert.deepEqual(
      result.node.map(({ name, op: operator, attr }) => [name, operator, attr?.["dtype"]?.["type"]]),
      [
        ["a", "Placeholder", 1],
        ["b", "Placeholder", 3],
        ["y", "Add", undefined],
      ],
    );
  });

  it("of equal nodes keep one, in whatever order their attributes stand (transform_utils/HashNodeDef)", async () => {
    const forwards = attributes({ first: 1, second: "b", third: true });
    const backwards = Object.fromEntries(Object.entries(forwards).reverse());
    const graph: GraphDef = {
      node: [
        placeholder("x", [1, 4]),
        op("a", "Cumsum", ["x"], forwards),
        op("b", "Cumsum", ["x"], backwards),
        op("c", "Cumsum", ["x"], attributes({ first: 2, second: "b", third: true })),
        op("y", "AddN", ["a", "b", "c"]),
      ],
    };
    const { written } = await transform("m.pb", encodeGraph(graph), "merge-duplicates");
    const result = decodeGraph(written);
    assert.deepEqual(
      result.node.map(({ name }) => name),
      ["x", "a", "c", "y"],
    );
    assert.deepEqual(result.node.at(-1)!.input, ["a", "a", "c"]);
  });

  it("zip smaller with fewer different weights (tfmot/zipped-size)", async () => {
    const noise = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i * i));
    const graph: GraphDef = {
      node: [placeholder("x", [1, 64]), constant("w", [64, 64], noise), op("y", "MatMul", ["x", "w"])],
    };
    const bytes = encodeGraph(graph);
    for (const id of ["prune-weights", "cluster-weights", "round-weights"]) {
      const { written } = await transform("m.pb", bytes, id);
      assert.ok(gzipSync(written).length < 0.8 * gzipSync(bytes).length, id);
    }
  });

  it("go on in a pipeline after a failure only where that is asked for (transform_graph/ShouldIgnoreErrors)", async () => {
    const run = (ignore: string) =>
      bonsai(
        "transform-graph",
        "--in_graph=samples/mnist-cnn.pb",
        `--out_graph=${folder.file("out.pb")}`,
        "--inputs=input",
        "--outputs=nobody",
        `--transforms=strip_unused_nodes(${ignore}) sort_by_execution_order`,
        "--force",
      );
    assert.equal((await run("")).code, 1);
    assert.equal((await run("ignore_errors=false")).code, 1);
    assert.equal((await run("ignore_errors=true")).code, 0);
    const { code, stderr } = await run("ignore_errors=perhaps");
    assert.equal(code, 2);
    assert.match(stderr, /true or false/);
  });
});
