import assert from "node:assert/strict";
import * as graphdef from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { transform } from "../../support/open";
import { makeTflite } from "../../support/tflite";

const { FLOAT, INT64, BOOL, UINT8, INT32, STRING, DOUBLE } = {
  FLOAT: 1,
  UINT8: 2,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  DOUBLE: 11,
};

type Parameters = Record<string, string | readonly string[]>;

describe("cuts", () => {
  describe("of ONNX graphs", () => {
    it("declare outputs by what they are, wherever they stand in the list", async () => {
      const cases: readonly [string[], unknown[]][] = [
        [["r"], [["r", FLOAT, ["N", 8, 4, 4]]]],
        [["am"], [["am", INT64, ["N"]]]],
        [
          ["r", "p"],
          [
            ["r", FLOAT, ["N", 8, 4, 4]],
            ["p", FLOAT, ["N", 5]],
          ],
        ],
        [
          ["p", "r", "r:0", "Relu_r", "p"],
          [
            ["p", FLOAT, ["N", 5]],
            ["r", FLOAT, ["N", 8, 4, 4]],
          ],
        ],
        [["listed"], [["listed", FLOAT, ["stated"]]]],
        [["x"], [["x", FLOAT, ["N", 3, 6, 6]]]],
      ];
      for (const [outputs, expected] of cases) {
        const { graph } = await cut(classifier(), { outputs });
        assert.deepEqual(graph!.output!.map(declared), expected, outputs.join());
        const listed = graph!.valueInfo!.map(({ name }) => name);
        assert.ok(!listed.includes(outputs[0]), "declared twice");
      }
    });

    it("declare inputs by what makes them", async () => {
      const { graph } = await cut(classifier(), { inputs: ["f"], outputs: ["p"] });
      assert.deepEqual(graph!.input!.map(declared), [["f", FLOAT, ["N", 128]]]);
      const fixed = await cut(classifier(), { inputs: ["x"], shapes: "1,3,224,224" });
      assert.deepEqual(fixed.graph!.input!.map(declared), [["x", FLOAT, [1, 3, 224, 224]]]);
      const constant = await cut(classifier(), { inputs: ["x", "g"] });
      assert.deepEqual(constant.graph!.input!.map(declared)[1], ["g", FLOAT, [128, 5]]);
      assert.deepEqual(
        constant.graph!.initializer!.map(({ name }) => name),
        ["w"],
      );
    });

    it("declare the shapes that operators make, computed lengths too", async () => {
      const { int, ints, int64s, node } = onnx;
      const proto = onnx.model({
        name: "g",
        input: [onnx.valueInfo("x", ["N", 3, 15, 15])],
        output: [onnx.valueInfo("out", ["N", 4])],
        initializer: [int64s("zero", [1], [0]), int64s("rest", [1], [-1]), int64s("four", [1], [4])],
        node: [
          node(
            "MaxPool",
            ["x"],
            ["pool"],
            [ints("kernel_shape", [3, 3]), ints("strides", [2, 2]), int("ceil_mode", 1)],
          ),
          node("Shape", ["pool"], ["shape"]),
          node("Gather", ["shape", "zero"], ["batch"]),
          node("Concat", ["batch", "rest"], ["target"], [int("axis", 0)]),
          node("Reshape", ["pool", "target"], ["flat"]),
          node("Concat", ["flat", "flat"], ["twice"], [int("axis", 1)]),
          node("Slice", ["twice", "zero", "four", "one"], ["out"]),
        ],
      });
      const { graph } = await cut(proto, { inputs: ["pool"], outputs: ["twice"] });
      assert.deepEqual(graph!.input!.map(declared), [["pool", FLOAT, ["N", 3, 7, 7]]]);
      assert.deepEqual(graph!.output!.map(declared), [["twice", FLOAT, ["N", 294]]]);
    });

    it("find the element types of what operators make", async () => {
      const { int, ints, node } = onnx;
      const made: readonly [onnxNode: ReturnType<typeof node>, types: number[]][] = [
        [node("Greater", ["x", "x"], ["a"]), [BOOL]],
        [node("Shape", ["x"], ["a"]), [INT64]],
        [node("NonZero", ["x"], ["a"]), [INT64]],
        [node("TopK", ["x", "k"], ["a", "b"]), [FLOAT, INT64]],
        [node("Unique", ["i"], ["a", "b"]), [INT32, INT64]],
        [node("Cast", ["x"], ["a"], [int("to", DOUBLE)]), [DOUBLE]],
        [node("Where", ["m", "i", "i"], ["a"]), [INT32]],
        [node("Gather", ["x", "i"], ["a"]), [FLOAT]],
        [node("OneHot", ["i", "k", "m"], ["a"]), [BOOL]],
        [node("ConstantOfShape", ["k"], ["a"]), [FLOAT]],
        [node("EyeLike", ["x"], ["a"], [int("dtype", INT32)]), [INT32]],
        [node("RandomUniformLike", ["x"], ["a"]), [FLOAT]],
        [node("DynamicQuantizeLinear", ["x"], ["a", "b", "c"]), [UINT8, FLOAT, UINT8]],
        [node("QuantizeLinear", ["x", "x"], ["a"]), [UINT8]],
        [node("Dropout", ["x"], ["a", "b"]), [FLOAT, BOOL]],
        [{ ...node("Mine", ["x"], ["a"]), domain: "here" }, []],
        [
          {
            ...node("TreeEnsembleClassifier", ["x"], ["a", "b"], [ints("classlabels_int64s", [0, 1])]),
            domain: "ai.onnx.ml",
          },
          [INT64, FLOAT],
        ],
        [
          { ...node("LabelEncoder", ["i"], ["a"], [onnx.string("values_strings", "v")]), domain: "ai.onnx.ml" },
          [STRING],
        ],
      ];
      for (const [maker, types] of made) {
        const names = maker.output!.slice(0, types.length);
        const proto = onnx.model({
          name: "g",
          input: [onnx.valueInfo("x", ["N", 4]), onnx.valueInfo("i", ["N"], INT32), onnx.valueInfo("m", ["N"], BOOL)],
          output: [onnx.valueInfo("out", [1])],
          initializer: [onnx.int64s("k", [1], [1])],
          // Others that read it do not tell its type.
          node: [maker, node("Size", [maker.output![0]!], ["s"]), node("Identity", ["s"], ["out"])],
        });
        for (const [index, name] of names.entries()) {
          const { graph } = await cut(proto, { outputs: [name] });
          assert.equal(declared(graph!.output![0]!)[1], types[index], `${maker.opType} ${name}`);
        }
        if (types.length === 0) {
          await assert.rejects(
            cut(proto, { outputs: ["a"] }),
            /"a" has cannot be told from the model: state it in outputTypes \(--output-types float32\)/,
          );
          await assert.rejects(cut(proto, { inputs: ["a"] }), /state it in types \(--types float32\)/);
          const stated = await cut(proto, { outputs: ["a"], outputTypes: ["int32"] });
          assert.deepEqual(stated.graph!.output!.map(declared), [["a", INT32, null]]);
          const given = await cut(proto, { inputs: ["a"], types: ["int64"], shapes: "?,2" });
          assert.deepEqual(given.graph!.input!.map(declared), [["a", INT64, [null, 2]]]);
        }
      }
    });

    it("find types through functions, branches and loops, and by what reads a value", async () => {
      const { node } = onnx;
      const here = (op: string, input: string, output: string) => ({ ...node(op, [input], [output]), domain: "here" });
      const local = (name: string, nodes: ReturnType<typeof node>[]) => ({
        name,
        domain: "here",
        input: ["a"],
        output: ["b"],
        opsetImport: [{ domain: "", version: 13 }],
        node: nodes,
      });
      const branch = (name: string) =>
        onnx.graph(name, { name, node: [node("Identity", ["n"], [name])], output: [{ name }] });
      const loop = onnx.graph("body", {
        name: "body",
        input: [onnx.valueInfo("turn", [], INT64), onnx.valueInfo("go", [], BOOL), { name: "carried" }],
        node: [
          node("Identity", ["go"], ["goes"]),
          node("Abs", ["carried"], ["next"]),
          node("Not", ["go"], ["stopped"]),
        ],
        output: [{ name: "goes" }, { name: "next" }, { name: "stopped" }],
      });
      const proto = {
        ...onnx.model({
          name: "g",
          input: [
            onnx.valueInfo("x", [4]),
            onnx.valueInfo("n", [4], INT32),
            onnx.valueInfo("go", [], BOOL),
            onnx.valueInfo("k", [], INT64),
          ],
          output: [onnx.valueInfo("y", [4])],
          initializer: [onnx.floats("w", [4], onnx.ramp(4))],
          node: [
            here("twice", "n", "same"),
            here("shape", "n", "counted"),
            node("If", ["go"], ["chosen"], [branch("then_branch"), branch("else_branch")]),
            node("Loop", ["k", "go", "n"], ["last", "all"], [loop]),
            here("unknown", "x", "read"),
            node("Add", ["read", "w"], ["y"]),
          ],
        }),
        functions: [
          local("shape", [here("twice", "a", "t"), node("Shape", ["t"], ["b"])]),
          local("twice", [node("Add", ["a", "a"], ["b"])]),
        ],
      };
      const types = { same: INT32, counted: INT64, chosen: INT32, last: INT32, all: BOOL, read: FLOAT };
      for (const [name, type] of Object.entries(types)) {
        const { graph } = await cut(proto, { outputs: [name] });
        assert.equal(declared(graph!.output![0]!)[1], type, name);
      }
      await assert.rejects(cut(proto, { outputs: ["next"] }), /"next" is in a graph that nodes call or hold/);
      await assert.rejects(cut(proto, { outputs: ["t"] }), /"t" is in a graph that nodes call or hold/);
    });

    it("keep what only the file says of an output, such as that it is a sequence", async () => {
      const sequence = { name: "s", type: { sequenceType: { elemType: { tensorType: { elemType: FLOAT } } } } };
      const proto = onnx.model({
        name: "g",
        input: [onnx.valueInfo("x", [4])],
        output: [onnx.valueInfo("y", [4])],
        valueInfo: [sequence],
        node: [
          onnx.node("SequenceConstruct", ["x"], ["s"]),
          onnx.node("SequenceLength", ["s"], ["l"]),
          onnx.node("Neg", ["x"], ["y"]),
        ],
      });
      const { graph } = await cut(proto, { outputs: ["s"] });
      assert.deepEqual(
        graph!.output!.map(({ type }) => type?.sequenceType?.elemType?.tensorType?.elemType),
        [FLOAT],
      );
    });

    it("say what cannot be", async () => {
      await assert.rejects(cut(classifier(), { inputs: ["g"] }), /still needs "x", which is not among the inputs/);
      await assert.rejects(cut(classifier(), { inputs: ["x", "x:0"] }), /The input "x" is named twice/);
      await assert.rejects(
        cut(classifier(), { outputs: ["nowhere"] }),
        /no value "nowhere" in the model to be an output/,
      );
      await assert.rejects(cut(classifier(), { outputs: ["p"], outputTypes: ["float"] }), /"float" is no element type/);
      await assert.rejects(
        cut(classifier(), { outputs: ["p"], outputTypes: ["bool", "bool"] }),
        /2 entries for 1 outputs/,
      );
    });
  });

  describe("of TensorFlow graphs", () => {
    const { op, placeholder } = graphdef;
    const run = async (node: readonly graphdef.NodeDef[], parameters: Parameters) => {
      const { written, report } = await transform("m.pb", graphdef.encodeGraph({ node }), "strip-unused", parameters);
      return { nodes: new Map(graphdef.decodeGraph(written).node.map((each) => [each.name, each])), report };
    };
    const stated = (shape: Record<string, unknown>) => ({ shape });

    it("know the outputs that nothing reads, by operator and attributes, and their types", async () => {
      const { typeAttr } = graphdef;
      const types = (...list: number[]) => ({ list: { type: list } });
      const many: readonly [graphdef.NodeDef, (number | null)[]][] = [
        [op("n", "TopKV2", ["x"]), [FLOAT, 3]],
        [op("n", "Split", ["x"], { num_split: { i: 3 } }), [FLOAT, FLOAT, FLOAT]],
        [op("n", "Unpack", ["x"], { num: { i: 2 } }), [FLOAT, FLOAT]],
        [op("n", "Unique", ["x"], { out_idx: typeAttr(9) }), [FLOAT, 9]],
        [op("n", "Unique", ["x"]), [FLOAT, 3]],
        [op("n", "IdentityN", ["x"], { T: types(FLOAT, 9, 10) }), [FLOAT, 9, 10]],
        [op("n", "StatefulWhile", ["x"]), []],
        [op("n", "While", ["x"], { T: types(FLOAT, 3) }), [FLOAT, 3]],
        [op("n", "NonMaxSuppressionV4", ["x"]), [3, 3]],
        [op("n", "FusedBatchNormV3", ["x"], { U: typeAttr(FLOAT) }), [FLOAT, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT]],
        [
          op("n", "ParseExample", ["x"], {
            Nsparse: { i: 1 },
            Ndense: { i: 2 },
            sparse_types: types(9),
            Tdense: types(7, 1),
          }),
          [9, 9, 9, 7, 1],
        ],
        [{ name: "n", op: "called", input: ["x"] }, [null, null]],
      ];
      const signature = {
        name: "called",
        input_arg: [{ name: "a", type: 1 }],
        output_arg: [
          { name: "b", type: 1 },
          { name: "c", type: 1 },
        ],
      };
      const library = { function: [{ signature, ret: { b: "a", c: "a" } }] };
      for (const [node, expected] of many) {
        const bytes = graphdef.encodeGraph({ node: [placeholder("x"), node], library });
        const ports = expected.map((_, port) => (port === 0 ? "n" : `n:${port}`));
        for (const [port, name] of ports.entries()) {
          await transform("m.pb", bytes, "strip-unused", { outputs: [name] });
          if (expected[port] !== null) {
            const reader = op("y", "Neg", [name]);
            const { written } = await transform(
              "m.pb",
              graphdef.encodeGraph({ node: [placeholder("x"), node, reader] }),
              "strip-unused",
              { inputs: [name] },
            );
            const [made] = graphdef.decodeGraph(written).node.filter((each) => each.op === "Placeholder");
            assert.equal(made!.attr!["dtype"]!["type"], expected[port], `${node.op}:${port}`);
          }
        }
        if (expected.length > 0) {
          const past = transform("m.pb", bytes, "strip-unused", { outputs: [`n:${expected.length}`] });
          await assert.rejects(
            past,
            new RegExp(
              `no "n:${expected.length}" to be an output: "n" \\(${node.op}\\) has ${expected.length} outputs`,
            ),
          );
          const { before } = await transform("m.pb", bytes, "strip-unused");
          const ends = before.dialect.endpoints(before).outputs.map(({ name }) => name);
          assert.deepEqual(ends, node.op.startsWith("Fused") ? ["n"] : ports);
        }
      }
    });

    it("take the runtime's word for outputs of operators that are not known", async () => {
      const bytes = graphdef.encodeGraph({
        node: [placeholder("x"), op("n", "Mine", ["x"]), { name: "done", op: "NoOp" }],
      });
      const { notes } = await transform("m.pb", bytes, "strip-unused", { outputs: ["n:3"] });
      assert.deepEqual(notes, [
        { subject: "n:3", reason: "whether there is such an output of Mine, only the runtime knows" },
      ]);
      const type = transform("m.pb", bytes, "strip-unused", { inputs: ["n"] });
      await assert.rejects(type, /"n" has cannot be told from the model: state it in types/);
      await assert.rejects(transform("m.pb", bytes, "strip-unused", { outputs: ["n:99999999"] }), /has fewer outputs/);
      await assert.rejects(
        transform("m.pb", bytes, "strip-unused", { inputs: ["done"] }),
        /"done" \(NoOp\) makes nothing/,
      );
    });

    it("give a placeholder that is there the shape asked for", async () => {
      const shapes = { list: { shape: [{ unknown_rank: true }] } };
      for (const attr of [{}, { _output_shapes: shapes }] as NonNullable<graphdef.NodeDef["attr"]>[]) {
        const input = placeholder("x");
        const graph = [{ ...input, attr: { ...input.attr, ...attr } }, op("y", "Relu", ["x"])];
        const { nodes, report } = await run(graph, { inputs: ["x"], shapes: "1,299,?,3" });
        const shape = graphdef.shapeOf([1, 299, -1, 3]);
        assert.deepEqual(nodes.get("x")!.attr, {
          dtype: { type: 1 },
          shape: stated(shape),
          ...("_output_shapes" in attr ? { _output_shapes: { list: { shape: [shape] } } } : {}),
        });
        assert.deepEqual(
          report.changes.map(({ kind, subject }) => [kind, subject]),
          [["rewritten", "input x"]],
        );
      }
    });

    it("give a placeholder the shape that operators make", async () => {
      const image = placeholder("x");
      const kernel = graphdef.constant("w", [3, 3, 2, 4], new Float32Array(72));
      const graph = [
        { ...image, attr: { ...image.attr, shape: stated(graphdef.shapeOf([-1, 9, 9, 2])) } },
        kernel,
        op("c", "Conv2D", ["x", "w"], graphdef.attributes({ strides: [1, 2, 2, 1], padding: "SAME" })),
        op("y", "Neg", ["c"]),
      ];
      const { nodes } = await run(graph, { inputs: ["c"] });
      assert.deepEqual(nodes.get("c")!.attr!["shape"], stated(graphdef.shapeOf([-1, 5, 5, 4])));
    });

    it("leave the rank open where nobody states a shape", async () => {
      const { nodes } = await run([placeholder("x"), op("a", "Relu", ["x"]), op("y", "Neg", ["a"])], { inputs: ["a"] });
      assert.deepEqual(nodes.get("a")!.attr!["shape"], stated({ unknown_rank: true }));
    });

    it("give a later output, and one beside which others are needed, a placeholder of its own", async () => {
      const graph = [
        placeholder("x"),
        op("s", "Split", ["d", "x"], { num_split: { i: 2 } }),
        op("d", "Const", []),
        op("a", "Neg", ["s"]),
        op("b", "Add", ["s:1", "a"]),
      ];
      const second = await run(graph, { inputs: ["s:1"] });
      assert.deepEqual(second.nodes.get("s_1")!.op, "Placeholder");
      assert.deepEqual(second.nodes.get("b")!.input, ["s_1", "a"]);
      const first = await run(graph, { inputs: ["s"] });
      assert.deepEqual([first.nodes.get("s_0")!.op, first.nodes.get("s")!.op], ["Placeholder", "Split"]);
      assert.deepEqual([first.nodes.get("a")!.input, first.nodes.get("b")!.input], [["s_0"], ["s:1", "a"]]);
      const alone = await run(graph, { inputs: ["s"], outputs: ["a"] });
      assert.deepEqual([...alone.nodes.keys()], ["s", "a"]);
    });
  });

  describe("of TFLite graphs", () => {
    const model = () =>
      makeTflite({
        buffers: [null],
        codes: [
          [0, 1],
          [119, 1],
        ],
        graphs: [
          {
            tensors: [
              { name: "x", shape: [4] },
              { name: "y", shape: [4] },
              { name: "z", shape: [4] },
            ],
            operators: [
              { code: 0, inputs: [0, 0], outputs: [1] },
              {
                code: 1,
                inputs: [1],
                outputs: [2],
                options: [
                  93,
                  [
                    [0, 4, 1],
                    [1, 4, 1],
                  ],
                ],
              },
            ],
            inputs: [0],
            outputs: [2],
          },
          {
            tensors: [
              { name: "in", shape: [4] },
              { name: "same", shape: [4] },
              { name: "same", shape: [4] },
            ],
            operators: [
              { code: 0, inputs: [0, 0], outputs: [1] },
              { code: 0, inputs: [0, 1], outputs: [2] },
            ],
            inputs: [0],
            outputs: [2],
          },
        ],
        signatures: [{ key: "serve", graph: 0, inputs: { x: 0 }, outputs: { y: 2 } }],
      });

    it("leave graphs that operators call as these call them", async () => {
      await assert.rejects(
        transform("m.tflite", model(), "strip-unused", { outputs: ["same"] }),
        /"same" is in a graph that nodes call/,
      );
    });

    it("write an output that is named twice once, under one name of the signature", async () => {
      const { after } = await transform("m.tflite", model(), "strip-unused", { outputs: ["y", "y", "z"] });
      assert.deepEqual(
        after.graphs[0]!.outputs.map(({ name }) => name),
        ["y", "z"],
      );
      // "y" is what the signature calls "z".
      assert.deepEqual(
        after.signatures[0]!.outputs.map(({ name, value }) => [name, value.name]),
        [
          ["y_1", "y"],
          ["y", "z"],
        ],
      );
    });
  });
});

async function cut(proto: onnx.OnnxModel, parameters: Parameters) {
  const { written } = await transform("m.onnx", onnx.encode(proto), "strip-unused", parameters);
  return onnx.decode(written);
}

/** Name, element type and dimensions. */
function declared({ name, type }: ReturnType<typeof onnx.valueInfo>): [string, number, unknown] {
  const { elemType, shape } = type!.tensorType!;
  const dimensions =
    shape?.dim?.map(({ dimParam, dimValue }) => ((dimParam ?? "") === "" ? Number(dimValue) || null : dimParam)) ??
    null;
  return [name!, elemType!, dimensions];
}

/** x → Conv → Relu r → Flatten f → Gemm y → Softmax p, ArgMax am; "listed" is declared as an inner value. */
function classifier(): onnx.OnnxModel {
  return onnx.model({
    name: "g",
    input: [onnx.valueInfo("x", ["N", 3, 6, 6])],
    output: [onnx.valueInfo("p", ["N", 5])],
    valueInfo: [onnx.valueInfo("listed", ["stated"])],
    initializer: [onnx.floats("w", [8, 3, 3, 3], onnx.ramp(216)), onnx.floats("g", [128, 5], onnx.ramp(640))],
    node: [
      onnx.node("Conv", ["x", "w"], ["c"]),
      onnx.node("Relu", ["c"], ["r"]),
      onnx.node("Flatten", ["r"], ["f"]),
      onnx.node("Gemm", ["f", "g"], ["y"]),
      onnx.node("ArgMax", ["y"], ["am"], [onnx.int("axis", 1), onnx.int("keepdims", 0)]),
      onnx.node("Softmax", ["y"], ["p"], [onnx.int("axis", 1)]),
      onnx.node("Neg", ["r"], ["listed"]),
    ],
  });
}
