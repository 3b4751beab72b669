import assert from "node:assert/strict";
import { quietContext, readModel, runStep } from "../../../src/core";
import * as graphdef from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { open, transform, write } from "../../support/open";
import * as tflite from "../../support/tflite";

const { int64 } = onnx.DATA_TYPES;

function foldOnnx(graph: Parameters<typeof onnx.model>[0], opset = 13, irVersion = 8, parameters = {}) {
  const bytes = onnx.encode(onnx.model({ name: "g", ...graph }, opset, irVersion));
  return transform("m.onnx", bytes, "fold-constants", parameters);
}

function foldGraphDef(node: graphdef.NodeDef[], parameters = {}, more: Partial<graphdef.GraphDef> = {}) {
  return transform("m.pb", graphdef.encodeGraph({ node, ...more }), "fold-constants", parameters);
}

function operators(written: Uint8Array): string[] {
  return onnx.decode(written).graph!.node!.map(({ opType }) => opType!);
}

function nodes(written: Uint8Array): string[] {
  return graphdef
    .decodeGraph(written)
    .node.map(({ name, op, input }) => `${name} = ${op}(${(input ?? []).join(", ")})`);
}

const x = onnx.valueInfo("x", ["N", 4]);
const y = onnx.valueInfo("y", ["N", 4]);

describe("fold-constants", () => {
  it("computes a chain of 10,000, in whatever order it stands", async () => {
    const chain = Array.from({ length: 10_000 }, (_, i) =>
      graphdef.op(`n${i}`, "Neg", [i === 0 ? "c" : `n${i - 1}`], graphdef.attributes({ T: "float32" })),
    );
    for (const order of [chain, [...chain].reverse()]) {
      const given = [graphdef.placeholder("x", [2]), graphdef.constant("c", [2], Float32Array.of(1, 2))];
      const { written } = await foldGraphDef([...given, ...order, graphdef.op("y", "Add", ["x", "n9999"])]);
      assert.deepEqual(nodes(written).sort(), ["n9999 = Const()", "x = Placeholder()", "y = Add(x, n9999)"]);
    }
  }).timeout(60_000);

  it("computes inside branches, which read constants around them (O-06), and leaves what they return", async () => {
    const branch = (name: string, operator: string) => ({
      name,
      node: [
        onnx.node("Exp", ["c"], [`${name}_e`]),
        onnx.node("Floor", [`${name}_e`], [`${name}_n`]),
        onnx.node(operator, ["x", `${name}_n`], [`${name}_m`]),
        onnx.node("Neg", ["d"], [`${name}_k`]),
      ],
      output: [onnx.valueInfo(`${name}_m`, ["N", 4]), onnx.valueInfo(`${name}_k`, [4])],
    });
    const branches = [onnx.graph("then_branch", branch("a", "Mul")), onnx.graph("else_branch", branch("b", "Add"))];
    const { written } = await foldOnnx({
      input: [x, onnx.valueInfo("p", [], onnx.DATA_TYPES.bool)],
      output: [y, onnx.valueInfo("k", [4])],
      initializer: [onnx.floats("c", [4], [1, 2, 3, 4]), onnx.floats("d", [4], [1, 2, 3, 4])],
      node: [onnx.node("If", ["p"], ["y", "k"], branches)],
    });
    const { graph } = onnx.decode(written);
    assert.deepEqual(
      graph!.initializer!.map(({ name }) => name),
      ["d"],
    );
    const inner = graph!.node![0]!.attribute!.map(({ g }) => g!);
    assert.deepEqual(
      inner.map((each) => each.node!.map(({ opType, input }) => [opType, input])),
      [
        [
          ["Mul", ["x", "a_n"]],
          ["Neg", ["d"]],
        ],
        [
          ["Add", ["x", "b_n"]],
          ["Neg", ["d"]],
        ],
      ],
    );
    assert.deepEqual(
      inner.map((each) => each.initializer!.map((proto) => [proto.name, onnx.elements(proto)])),
      [[["a_n", [2, 7, 20, 54]]], [["b_n", [2, 7, 20, 54]]]],
    );
  });

  describe("takes a branch that is always taken (simplifiers/constant-condition)", () => {
    const add = (name: string, constant: string, more: Partial<Parameters<typeof onnx.graph>[1]> = {}) => ({
      name,
      node: [onnx.node("Add", ["x", constant], ["h"]), onnx.node("Mul", ["h", "w"], ["r"])],
      output: [onnx.valueInfo("r", ["N", 4])],
      valueInfo: [onnx.valueInfo("h", ["N", 4])],
      ...more,
    });
    const branches = (yes: Parameters<typeof onnx.graph>[1], no: Parameters<typeof onnx.graph>[1]) => [
      onnx.graph("then_branch", yes),
      onnx.graph("else_branch", no),
    ];
    const four = (name: string, first: number) => onnx.floats(name, [4], [first, 2, 3, 4]);
    const listed = (written: Uint8Array) => {
      const { node, initializer, valueInfo, input } = onnx.decode(written).graph!;
      return {
        nodes: node!.map((each) => `${each.output!.join()} = ${each.opType}(${each.input!.join()})`),
        constants: initializer!.map(({ name }) => name),
        inputs: input!.map(({ name }) => name),
        types: valueInfo!.map(({ name }) => name),
      };
    };

    it("with its constants, what it reads around it and the types of its values; what only the other read goes", async () => {
      const { written, report } = await foldOnnx({
        input: [x],
        output: [y],
        initializer: [onnx.bools("yes", [], [1]), four("w", 1), four("only", 5)],
        node: [
          onnx.node("If", ["yes"], ["z"], branches(add("a", "c", { initializer: [four("c", 2)] }), add("b", "only"))),
          onnx.node("Relu", ["z"], ["y"]),
        ],
      });
      assert.deepEqual(listed(written), {
        nodes: ["h = Add(x,c)", "z = Mul(h,w)", "y = Relu(z)"],
        constants: ["c", "w"],
        inputs: ["x"],
        types: ["h"],
      });
      assert.ok(["If_z", "yes", "only"].every((name) => report.changes.some(({ subject }) => subject === name)));
    });

    it("under names that are free, in the order of the file, and the output keeps its name", async () => {
      const yes = () => add("a", "w");
      const { written } = await foldOnnx({
        input: [x],
        output: [y, onnx.valueInfo("z", ["N", 4])],
        initializer: [onnx.bools("yes", [1], [1]), onnx.bools("no", [], [0]), four("w", 1)],
        node: [
          onnx.node("Neg", ["x"], ["before"]),
          onnx.node("If", ["yes"], ["y"], branches(yes(), add("b", "before"))),
          onnx.node("If", ["no"], ["z"], branches(add("c", "w"), add("d", "before"))),
        ],
      });
      const { nodes, types } = listed(written);
      assert.deepEqual(nodes, [
        "before = Neg(x)",
        "h_1 = Add(x,w)",
        "y = Mul(h_1,w)",
        "h = Add(x,before)",
        "z = Mul(h,w)",
      ]);
      assert.deepEqual(types, ["h_1", "h"]);
    });

    it("whose results are constants, values around it, or one value twice", async () => {
      const results = {
        name: "a",
        node: [onnx.node("Abs", ["x"], ["r"]), onnx.node("Exp", ["w"], ["e"])],
        output: ["r", "r", "c", "x", "e"].map((name) =>
          onnx.valueInfo(name, name === "c" || name === "e" ? [4] : ["N", 4]),
        ),
        initializer: [four("c", 2)],
      };
      const outputs = ["p", "q", "s", "t", "u"];
      const { written } = await foldOnnx({
        input: [x],
        output: [y, onnx.valueInfo("q", ["N", 4])],
        initializer: [onnx.bools("yes", [], [1]), four("w", 1)],
        node: [
          onnx.node("If", ["yes"], outputs, branches(results, { ...results, name: "b" })),
          onnx.node("Sum", ["p", "s", "t", "u"], ["y"]),
        ],
      });
      const { nodes, constants } = listed(written);
      assert.deepEqual(nodes, ["p = Abs(x)", "q = Identity(p)", "t = Identity(x)", "y = Sum(p,s,t,u)"]);
      assert.deepEqual([...constants].sort(), ["s", "u"]);
    });

    it("inside another one, by a condition that is computed", async () => {
      const inner = onnx.node("If", ["inner_yes"], ["i"], branches(add("a", "w"), add("b", "w")));
      const outer = (name: string) => ({
        name,
        node: [onnx.node("Not", ["no"], ["inner_yes"]), inner, onnx.node("Neg", ["i"], ["r"])],
        output: [onnx.valueInfo("r", ["N", 4])],
      });
      const { written } = await foldOnnx({
        input: [onnx.valueInfo("x", [2, 4])],
        output: [onnx.valueInfo("y", [2, 4])],
        initializer: [onnx.bools("no", [], [0]), four("w", 1), onnx.int64s("two", [], [2]), onnx.int64s("at", [], [0])],
        node: [
          onnx.node("Shape", ["x"], ["s"]),
          onnx.node("Gather", ["s", "at"], ["rows"]),
          onnx.node("Equal", ["rows", "two"], ["p"]),
          onnx.node("If", ["p"], ["y"], branches(outer("c"), add("d", "w"))),
        ],
      });
      const { nodes, constants } = listed(written);
      assert.deepEqual(nodes, ["h_1 = Add(x,w)", "i = Mul(h_1,w)", "y = Neg(i)"]);
      assert.deepEqual(constants, ["w"]);
    });

    it("not where the caller decides, it is to stay, or its branch is not what it should be", async () => {
      const graph = (more: object, node = onnx.node("If", ["yes"], ["y"], branches(add("a", "w"), add("b", "w")))) => ({
        input: [x],
        output: [y],
        initializer: [onnx.bools("yes", [], [1]), four("w", 1)],
        node: [node],
        ...more,
      });
      const given = { input: [x, onnx.valueInfo("yes", [], onnx.DATA_TYPES.bool)] };
      assert.deepEqual((await foldOnnx(graph(given))).report.changes, []);
      assert.deepEqual((await foldOnnx(graph({}), 13, 8, { excludeOperators: ["If"] })).report.changes, []);
      const other = add("a", "w", { output: [onnx.valueInfo("r", ["N", 4]), onnx.valueInfo("h", ["N", 4])] });
      const odd = await foldOnnx(graph({}, onnx.node("If", ["yes"], ["y"], branches(other, add("b", "w")))));
      assert.deepEqual(odd.report.changes, []);
      assert.deepEqual(odd.notes, [{ subject: "If_y", reason: "its branch does not make what it makes" }]);
      const annotated = add("a", "w", { quantizationAnnotation: [{ tensorName: "h" }] });
      const named = await foldOnnx(graph({}, onnx.node("If", ["yes"], ["y"], branches(annotated, add("b", "w")))));
      assert.match(named.notes[0]!.reason, /^of "h" in its branch the graph says by its name how it is quantized$/);
    });

    it("not where its branch reads what it makes itself, or what is made behind it", async () => {
      for (const late of ["y", "z"]) {
        const { report, notes } = await foldOnnx({
          input: [x],
          output: [y, onnx.valueInfo("z", ["N", 4])],
          initializer: [onnx.bools("yes", [], [1]), four("w", 1)],
          node: [
            onnx.node("If", ["yes"], ["y"], branches(add("a", late), add("b", "w"))),
            onnx.node("Neg", ["x"], ["z"]),
          ],
        });
        assert.deepEqual(report.changes, []);
        assert.deepEqual(notes, [{ subject: "If_y", reason: "its branches read what it or a node behind it makes" }]);
      }
    });

    it("and lists its constants among the inputs where the format wants them (O02)", async () => {
      const yes = onnx.valueInfo("yes", [], onnx.DATA_TYPES.bool);
      const inner = add("a", "c", { initializer: [four("c", 2)] });
      const graph = {
        input: [x, yes, onnx.valueInfo("w", [4])],
        output: [y],
        initializer: [onnx.bools("yes", [], [1]), four("w", 1)],
        node: [onnx.node("If", ["yes"], ["y"], branches(inner, add("b", "w")))],
      };
      const { inputs, nodes } = listed((await foldOnnx(graph, 8, 3)).written);
      assert.deepEqual(inputs, ["x", "w", "c"]);
      assert.deepEqual(nodes, ["h = Add(x,c)", "y = Mul(h,w)"]);
    });
  });

  it("keeps constants among the inputs where the format wants them (O-02)", async () => {
    const graph = {
      input: [x, onnx.valueInfo("c", [4])],
      output: [y],
      initializer: [onnx.floats("c", [4], [1, 2, 3, 4])],
      node: [onnx.node("Neg", ["c"], ["n"]), onnx.node("Add", ["x", "n"], ["y"])],
    };
    const old = onnx.decode((await foldOnnx(graph, 8, 3)).written).graph!;
    assert.deepEqual(
      old.input!.map(({ name }) => name),
      ["x", "n"],
    );
    assert.deepEqual(
      old.initializer!.map(({ name }) => name),
      ["n"],
    );
    assert.deepEqual(operators((await foldOnnx(graph, 8, 4)).written), ["Neg", "Add"], "it can be overridden");
  });

  it("knows shapes that are fed and what follows from them, not those that are only stated (O-29)", async () => {
    const tail = (read: string) => [
      onnx.node("Shape", [read], ["s"]),
      onnx.node("Slice", ["s", "zero", "two"], ["t"]),
      onnx.node("Expand", ["e", "t"], ["y"]),
    ];
    const graph = (first: number | string, stated: readonly (number | string)[]) => ({
      input: [onnx.valueInfo("x", [first, 3, 8, 8])],
      output: [onnx.valueInfo("y", ["a", "b"])],
      valueInfo: [onnx.valueInfo("h", stated)],
      initializer: [
        onnx.floats("w", [5, 3, 3, 3], new Float32Array(135)),
        onnx.floats("e", [1, 1], [1]),
        onnx.int64s("zero", [1], [0]),
        onnx.int64s("two", [1], [2]),
      ],
      node: [onnx.node("Conv", ["x", "w"], ["h"]), onnx.node("Relu", ["h"], ["r"]), ...tail("r")],
    });
    const { written } = await foldOnnx(graph(2, [2, 5, 6, 6]));
    const { initializer, node } = onnx.decode(written).graph!;
    assert.deepEqual(
      node!.map(({ opType }) => opType),
      ["Conv", "Relu", "Expand"],
      "the output stays though it is known: it is one",
    );
    const known = initializer!.find(({ name }) => name === "t")!.rawData!;
    assert.deepEqual(
      [...known].filter((each) => each !== 0),
      [2, 5],
    );
    assert.ok(operators((await foldOnnx(graph("N", [2, 5, 6, 6]))).written).includes("Shape"));
    const wrong = await foldOnnx(graph(2, [2, 5, 7, 7]));
    assert.ok(operators(wrong.written).includes("Shape"), "the file contradicts itself");
  });

  it("makes nothing large that a small file asks for (O-28)", async () => {
    const large = (name: string) => onnx.node("ConstantOfShape", ["huge"], [name]);
    const { written, notes, report } = await foldOnnx({
      input: [x],
      output: [y],
      initializer: [
        onnx.int64s("huge", [3], [2 ** 20, 2 ** 20, 2 ** 30]),
        onnx.int64s("wide", [2], [12000, 12000]),
        onnx.int64s("far", [], [2 ** 50]),
        onnx.int64s("near", [], [0]),
        onnx.int64s("one", [], [1]),
        onnx.int64s("below", [1], [-5]),
      ],
      node: [
        large("a"),
        onnx.node("ConstantOfShape", ["wide"], ["b"]),
        onnx.node("Range", ["near", "far", "one"], ["c"]),
        onnx.node("ConstantOfShape", ["below"], ["d"]),
        onnx.node("ReduceSum", ["b"], ["e"], [onnx.int("keepdims", 0)]),
        onnx.node("Cast", ["c"], ["f"], [onnx.int("to", 1)]),
        onnx.node("Sum", ["x", "a", "e", "f", "d"], ["y"]),
      ],
    });
    assert.deepEqual(report.changes, []);
    assert.equal(operators(written).length, 7);
    assert.match(notes.find(({ subject }) => subject === "ConstantOfShape_b")!.reason, /would take 576,000,000 bytes/);
    assert.ok(notes.some(({ subject }) => subject === "ConstantOfShape_d"));
  });

  it("reads no weights that it does not store", async () => {
    const weights = new Float32Array(2 ** 20).fill(0.5);
    const bytes = onnx.encode(
      onnx.model({
        name: "g",
        input: [onnx.valueInfo("x", [1024, 1024])],
        output: [onnx.valueInfo("y", [1024, 1024])],
        initializer: [onnx.floats("w", [1024, 1024], weights), onnx.floats("two", [], [2])],
        node: [
          onnx.node("Mul", ["w", "two"], ["v"]),
          onnx.node("MatMul", ["v", "w"], ["m"]),
          onnx.node("MatMul", ["m", "x"], ["h"]),
          onnx.node("Transpose", ["w"], ["t"]),
          onnx.node("MatMul", ["h", "t"], ["y"]),
        ],
      }),
    );
    let largest = 0;
    const read = (offset: number, length: number) => {
      largest = Math.max(largest, length);
      return Promise.resolve(bytes.subarray(offset, offset + length));
    };
    const main = { size: bytes.byteLength, read };
    const files = { name: "m.onnx", main, open: () => Promise.resolve(null), list: () => Promise.resolve([]) };
    const model = await readModel(files, quietContext());
    const { report } = await runStep(
      model,
      { id: "fold-constants", parameters: { maximumBytes: 2 ** 20 } },
      quietContext(),
    );
    assert.deepEqual(report.changes, []);
    assert.ok(largest < 2 ** 20, `${largest} bytes were read`);
  });

  it("does what fold_constants_test asks (fold_constants/ShapePropagation, PreserveOutputShapes, OpExclusionAdd, MaxConstantSizeInBytes, RemoveUnusedNodes)", async () => {
    const shapes = { list: { shape: [graphdef.shapeOf([10, 10])] } };
    const random = (name: string) => graphdef.constant(name, [100], onnx.ramp(100));
    const given = [
      graphdef.placeholder("x", [10, 10]),
      random("a"),
      random("b"),
      graphdef.op("sum", "Add", ["a", "b"], graphdef.attributes({ T: "float32" })),
      { ...graphdef.op("relu", "Relu", ["x"]), attr: { _output_shapes: shapes } },
      graphdef.op("shape", "Shape", ["x"]),
      graphdef.op("y", "MyOp", ["relu", "sum", "shape"]),
    ] as graphdef.NodeDef[];
    const rest = ["x = Placeholder()", "y = MyOp(relu, sum, shape)", "relu = Relu(x)"];
    const { written } = await foldGraphDef(given);
    assert.deepEqual(nodes(written).sort(), [...rest, "shape = Const()", "sum = Const()"].sort());
    const relu = graphdef.decodeGraph(written).node.find(({ name }) => name === "relu")!;
    assert.ok(relu.attr!["_output_shapes"] !== undefined);
    for (const parameters of [{ excludeOperators: ["Add"] }, { excludeNodes: ["sum"] }, { maximumBytes: 399 }]) {
      const left = nodes((await foldGraphDef(given, parameters)).written);
      assert.ok(left.includes("sum = Add(a, b)"), JSON.stringify(parameters));
    }
  });

  it("keeps who waits for a node waiting, and a Const that waits where it is (G-25)", async () => {
    const number = (name: string, control: string[] = []) => ({
      ...graphdef.constant(name, [2], Float32Array.of(1, 2)),
      input: control,
    });
    const type = graphdef.attributes({ T: "float32" });
    const { written } = await foldGraphDef([
      graphdef.placeholder("x", [2]),
      number("a"),
      number("b", ["^x"]),
      graphdef.op("n", "Neg", ["a"], type),
      graphdef.op("m", "Neg", ["b"], type),
      graphdef.op("l", "Neg", ["x", "^n"], type),
      graphdef.op("y", "AddN", ["n", "m", "l"], type),
    ]);
    assert.deepEqual(nodes(written).sort(), [
      "b = Const(^x)",
      "l = Neg(x, ^n)",
      "m = Neg(b)",
      "n = Const()",
      "x = Placeholder()",
      "y = AddN(n, m, l)",
    ]);
  });

  it("lets go of a Const that only wanted to be beside its reader, and keeps the name of what others are beside", async () => {
    const beside = (name: string) => ({
      ...graphdef.attributes({ T: "float32" }),
      _class: { list: { s: [Buffer.from(`loc:@${name}`)] } },
    });
    const { written } = await foldGraphDef([
      graphdef.placeholder("x", [2]),
      graphdef.constant("w", [2], Float32Array.of(1, 2)),
      graphdef.op("w/read", "Identity", ["w"], beside("w")),
      graphdef.constant("v", [2], Float32Array.of(1, 2)),
      graphdef.op("v/read", "Identity", ["v"], graphdef.attributes({ T: "float32" })),
      graphdef.op("z", "Add", ["x", "v/read"], beside("v")),
      graphdef.op("y", "Add", ["z", "w/read"], graphdef.attributes({ T: "float32" })),
    ]);
    const left = nodes(written);
    assert.ok(left.includes("w/read = Const()") && !left.includes("w = Const()"));
    assert.ok(left.includes("v = Const()"), "z has to be placed with it");
  });

  it("leaves the bodies of functions (G-28)", async () => {
    const body = {
      signature: { name: "f", outputArg: [{ name: "r", type: graphdef.TYPE.float32 }] },
      nodeDef: [
        graphdef.constant("a", [2], Float32Array.of(1, 2)),
        graphdef.op("n", "Neg", ["a:output:0"], graphdef.attributes({ T: "float32" })),
      ],
      ret: { r: "n:y:0" },
    };
    const library = { function: [body] };
    const { report, written } = await foldGraphDef([graphdef.op("y", "f", [])], {}, { library });
    assert.deepEqual(report.changes, []);
    assert.deepEqual(nodes(written), ["y = f()"]);
  });

  it("knows the shape of a TFLite input where the file states that it is fixed", async () => {
    const { ADD, RESHAPE, SHAPE } = tflite.CODES;
    const file = (signature: readonly number[]) =>
      tflite.makeTflite({
        codes: [ADD, SHAPE, RESHAPE].map((code) => [code, 1] as const),
        buffers: [null, new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer)],
        graphs: [
          {
            tensors: [
              { name: "x", shape: [2, 2], signature },
              { name: "s", shape: [2], type: tflite.TYPES.int32 },
              { name: "w", shape: [4], buffer: 1 },
              { name: "r", shape: [2, 2] },
              { name: "y", shape: [2, 2] },
            ],
            operators: [
              { code: 1, inputs: [0], outputs: [1] },
              { code: 2, inputs: [2, 1], outputs: [3] },
              { code: 0, inputs: [0, 3], outputs: [4], options: [tflite.OPTIONS.add, []] },
            ],
            inputs: [0],
            outputs: [4],
          },
        ],
      });
    const left = async (signature: readonly number[]) => {
      const { after } = await transform("m.tflite", file(signature), "fold-constants");
      return after.graphs[0]!.nodes.map(({ op }) => op.name);
    };
    assert.deepEqual(await left([2, 2]), ["ADD"]);
    assert.deepEqual(await left([-1, 2]), ["SHAPE", "RESHAPE", "ADD"]);
  });

  it("takes what it makes of weights in another file into the model's own (O-16)", async () => {
    const weights = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
    const proto = {
      name: "w",
      dims: [4],
      dataType: onnx.DATA_TYPES.float32,
      dataLocation: 1,
      externalData: [{ key: "location", value: "w.bin" }],
    };
    const bytes = onnx.encode(
      onnx.model({
        name: "g",
        input: [x],
        output: [y],
        initializer: [proto],
        node: [onnx.node("Identity", ["w"], ["v"]), onnx.node("Add", ["x", "v"], ["y"])],
      }),
    );
    const model = await open("m.onnx", bytes, { "w.bin": weights });
    const { model: folded } = await runStep(model, { id: "fold-constants", parameters: {} }, quietContext());
    const { graph } = onnx.decode(await write(folded));
    assert.deepEqual(
      graph!.initializer!.map((each) => [each.name, onnx.elements(each)]),
      [["v", [1, 2, 3, 4]]],
    );
    assert.equal(graph!.node!.length, 1);
  });

  it("keeps integers of 64 bits exact", async () => {
    const { written } = await foldOnnx({
      input: [onnx.valueInfo("x", [1], int64)],
      output: [onnx.valueInfo("y", [1], int64)],
      initializer: [onnx.int64s("a", [1], [2 ** 53]), onnx.int64s("one", [1], [1])],
      node: [onnx.node("Add", ["a", "one"], ["b"]), onnx.node("Add", ["x", "b"], ["y"])],
    });
    const raw = onnx.decode(written).graph!.initializer![0]!.rawData!;
    assert.equal(new DataView(raw.buffer, raw.byteOffset).getBigInt64(0, true), 2n ** 53n + 1n);
  });
});
