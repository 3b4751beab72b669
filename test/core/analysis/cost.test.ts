import assert from "node:assert/strict";
import { costsOf, type Costs } from "../../../src/core";
import { costNotes, costSummary, costText } from "../../../src/core/report/costs";
import { constant, encodeGraph, int32s, op, placeholder, TYPE, typeAttr } from "../../support/graphdef";
import {
  bools,
  encode,
  floats,
  graph,
  int,
  int64s,
  model,
  node,
  ramp,
  valueInfo,
  type OnnxModel,
} from "../../support/onnx";
import { open } from "../../support/open";
import { CODES, makeTflite, TYPES } from "../../support/tflite";

type GraphProto = NonNullable<OnnxModel["graph"]>;
const openOnnx = (proto: GraphProto, opset?: number) => open("m.onnx", encode(model(proto, opset)));
const body = (name: string, proto: GraphProto) => graph(name, { name, ...proto });
const dense = (from: string, to: string) => node("MatMul", [from, "w"], [to]);
const weights = floats("w", [4, 4], ramp(16));

/** "macs of the whole; notes" */
const told = (costs: Costs) => [costs.macs, ...costNotes(costSummary(costs))];

describe("the cost of a model", () => {
  it("takes lengths that are left open as 1, or as they are given", async () => {
    const opened = await openOnnx({
      input: [valueInfo("x", ["batch", "2*seq", 4])],
      initializer: [weights, int64s("rest", [2], [-1, 4])],
      node: [node("Reshape", ["x", "rest"], ["flat"]), dense("flat", "y")],
      output: [valueInfo("y", ["unk", 4])],
    });
    assert.deepEqual(told(await costsOf(opened)), [
      2 * 16,
      "Lengths that the file leaves open are taken as batch = 1, seq = 1.",
    ]);
    const given = new Map([["batch", 8], ["seq", 10]]); // prettier-ignore
    assert.equal((await costsOf(opened, given)).macs, 8 * 20 * 16);
    const graphDef = [placeholder("x", [-1, 4]), constant("w", [4, 4], ramp(16)), op("y", "MatMul", ["x", "w"])];
    const unnamed = await open("m.pb", encodeGraph({ node: graphDef }));
    assert.equal((await costsOf(unnamed, new Map([["x:0", 3]]))).macs, 3 * 16);
  });

  it("is a lower bound where shapes are not known, and says of which nodes", async () => {
    const opened = await openOnnx({
      input: [valueInfo("x", [2, 4])],
      initializer: [weights],
      node: [dense("x", "a"), { ...node("Twist", ["a"], ["b"]), domain: "mine" }, { ...dense("b", "y"), name: "last" }],
      output: [{ name: "y" }],
    });
    const costs = await costsOf(opened);
    assert.deepEqual(told(costs), [
      32,
      "The multiply-accumulates are a lower bound: of 2 of 3 nodes what they multiply is not known (Twist Twist_b, MatMul last).",
      "The peak is a lower bound: of 2 of 3 nodes the size of what they make is not known (Twist Twist_b, MatMul last).",
    ]);
    assert.equal(costs.of(opened.graphs[0]!.nodes[2]!).macs, null);
  });

  it("is whole beside nodes that make nothing, as those that save variables", async () => {
    const resource = { dtype: typeAttr(TYPE.float32) };
    const opened = await open(
      "m.pb",
      encodeGraph({
        node: [
          placeholder("x", [2, 4]),
          constant("w", [4, 4], ramp(16)),
          op("variable", "VarHandleOp", [], { ...resource, shape: { shape: { dim: [{ size: 4 }] } } }),
          op("still", "DisableCopyOnRead", ["variable"]),
          op("assign", "AssignVariableOp", ["variable", "w"], resource),
          op("nothing", "NoOp", ["^still", "^assign"]),
          op("y", "MatMul", ["x", "w", "^nothing"]),
        ],
      }),
    );
    assert.deepEqual(told(await costsOf(opened)), [32]);
  });

  it("counts the dearer branch, and loops as often as they turn", async () => {
    const branches = [
      body("then_branch", { node: [dense("x", "t")], output: [{ name: "t" }] }),
      body("else_branch", { node: [dense("x", "e1"), dense("e1", "e2")], output: [{ name: "e2" }] }),
    ];
    const looping = body("body", {
      input: [{ name: "i" }, { name: "go" }, { name: "s" }],
      node: [node("Identity", ["go"], ["on"]), dense("s", "s2")],
      output: [{ name: "on" }, { name: "s2" }],
    });
    const scanning = body("body", {
      input: [{ name: "state" }, { name: "row" }],
      node: [node("MatMul", ["row", "w"], ["r2"]), node("Add", ["state", "r2"], ["sum"])],
      output: [{ name: "sum" }, { name: "r2" }],
    });
    const proto = (condition: string) => ({
      input: [valueInfo("x", [2, 4]), valueInfo("c", [], 9), valueInfo("rows", [7, 2, 4])],
      initializer: [weights, int64s("turns", [], [5]), bools("true", [], [1])],
      node: [
        node("If", ["c"], ["a"], branches),
        node("Loop", ["turns", condition, "a"], ["b"], [looping]),
        node("Scan", ["b", "rows"], ["last", "all"], [scanning, int("num_scan_inputs", 1)]),
      ],
      output: [{ name: "last" }, { name: "all" }],
    });
    const each = 2 * 16;
    for (const condition of ["", "true"]) {
      assert.deepEqual(told(await costsOf(await openOnnx(proto(condition)))), [each * (2 + 5 + 7)]);
    }
    assert.deepEqual(told(await costsOf(await openOnnx(proto("c")))), [
      each * (2 + 1 + 7),
      "1 loop counts once, as nobody knows how often it turns: Loop Loop_b.",
    ]);
  });

  it("counts loops that count themselves, in TensorFlow and TFLite", async () => {
    const scalar = (name: string, value: number) => int32s(name, [], Int32Array.of(value));
    const state = (names: readonly string[]) =>
      names.map((name, at) => ({ name, type: at < 2 ? TYPE.int32 : TYPE.float32 }));
    const loop = (limit: string) => ({
      node: [
        placeholder("x", [4, 4]),
        scalar("start", 2),
        scalar("end", 12),
        op("loop", "While", ["start", "end", "x"], {
          cond: { func: { name: "cond" } },
          body: { func: { name: "body" } },
          T: { list: { type: [TYPE.int32, TYPE.int32, TYPE.float32] } },
        }),
        op("y", "Relu", ["loop:2"]),
      ],
      library: {
        function: [
          {
            signature: { name: "cond", input_arg: state(["i", "n", "s"]), output_arg: [{ name: "go", type: 10 }] },
            node_def: [
              scalar("most", 100),
              op("one", "Less", ["i", limit]),
              op("other", "Less", ["i", "most:output:0"]),
              op("both", "LogicalAnd", ["one:z:0", "other:z:0"]),
              op("r", "Identity", ["both:z:0"]),
            ],
            ret: { go: "r:output:0" },
          },
          {
            signature: { name: "body", input_arg: state(["i", "n", "s"]), output_arg: state(["i2", "n2", "s2"]) },
            node_def: [
              scalar("step", 3),
              op("add", "AddV2", ["step:output:0", "i"]),
              op("kept", "Identity", ["n"]),
              op("product", "MatMul", ["s", "s"]),
            ],
            ret: { s2: "product:product:0", n2: "kept:output:0", i2: "add:z:0" },
          },
        ],
      },
    });
    // 2, 5, 8, 11
    assert.deepEqual(told(await costsOf(await open("m.pb", encodeGraph(loop("n"))))), [4 * 64]);
    const [endless, ...notes] = told(await costsOf(await open("m.pb", encodeGraph(loop("s")))));
    assert.deepEqual([endless, notes.length], [64, 1]);

    const [LESS, WHILE] = [58, 119];
    const int = { shape: [], type: TYPES.int32 };
    const tensors = (prefix: string) => [
      { name: `${prefix}i`, ...int },
      { name: `${prefix}s`, shape: [4, 4] },
      { name: `${prefix}constant`, ...int, buffer: prefix === "c" ? 2 : 1 },
    ];
    const opened = await open(
      "m.tflite",
      makeTflite({
        graphs: [
          {
            tensors: [...tensors("m"), { name: "end", ...int }, { name: "y", shape: [4, 4] }],
            operators: [
              {
                code: 0,
                inputs: [2, 1],
                outputs: [3, 4],
                options: [
                  93,
                  [
                    [0, 4, 1],
                    [1, 4, 2],
                  ],
                ],
              },
            ],
            inputs: [1],
            outputs: [4],
          },
          {
            tensors: [...tensors("c"), { name: "go", shape: [], type: 6 }],
            operators: [{ code: 1, inputs: [0, 2], outputs: [3] }],
            inputs: [0, 1],
            outputs: [3],
          },
          {
            tensors: [...tensors("b"), { name: "next", ...int }, { name: "product", shape: [4, 4] }],
            operators: [
              { code: 2, inputs: [0, 2], outputs: [3] },
              { code: 3, inputs: [1, 1], outputs: [4] },
            ],
            inputs: [0, 1],
            outputs: [3, 4],
          },
        ],
        codes: [
          [WHILE, 1],
          [LESS, 1],
          [CODES.ADD, 1],
          [CODES.BATCH_MATMUL, 1],
        ],
        // From 1 to 9 by ones.
        buffers: [null, ...[1, 9].map((value) => new Uint8Array(Int32Array.of(value).buffer))],
      }),
    );
    assert.deepEqual(told(await costsOf(opened)), [8 * 64]);
  });

  it("is that of the main graph, and says what signatures start besides", async () => {
    const dense = (name: string) => ({
      tensors: [
        { name: `${name}_x`, shape: [2, 4] },
        { name: `${name}_y`, shape: [2, 4] },
      ],
      operators: [{ code: 0, inputs: [0, 0], outputs: [1] }],
      inputs: [0],
      outputs: [1],
    });
    const signature = (key: string, graph: number) => ({ key, graph, inputs: { x: 0 }, outputs: { y: 1 } });
    const opened = await open(
      "m.tflite",
      makeTflite({
        graphs: [dense("a"), dense("b")],
        codes: [[CODES.FULLY_CONNECTED, 1]],
        buffers: [null],
        signatures: [signature("one", 0), signature("two", 1)],
      }),
    );
    const costs = await costsOf(opened);
    const [macs, note, ...more] = told(costs);
    assert.deepEqual([macs, more], [32, []]);
    assert.match(String(note), /^Only the main graph counts; signatures also start /);
    assert.equal(costs.of(opened.graphs[1]!.nodes[0]!).macs, 32);
  });

  it("counts a function for each call, with the shapes of that call", async () => {
    const proto = model({
      input: [valueInfo("x", [2, 4]), valueInfo("z", [5, 4])],
      initializer: [weights],
      node: ["x", "z", "x"].map((from, index) => ({ ...node("F", [from, "w"], [`y${index}`]), domain: "mine" })),
      output: [0, 1, 2].map((index) => ({ name: `y${index}` })),
    });
    const functions = [
      {
        name: "F",
        domain: "mine",
        input: ["a", "b"],
        output: ["r"],
        node: [node("MatMul", ["a", "b"], ["r"])],
        opsetImport: [{ domain: "", version: 17 }],
      },
    ];
    const opsetImport = [...proto.opsetImport!, { domain: "mine", version: 1 }];
    const opened = await open("m.onnx", encode({ ...proto, opsetImport, functions }));
    const costs = await costsOf(opened);
    assert.deepEqual(told(costs), [(2 + 5 + 2) * 16]);
    assert.deepEqual(opened.graphs[0]!.nodes.map((each) => costs.of(each).macs), [32, 80, 32]); // prettier-ignore
    assert.equal(costs.of([...opened.functions.values()][0]!.nodes[0]!).macs, 80);
  });

  it("of functions that call each other twice each grows beyond all numbers, and takes no time for it", async () => {
    const depth = 1100;
    const call = (index: number, name: string) =>
      op(name, "PartitionedCall", ["a"], { f: { func: { name: `f${index}` } }, Tout: { list: { type: [1] } } });
    const functions = Array.from({ length: depth }, (_, index) => ({
      signature: {
        name: `f${index}`,
        input_arg: [{ name: "a", type: TYPE.float32 }],
        output_arg: [{ name: "b", type: TYPE.float32 }],
      },
      node_def:
        index === 0
          ? [op("r", "MatMul", ["a", "a"])]
          : [call(index - 1, "one"), { ...call(index - 1, "r"), input: ["one:output:0"] }],
      ret: { b: index === 0 ? "r:product:0" : "r:output:0" },
    }));
    const calling = [placeholder("a", [2, 2]), call(30, "y")];
    const some = await open("m.pb", encodeGraph({ node: calling, library: { function: functions.slice(0, 31) } }));
    assert.equal((await costsOf(some)).macs, 8 * 2 ** 30);
    const node = [placeholder("a", [2, 2]), call(depth - 1, "y")];
    const costs = await costsOf(await open("m.pb", encodeGraph({ node, library: { function: functions } })));
    assert.ok(costs.macs === null || costs.unknownMacs.length > 0);
  });

  it("is not known where nothing is left of a picture of one pixel, unless somebody says how large it is", async () => {
    const opened = await openOnnx({
      input: [valueInfo("x", ["N", 1, "height", 8])],
      initializer: [floats("w", [2, 1, 3, 3], ramp(18))],
      node: [node("Conv", ["x", "w"], ["y"])],
      output: [{ name: "y" }],
    });
    const open = costSummary(await costsOf(opened));
    assert.match(costText(open), /^multiply-accumulates not known, peak/);
    assert.deepEqual(costNotes(open)[1], "Of 1 of 1 node what they multiply is not known (Conv Conv_y).");
    const given = new Map(Object.entries({ N: 1, height: 8 }));
    assert.equal((await costsOf(opened, given)).macs, 9 * 2 * 36);
    const empty = costSummary(await costsOf(opened, new Map(Object.entries({ N: 1, height: 2 }))));
    assert.match(costText(empty), /^0 multiply-accumulates/);
  });

  it("has no number for what no number is for", async () => {
    const huge = 2 ** 40;
    const opened = await openOnnx({
      input: [
        valueInfo(
          "x",
          Array.from({ length: 30 }, () => huge),
        ),
        valueInfo("w", [huge, 4]),
      ],
      node: [node("MatMul", ["x", "w"], ["y"])],
      output: [{ name: "y" }],
    });
    const costs = await costsOf(opened);
    assert.equal(costs.unknownMacs.length, 1);
    assert.equal(costText(costSummary(costs)), "multiply-accumulates not known, peak of activations at least 16384 GB");
  });
});
