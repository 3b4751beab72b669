import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { matchProfile, nameOf, readProfile, type Model } from "../../../src/core";
import { encodeText } from "../../support/model-text";
import * as onnx from "../../support/onnx";
import { open } from "../../support/open";

const DIGITS = "samples/mnist-cnn.onnx";

const digits = () => open("mnist-cnn.onnx", readFileSync(DIGITS));

async function text(lines: string) {
  const { name, bytes } = encodeText(lines);
  return open(name, bytes);
}

const bytes = (content: unknown) =>
  new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));

/** An event as onnxruntime writes it. Times are microseconds. */
function node(
  name: string,
  operator: string,
  index: number,
  ts: number,
  dur: number,
  provider = "CPUExecutionProvider",
) {
  const args = { op_name: operator, node_index: `${index}`, provider, output_size: "4" };
  return { cat: "Node", pid: 1, tid: 1, dur, ts, ph: "X", name: `${name}_kernel_time`, args };
}

const run = (ts: number) => ({ cat: "Session", pid: 1, tid: 1, dur: 900, ts, ph: "X", name: "model_run", args: {} });

function matched(model: Model, content: unknown) {
  const profile = readProfile(bytes(content), "p");
  const { nodes, rest, ...match } = matchProfile(model, profile);
  const round = (amount: number) => Number(amount.toPrecision(6));
  return {
    ...match,
    profile,
    nodes: Object.fromEntries([...nodes].map(([each, { amount }]) => [nameOf(each), round(amount)])),
    with: Object.fromEntries([...nodes].map(([each, { others }]) => [nameOf(each), others.map(nameOf)])),
    fallen: [...nodes].flatMap(([each, { isFallback }]) => (isFallback ? [nameOf(each)] : [])),
    rest: rest.map(({ name, amount }) => [name, round(amount)]),
  };
}

describe("Profiles", () => {
  it("of onnxruntime are the mean of the runs after the first, each node by the name of what it was fused from", async () => {
    const once = (ts: number, stem: number) => [
      run(ts),
      node("stem_relu_nchwc", "Conv", 28, ts + 1, stem),
      node("pool_nchwc", "GlobalAveragePool", 34, ts + 300, 10),
      node("ReorderOutput_token_7", "ReorderOutput", 35, ts + 320, 20),
      node("probabilities_dense", "Gemm", 20, ts + 400, 30),
    ];
    const found = matched(await digits(), [...once(0, 250), ...once(1000, 100), ...once(2000, 50)]);
    assert.deepEqual(found.nodes, { stem: 0.075, pool: 0.01, probabilities_dense: 0.03 });
    assert.deepEqual(found.with["stem"], ["stem_relu", "stem_norm"]);
    assert.deepEqual(found.rest, [["ReorderOutput_token_7", 0.02]]);
    assert.equal(found.profile.runs, 2);
    assert.ok(Math.abs(found.total - 0.135) < 1e-9 && Math.abs(found.covered - 0.115) < 1e-9);
    assert.deepEqual(found.fallen, []);
  });

  it("of onnxruntime say what fell back to the processor, where something else ran the others", async () => {
    const found = matched(await digits(), [
      node("stem", "Conv", 0, 0, 10, "CUDAExecutionProvider"),
      node("probabilities", "Softmax", 21, 20, 30),
    ]);
    assert.deepEqual(found.fallen, ["probabilities"]);
    assert.deepEqual(
      found.providers.map(({ name }) => name),
      ["CPUExecutionProvider", "CUDAExecutionProvider"],
    );
  });

  it("of onnxruntime count what runs within a loop once, at its own node", async () => {
    const found = matched(await digits(), {
      traceEvents: [
        node("stem", "Loop", 0, 0, 100),
        node("top", "Conv", 1, 10, 30),
        node("pool", "GlobalAveragePool", 2, 50, 20),
      ],
    });
    assert.deepEqual(found.nodes, { stem: 0.05, top: 0.03, pool: 0.02 });
    assert.equal(found.total, 0.1);
  });

  it("of onnxruntime know nodes without names by their numbers, and fusions by what they are called", async () => {
    const model = await text(`onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
constant b float32[4] = ramp
m = MatMul(x, w)
s = Add(m, b)
r = Relu(s)
y = Relu(r)
output y float32[1,4]`);
    const found = matched(model, [
      node("m/MatMulAddFusion", "Gemm", 9, 0, 10),
      node("fused r_token_3", "FusedConv", 8, 20, 5),
      node("Relu_3", "Relu", 3, 30, 7),
    ]);
    assert.deepEqual(found.nodes, { MatMul_m: 0.01, Relu_r: 0.005 });
    // A node with a name is called by it.
    assert.deepEqual(found.rest, [["Relu_3", 0.007]]);
    const unnamed = (output: string, input: string) => ({ ...onnx.node("Relu", [input], [output]), name: "" });
    const value = (name: string) => onnx.valueInfo(name, [4]);
    const nodes = [unnamed("a", "x"), unnamed("b", "a"), { ...onnx.node("Neg", ["b"], ["y"]), name: "" }];
    const nameless = await open(
      "n.onnx",
      onnx.encode(onnx.model({ node: nodes, input: [value("x")], output: [value("y")] })),
    );
    const numbered = matched(nameless, [node("Relu_1", "Relu", 1, 0, 5), node("Relu_2", "Relu", 2, 9, 7)]);
    assert.deepEqual([numbered.nodes, numbered.rest], [{ b: 0.005 }, [["Relu_2", 0.007]]]);
  });

  const LITE = `tflite
input x float32[1,4]
constant w float32[4,4] = ramp
h = FULLY_CONNECTED(x, w, -)
r;s = RELU(h)
y = RELU(r;s)
output y float32[1,4]`;
  const row = (...cells: (string | number)[]) => `\t${cells.join("\t")}`;
  const HEAD = row(
    "             [node type]",
    "[first]",
    "[avg ms]",
    "[%]",
    "[cdf%]",
    "[mem KB]",
    "[times called]",
    "[Name]",
  );
  const title = (name: string) => `============================== ${name} ==============================`;
  const TABLE = [
    "INFO: [./tensorflow/lite/tools/benchmark/benchmark_tflite_model.cc:1] Profiling Info for Benchmark Initialization:",
    title("Run Order"),
    HEAD,
    row("AllocateTensors", 9, 9, "100%", "100%", 0, 1, "AllocateTensors/0"),
    "Operator-wise Profiling Info for Regular Benchmark Runs:",
    title("Run Order"),
    HEAD,
    row("FULLY_CONNECTED", "0.200", "0.125", "50%", "50%", "0.000", 1, "[h]:0"),
    row("RELU", "0.010", "0.050", "20%", "70%", "0.000", 2, "[r;s]:1"),
    row("RELU", "0.010", "0.025", "10%", "80%", "0.000", 1, "[y]:2"),
    row("Misc Runtime Ops", "0.010", "0.050", "20%", "100%", "0.000", 1, "Prepare/0"),
    "",
    title("Top by Computation Time"),
    HEAD,
    row("FULLY_CONNECTED", "0.200", "0.125", "50%", "50%", "0.000", 1, "[h]:0"),
    "Number of nodes executed: 3",
    title("Summary by node type"),
    row("[Node type]", "[count]", "[avg ms]", "[avg %]", "[cdf %]", "[mem KB]", "[times called]"),
    row("RELU", 2, "0.075", "30%", "30%", 0, 2),
  ].join("\n");

  it("of benchmark_model are read from its tables, with tabs or blanks, and from its CSV", async () => {
    const model = await text(LITE);
    const expected = { h: 0.125, "r;s": 0.1, y: 0.025 };
    const csv = [
      title("Run Order"),
      "node type, first, avg_ms, %, cdf%, mem KB, times called, name",
      "FULLY_CONNECTED, 0.2, 0.125, 50%, 50%, 0, 1, [h]:0",
      "RELU, 0.2, 0.05, 50%, 50%, 0, 2, [r;s]:1",
      "RELU, 0.2, 0.025, 50%, 50%, 0, 1, [y]:2",
      "Misc Runtime Ops, 0.2, 0.05, 50%, 50%, 0, 1, Prepare/0",
    ].join("\r\n");
    for (const content of [TABLE, TABLE.replaceAll("\t", "    "), csv]) {
      const found = matched(model, content);
      assert.deepEqual(found.nodes, expected);
      assert.deepEqual(found.rest, [["Prepare/0", 0.05]]);
      assert.deepEqual([found.profile.tool, found.profile.unit], ["benchmark_model", "ms"]);
    }
  });

  it("of benchmark_model are read as TensorFlow 2.21 prints them, what it fused under the node that does the work", async () => {
    const model = await open("mnist-cnn.pb", readFileSync("samples/mnist-cnn.pb"));
    for (const form of ["txt", "csv"]) {
      const found = matched(model, readFileSync(`test/core/report/mnist-cnn-profile.${form}`, "utf8"));
      const { nodes } = found;
      assert.ok(Math.abs(nodes["stem/Conv2D"]! - 0.061) < 1e-3 && Math.abs(nodes["top/Conv2D"]! - 0.033) < 1e-3);
      assert.deepEqual(found.with["stem/Conv2D"], ["stem_relu/Relu", "stem_norm/FusedBatchNormV3"]);
      assert.deepEqual(found.with["probabilities/MatMul"], ["probabilities/BiasAdd"]);
      assert.deepEqual(found.with["depthwise1_norm/FusedBatchNormV3"], []);
      assert.ok(Math.abs(nodes["probabilities"]! - 0.007) < 1e-3);
      assert.ok(Math.abs(found.total - 0.33) < 0.006, `${found.total}`);
      assert.deepEqual(found.rest.map(([name]) => name).sort(), [
        "_SOURCE",
        "_arg_input_0_0",
        "_retval_probabilities_0_0",
      ]);
    }
  });

  it("of benchmark_model say what a delegate left to the processor", async () => {
    const delegated = TABLE.replace(
      "\tFULLY_CONNECTED\t0.200\t0.125\t50%\t50%\t0.000\t1\t[h]:0",
      "\tTfLiteXNNPackDelegate\t1\t0.5\t1\t1\t0\t1\t[h]:3",
    );
    const found = matched(await text(LITE), delegated);
    assert.deepEqual(found.fallen, ["r;s", "y"]);
    assert.deepEqual(found.rest[0], ["h", 0.5]);
    assert.equal(found.providers[0]!.name, "TfLiteXNNPackDelegate");
  });

  it("of Model Explorer are numbers by node, by what it makes, or by its position, of one graph or by graph", async () => {
    const model = await text(LITE);
    const results = { h: { value: 4 }, "1": { value: "2.5" }, y: 1, z: { value: 3 }, bad: { value: "much" } };
    for (const content of [results, { results }, { "main.tflite": { results }, other: { results: {} } }]) {
      const found = matched(model, content);
      assert.deepEqual(found.nodes, { h: 4, "r;s": 2.5, y: 1 });
      assert.deepEqual(found.rest, [["z", 3]]);
      assert.equal(found.profile.unit, "");
    }
  });

  it("take the first of several joined names for all of them", async () => {
    const found = matched(await digits(), [node("stem + stem_norm + stem_relu", "Conv", 90, 0, 10)]);
    assert.deepEqual(found.nodes, { stem: 0.01 });
    assert.deepEqual(found.with["stem"], ["stem_norm", "stem_relu"]);
  });

  it("are refused where they are none or hold nothing, with the reason", () => {
    const read = (content: unknown) => () => readProfile(bytes(content), "p.json");
    assert.throws(read('[{"cat": "Node"'), /p\.json is no profile that can be read: it is no whole JSON/);
    assert.throws(read([run(0)]), /no node was measured: .* ended by end_profiling/);
    assert.throws(read({ a: "b" }), /it is none of onnxruntime's JSON, benchmark_model's table/);
    assert.throws(read("some text"), /it is none of/);
    assert.throws(read(`${HEAD}\nnothing`), /it is none of/);
  });

  it("are refused where they would take far more memory than their text, before they take it", () => {
    const read = (content: string) => () => readProfile(bytes(content), "p");
    assert.throws(read("[".repeat(101)), /its lists and objects lie more than 100 deep in each other/);
    assert.throws(read("[".repeat(100)), /it is no whole JSON/);
    assert.throws(read(`["\\"${"[".repeat(101)}"`), /it is no whole JSON/);
    assert.throws(read(`[${"{},".repeat(10_000_001)}`), /it has more than 20000000 values; measure fewer runs/);
    assert.throws(read(`${HEAD}\n${",".repeat(2 ** 20 + 1)}\n`), /a line of it has more than 1048576 characters/);
  });

  it("take hostile ones for what they are: numbers that are none, names that are everywhere, objects that are not", async () => {
    const model = await digits();
    const odd = [
      ...[null, 3, "x", [], { cat: "Node", name: 7, ts: 0, dur: 1 }],
      ...[NaN, -1, "1e999", {}].map((dur) => ({ ...node("stem", "Conv", 0, 0, 1), dur })),
      { ...node("stem", "Conv", 0, 0, 1), args: null },
      { ...node("__proto__", "constructor", 0, 5, 1), args: { node_index: "-3", op_name: 4, provider: {} } },
      node("", "Conv", 1e9, 9, 1),
    ];
    assert.deepEqual(matched(model, odd).nodes, { stem: 0.001 });
    const nested = Array.from({ length: 20_000 }, (_, at) => node("stem", "Conv", at, at, 100_000 - 2 * at));
    const began = performance.now();
    matched(model, nested);
    const same = await text(`onnx 13\ninput x float32[4]\ny = Relu(x)\noutput y float32[4]`);
    matched(
      same,
      Array.from({ length: 20_000 }, (_, at) => node(`y_token_${at}`, "Relu", at, at, 0.5)),
    );
    const long = [" ", "aFusion", "_quant", "=", "a"].map((part) => part.repeat(300_000 / part.length));
    matched(
      model,
      long.map((name, at) => node(`${name}b`, "Relu", at, at, 0.5)),
    );
    const lines = [...long.map((line) => `=${line}b`), HEAD, ...long.map((name) => `Conv\t0.1\t${name}\tx`)];
    assert.throws(() => readProfile(bytes(lines.join("\n")), "p"), /it is none of/);
    assert.ok(performance.now() - began < 5000);
  });
});
