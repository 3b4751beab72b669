// Computing in float16: what goes into graphs inside nodes and comes out of them, and what files state about types.
import assert from "node:assert/strict";
import { newViolations, planStep, quietContext, runStep, type Parameters } from "../../../src/core";
import * as onnx from "../../support/onnx";
import { open, transform, write } from "../../support/open";

const FLOAT = onnx.DATA_TYPES.float32;
const HALF = onnx.DATA_TYPES.float16;
const weight = (name: string) => onnx.floats(name, [64, 64], onnx.ramp(64 * 64));
const info = (name: string, type: typeof FLOAT | typeof HALF | typeof onnx.DATA_TYPES.int64 = FLOAT) =>
  onnx.valueInfo(name, [4, 64], type);
type Graph = NonNullable<onnx.OnnxModel["graph"]>;

async function compute(graph: Graph, parameters: Parameters = {}, more: Partial<onnx.OnnxModel> = {}) {
  const model = { ...onnx.model(graph, 17), ...more };
  const step = { compute: true, ...parameters };
  const result = await transform("m.onnx", onnx.encode(model), "quantize-float16", step);
  assert.deepEqual(newViolations(result.before, result.after), []);
  const again = await transform("m.onnx", result.written, "quantize-float16", step);
  assert.deepEqual(again.report.changes, [], "the second time");
  return { ...result, proto: onnx.decode(result.written), graph: onnx.decode(result.written).graph! };
}

/** "y = Relu(x)", and a Cast with the type it makes. */
function lines(graph: Graph | null | undefined): string[] {
  return graph!.node!.map(({ opType, input, output, attribute }) => {
    const to = opType === "Cast" ? `, ${String(attribute![0]!.i)}` : "";
    return `${output!.join(", ")} = ${opType}(${input!.join(", ")}${to})`;
  });
}

const typeOf = (value: { type?: { tensorType?: { elemType?: number | null } | null } | null } | undefined) =>
  value?.type?.tensorType?.elemType;

describe("computing in float16", () => {
  it("agrees on both sides of a branch, and casts what is captured where it is made (O33)", async () => {
    const branch = (name: string, node: Graph["node"]) => ({
      name,
      node,
      output: [info(`${name}_y`), info(`${name}_z`)],
    });
    const { graph } = await compute({
      name: "g",
      input: [info("x"), onnx.valueInfo("c", [], onnx.DATA_TYPES.bool)],
      output: [info("y"), info("z")],
      initializer: [weight("w"), onnx.int64s("axis", [], [1])],
      node: [
        onnx.node("MatMul", ["x", "w"], ["h"]),
        onnx.node(
          "If",
          ["c"],
          ["y", "z"],
          [
            onnx.graph(
              "then_branch",
              branch("a", [onnx.node("CumSum", ["h", "axis"], ["a_y"]), onnx.node("Relu", ["h"], ["a_z"])]),
            ),
            onnx.graph(
              "else_branch",
              branch("b", [onnx.node("MatMul", ["h", "w"], ["b_y"]), onnx.node("Identity", ["x"], ["b_z"])]),
            ),
          ],
        ),
      ],
    });
    assert.deepEqual(lines(graph), [
      "x_float16 = Cast(x, 10)",
      "h = MatMul(x_float16, w)",
      "h_float32 = Cast(h, 1)",
      "y_float16, z_float16 = If(c)",
      "y = Cast(y_float16, 1)",
      "z = Cast(z_float16, 1)",
    ]);
    const [then, otherwise] = graph.node!.find(({ opType }) => opType === "If")!.attribute!.map(({ g }) => g!);
    assert.deepEqual(lines(then), ["a_y = CumSum(h_float32, axis)", "a_y_float16 = Cast(a_y, 10)", "a_z = Relu(h)"]);
    assert.deepEqual(lines(otherwise), ["b_y = MatMul(h, w)", "b_z = Identity(x_float16)"]);
    for (const each of [then!, otherwise!]) {
      assert.deepEqual(each.output!.map(typeOf), [HALF, HALF]);
    }
    assert.deepEqual(
      then!.output!.map(({ name }) => name),
      ["a_y_float16", "a_z"],
    );
  });

  it("gives the turns of a loop what they gave, in one type (O33)", async () => {
    const { graph } = await compute({
      name: "g",
      input: [info("x")],
      output: [info("y"), onnx.valueInfo("all", ["n", 4, 64])],
      initializer: [weight("w"), onnx.int64s("trips", [], [3])],
      node: [
        onnx.node(
          "Loop",
          ["trips", "", "x"],
          ["y", "all"],
          [
            onnx.graph("body", {
              name: "b",
              input: [
                onnx.valueInfo("i", [], onnx.DATA_TYPES.int64),
                onnx.valueInfo("go", [], onnx.DATA_TYPES.bool),
                info("s"),
              ],
              output: [onnx.valueInfo("on", [], onnx.DATA_TYPES.bool), info("t"), info("k")],
              node: [
                onnx.node("Identity", ["go"], ["on"]),
                onnx.node("MatMul", ["s", "w"], ["t"]),
                onnx.node("Max", ["s", "t"], ["k"]),
              ],
            }),
          ],
        ),
      ],
    });
    const body = graph.node!.find(({ opType }) => opType === "Loop")!.attribute![0]!.g!;
    assert.deepEqual(body.input!.map(typeOf), [onnx.DATA_TYPES.int64, onnx.DATA_TYPES.bool, HALF]);
    assert.deepEqual(body.output!.map(typeOf), [onnx.DATA_TYPES.bool, HALF, HALF]);
    assert.deepEqual(lines(body), [
      "s_float32 = Cast(s, 1)",
      "on = Identity(go)",
      "t = MatMul(s, w)",
      "t_float32 = Cast(t, 1)",
      "k = Max(s_float32, t_float32)",
      "k_float16 = Cast(k, 10)",
    ]);
    assert.deepEqual(graph.output!.map(typeOf), [FLOAT, FLOAT]);
  });

  it("leaves a branch alone whose other side has another type (O33)", async () => {
    const branch = (name: string, operator: string, read: string) => ({
      name,
      node: [onnx.node(operator, [read], [`${name}_y`])],
      output: [{ name: `${name}_y` }],
    });
    const { graph, notes } = await compute({
      name: "g",
      input: [info("x"), onnx.valueInfo("c", [], onnx.DATA_TYPES.bool)],
      output: [info("y"), info("z")],
      initializer: [weight("w")],
      node: [
        onnx.node("MatMul", ["x", "w"], ["y"]),
        onnx.node(
          "If",
          ["c"],
          ["z"],
          [onnx.graph("then_branch", branch("a", "Relu", "x")), onnx.graph("else_branch", branch("b", "Shape", "x"))],
        ),
      ],
    });
    assert.equal(graph.node!.at(-1)!.output![0], "z");
    assert.match(notes.map(({ reason }) => reason).join(), /types of all it reads are not known/);
  });

  it("changes nothing in graphs of operators that may ask for the types they have (O33)", async () => {
    const { graph } = await compute({
      name: "g",
      input: [info("x")],
      output: [info("y"), info("z")],
      initializer: [weight("w")],
      node: [
        onnx.node("MatMul", ["x", "w"], ["y"]),
        {
          ...onnx.node("Search", ["y"], ["z"]),
          domain: "ours",
          attribute: [
            onnx.graph("decoder", {
              name: "d",
              input: [info("s")],
              output: [info("logits")],
              node: [onnx.node("MatMul", ["s", "w"], ["logits"])],
            }),
          ],
        },
      ],
    });
    assert.deepEqual(lines(graph), [
      "x_float16 = Cast(x, 10)",
      "w_float32 = Cast(w, 1)",
      "y_float16 = MatMul(x_float16, w)",
      "y = Cast(y_float16, 1)",
      "z = Search(y)",
    ]);
    const inner = graph.node!.at(-1)!.attribute![0]!.g!;
    assert.deepEqual(lines(inner), ["logits = MatMul(s, w_float32)"]);
    assert.deepEqual([...inner.input!, ...inner.output!].map(typeOf), [FLOAT, FLOAT]);
  });

  it("states the new types of inner values, and inputs and outputs without their types kept (O18, O33)", async () => {
    const graphProto = {
      name: "g",
      input: [info("x")],
      output: [info("y")],
      valueInfo: [info("h"), info("n")],
      initializer: [weight("w"), onnx.int64s("axis", [], [1])],
      node: [
        onnx.node("MatMul", ["x", "w"], ["h"]),
        onnx.node("CumSum", ["h", "axis"], ["n"]),
        onnx.node("Relu", ["n"], ["y"]),
      ],
    };
    const kept = await compute(graphProto);
    assert.deepEqual(kept.graph.valueInfo!.map(typeOf), [HALF, FLOAT]);
    assert.deepEqual([kept.graph.input![0], kept.graph.output![0]].map(typeOf), [FLOAT, FLOAT]);
    const { graph } = await compute(graphProto, { keepTypes: false });
    assert.deepEqual([graph.input![0], graph.output![0]].map(typeOf), [HALF, HALF]);
    assert.deepEqual(
      graph.output!.map(({ name }) => name),
      ["y"],
    );
  });

  it("leaves a model of float16 as it is, and takes weights out of their Casts (T29, O33)", async () => {
    const graphProto = {
      name: "g",
      input: [info("x")],
      output: [info("y")],
      initializer: [weight("w"), weight("v"), onnx.floats("b", [1, 64], onnx.ramp(64))],
      node: [
        onnx.node("MatMul", ["x", "w"], ["h"]),
        onnx.node("Add", ["h", "b"], ["a"]),
        onnx.node("MatMul", ["a", "v"], ["y"]),
      ],
    };
    const stored = await transform("m.onnx", onnx.encode(onnx.model(graphProto, 17)), "quantize-float16");
    const { written } = await transform("m.onnx", stored.written, "quantize-float16", { compute: true });
    assert.deepEqual(lines(onnx.decode(written).graph), [
      "x_float16 = Cast(x, 10)",
      "h = MatMul(x_float16, w_float16)",
      "a = Add(h, b)",
      "y_float16 = MatMul(a, v_float16)",
      "y = Cast(y_float16, 1)",
    ]);
    const again = await transform("m.onnx", written, "quantize-float16");
    assert.deepEqual(again.report.changes, []);
  });

  const opsets = [{ domain: "", version: 17 }];
  const call = (name: string, input: string[], output: string[]) => ({
    ...onnx.node(name, input, output),
    domain: "ours",
  });

  it("has a function compute so that all calls give floats to; its outputs keep their names (O33, O38)", async () => {
    const dense = {
      name: "Dense",
      domain: "ours",
      input: ["a", "b"],
      output: ["m", "n"],
      opsetImport: opsets,
      node: [
        onnx.node("MatMul", ["a", "b"], ["m"]),
        onnx.node("Constant", [], ["axis"], [onnx.tensor("value", onnx.int64s("", [], [1]))]),
        onnx.node("CumSum", ["m", "axis"], ["n"]),
      ],
    };
    const { graph, proto } = await compute(
      {
        name: "g",
        input: [info("x")],
        output: [info("y"), info("u"), info("z"), info("v")],
        initializer: [weight("w")],
        node: [call("Dense", ["x", "w"], ["y", "u"]), call("Dense", ["u", "w"], ["z", "v"])],
      },
      {},
      { functions: [dense], opsetImport: [...opsets, { domain: "ours", version: 1 }] },
    );
    assert.deepEqual(lines(graph), [
      "x_float16 = Cast(x, 10)",
      "y_float16, u_float16 = Dense(x_float16, w)",
      "y = Cast(y_float16, 1)",
      "u = Cast(u_float16, 1)",
      "z_float16, v_float16 = Dense(u_float16, w)",
      "z = Cast(z_float16, 1)",
      "v = Cast(v_float16, 1)",
    ]);
    assert.deepEqual(lines(proto.functions[0] as Graph), [
      "m = MatMul(a, b)",
      "m_float32 = Cast(m, 1)",
      "axis = Constant()",
      "n_float32 = CumSum(m_float32, axis)",
      "n = Cast(n_float32, 10)",
    ]);
  });

  it("leaves the inputs of a function that another call gives integers (O33, O38)", async () => {
    const twice = {
      name: "Twice",
      domain: "ours",
      input: ["a"],
      output: ["b"],
      opsetImport: opsets,
      node: [onnx.node("Add", ["a", "a"], ["b"])],
    };
    const { graph, notes, proto } = await compute(
      {
        name: "g",
        input: [info("x"), info("i", onnx.DATA_TYPES.int64)],
        output: [info("y"), info("j", onnx.DATA_TYPES.int64)],
        initializer: [weight("w")],
        node: [onnx.node("MatMul", ["x", "w"], ["h"]), call("Twice", ["h"], ["y"]), call("Twice", ["i"], ["j"])],
      },
      {},
      { functions: [twice], opsetImport: [...opsets, { domain: "ours", version: 1 }] },
    );
    assert.deepEqual(lines(graph).slice(-3), ["h_float32 = Cast(h, 1)", "y = Twice(h_float32)", "j = Twice(i)"]);
    assert.deepEqual(lines(proto.functions[0] as Graph), ["b = Add(a, a)"]);
    assert.match(notes.map(({ reason }) => reason).join(), /types of all it reads are not known/);
  });

  it("leaves a function that is called where nothing changes, and says where calls are too deep (O38)", async () => {
    const relu = (name: string, node: ReturnType<typeof onnx.node>) => ({
      name,
      domain: "ours",
      input: ["a"],
      output: ["b"],
      opsetImport: opsets,
      node: [onnx.node("Relu", ["a"], ["r"]), node],
    });
    const graphProto = {
      name: "g",
      input: [info("x")],
      output: [info("y")],
      initializer: [weight("w")],
      node: [onnx.node("MatMul", ["x", "w"], ["h"]), call("F0", ["h"], ["y"])],
    };
    const uncalled = relu("Uncalled", call("F0", ["r"], ["b"]));
    const few = [relu("F0", onnx.node("Relu", ["r"], ["b"])), uncalled];
    const { graph } = await compute(graphProto, {}, { functions: few });
    assert.equal(lines(graph).at(-1), "y = F0(h_float32)");
    const many = Array.from({ length: 200 }, (_, i) => relu(`F${i}`, call(`F${i + 1}`, ["r"], ["b"])));
    await assert.rejects(compute(graphProto, {}, { functions: many }), /more than 100 deep/);
  });

  it("brings weights of other files into the model's (O16)", async () => {
    const entries = { location: "w.bin", offset: "0", length: "16384" };
    const tensor = {
      ...onnx.floats("w", [64, 64], []),
      dataLocation: 1,
      externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
    };
    const graphProto = {
      name: "g",
      input: [info("x")],
      output: [info("y")],
      initializer: [tensor],
      node: [onnx.node("MatMul", ["x", "w"], ["y"])],
    };
    const files = { "w.bin": new Uint8Array(onnx.ramp(4096).buffer) };
    const model = await open("m.onnx", onnx.encode(onnx.model(graphProto, 17)), files);
    const step = { id: "quantize-float16", parameters: { compute: true } };
    const { model: result, report } = await runStep(model, step, quietContext());
    const [stored] = onnx.decode(await write(result)).graph!.initializer!;
    assert.deepEqual([stored!.dataType, stored!.rawData!.length, stored!.externalData], [HALF, 8192, []]);
    assert.ok(report.bytesAfter < report.bytesBefore);
  });

  it("plans for each constant what then becomes of it", async () => {
    const graphProto = {
      name: "g",
      input: [info("x"), onnx.valueInfo("d", [64])],
      output: [info("y")],
      initializer: [
        weight("w"),
        onnx.floats("d", [64], onnx.ramp(64)),
        onnx.floats("low", [], [0]),
        onnx.floats("both", [], [1]),
      ],
      node: [
        onnx.node("MatMul", ["x", "w"], ["h"]),
        onnx.node("Add", ["h", "d"], ["a"]),
        onnx.node("Add", ["a", "both"], ["b"]),
        onnx.node("Max", ["b", "low", "both"], ["y"]),
      ],
    };
    const { before } = await compute(graphProto);
    const planned = await planStep(before, { id: "quantize-float16", parameters: { compute: true } });
    assert.deepEqual(
      planned.map(({ tensor, what, reason }) => [tensor, what ?? reason]),
      [
        ["d", "a default that the caller may override: it is a graph input too"],
        ["w", "float16, computed with as it is"],
        ["low", "no node reads it as float16"],
        ["both", "stored as float16 too"],
      ],
    );
  });
});
