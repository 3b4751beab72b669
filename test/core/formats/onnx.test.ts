import assert from "node:assert/strict";
import {
  gatherPieces,
  memoryFiles,
  ModelError,
  quietContext,
  readModel,
  runStep,
  summarize,
  transforms,
  writerOf,
  type Model,
} from "../../../src/core";
import { float32Elements, tensorBytes } from "../../../src/core/ir/tensor";
import { allGraphs } from "../../../src/core/ir/walk";
import { externalTensor } from "../../support/external-data";
import {
  decode,
  elements,
  encode,
  floats,
  graph,
  int,
  int64s,
  model,
  node,
  ramp,
  tensor,
  valueInfo,
} from "../../support/onnx";
import { encodeText } from "../../support/model-text";
import { open, transform, write } from "../../support/open";

const weight = floats("w", [4, 512], ramp(2048));
const matmul = (opset = 13, irVersion = 8) =>
  model(
    {
      name: "g",
      node: [node("MatMul", ["x", "w"], ["y"])],
      initializer: [weight],
      input: [valueInfo("x", ["N", 4]), ...(irVersion < 4 ? [valueInfo("w", [4, 512])] : [])],
      output: [valueInfo("y", ["N", 512])],
    },
    opset,
    irVersion,
  );

/** All elements of what is used, by whose they are. */
async function contents(read: Model): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (const each of allGraphs(read)) {
    const held = each.nodes.flatMap((one) =>
      one.tensorAttributes.map((tensor) => [one.outputs[0]!.name, tensor] as const),
    );
    const read = [...each.values].flatMap(({ name, constant, useCount }) =>
      constant === null || useCount === 0 ? [] : [[name, constant] as const],
    );
    for (const [name, tensor] of [...held, ...read]) {
      found[`${each.name} ${name}`] = [...(await tensorBytes(tensor, name))];
    }
  }
  return found;
}

describe("ONNX", () => {
  it("reads weights from every place they can be in (O04, O15)", async () => {
    const values = [1, -2, 3];
    const raw = floats("raw", [3], values);
    const typed = { name: "typed", dims: [3], dataType: 1, floatData: values };
    const half = { name: "half", dims: [2], dataType: 10, int32Data: [0x3c00, 0xc000] };
    const bytes = { name: "bytes", dims: [3], dataType: 3, int32Data: [-1, 0, 127] };
    const longs = int64s("longs", [2], [-1, 2 ** 40]);
    const proto = model({
      name: "g",
      node: [node("Constant", [], ["c"], [tensor("value", floats("", [3], values))]), node("Identity", ["c"], ["y"])],
      initializer: [raw, typed, half, bytes, longs],
      output: [valueInfo("y", [3])],
    });
    const read = await open("m.onnx", encode(proto));
    const found = Object.fromEntries([...read.graphs[0]!.values].map((value) => [value.name, value.constant]));
    const content = async (name: string) => (await tensorBytes(found[name]!, name)).slice().buffer;
    for (const name of ["raw", "typed", "c"]) {
      assert.deepEqual([...new Float32Array(await content(name))], values, name);
    }
    assert.deepEqual([...new Uint16Array(await content("half"))], [0x3c00, 0xc000]);
    assert.deepEqual([...new Int8Array(await content("bytes"))], [-1, 0, 127]);
    assert.deepEqual([...new BigInt64Array(await content("longs"))], [-1n, 2n ** 40n]);
  });

  it("reads tensors in other files on demand, and only inside the model's folder (O16)", async () => {
    const external = (location: string) => ({
      name: "w",
      dims: [2],
      dataType: 1,
      dataLocation: 1,
      externalData: [
        { key: "location", value: location },
        { key: "offset", value: "4" },
        { key: "length", value: "8" },
      ],
    });
    const withWeight = (w: object) =>
      encode(
        model({
          name: "g",
          node: [node("Add", ["x", "w"], ["y"])],
          initializer: [w],
          input: [valueInfo("x", [2])],
          output: [valueInfo("y", [2])],
        }),
      );
    const data = new Uint8Array(Float32Array.of(9, 1, 2).buffer);
    const read = await open("m.onnx", withWeight(external("weights/w.bin")), { "weights/w.bin": data });
    const value = [...read.graphs[0]!.values].find(({ name }) => name === "w")!;
    assert.deepEqual([...new Float32Array((await tensorBytes(value.constant!, "w")).slice().buffer)], [1, 2]);
    assert.equal((await summarize(read)).accounting.external, 8);
    for (const location of ["../w.bin", "/etc/passwd", "a/../../w.bin", "C:\\w.bin", ""]) {
      const bytes = withWeight(external(location));
      const outside = await open("m.onnx", bytes, { [location]: data, "w.bin": data });
      const weight = [...outside.graphs[0]!.values].find(({ name }) => name === "w")!.constant!;
      await assert.rejects(tensorBytes(weight, "w"), /outside of the model's folder; it is not read\.$/, location);
      assert.deepEqual(
        Buffer.from(await write(outside)).toString("latin1"),
        Buffer.from(bytes).toString("latin1"),
        location,
      );
      await assert.rejects(write(outside, "m.onnx", false), /can only be saved into its own folder\.$/);
    }
    const missing = await open("m.onnx", withWeight(external("gone.bin")));
    assert.match(missing.warnings[0]!, /gone\.bin/);
  });

  it("moves what nodes hold in other files with all else, sparse and in branches and functions too", async () => {
    const at = (name: string, index: number, dims = [4]) => externalTensor(name, dims, "w.bin", 16 * index);
    const indices = int64s("", [4], [0, 2, 4, 6]);
    const sparse = (name: string, index: number) => ({ values: at(name, index), indices, dims: [8] });
    const branch = (name: string, index: number) =>
      graph(name, {
        name,
        node: [node("Constant", [], [name], [tensor("value", at("inner", index))])],
        output: [valueInfo(name, [4])],
      });
    const proto = model({
      name: "g",
      node: [
        node("Constant", [], ["c"], [tensor("value", at("held", 1))]),
        node("ConstantOfShape", ["n"], ["filled"], [tensor("value", at("one", 2, [1]))]),
        node("Constant", [], ["s"], [{ name: "sparse_value", type: 11, sparseTensor: sparse("", 3) }]),
        node("If", ["is"], ["i"], [branch("then_branch", 4), branch("else_branch", 5)]),
        node("Sum", ["x", "c", "filled", "i"], ["y"]),
        node("Add", ["s", "t"], ["z"]),
      ],
      initializer: [at("unused", 0), int64s("n", [1], [4])],
      sparseInitializer: [sparse("t", 6)],
      input: [valueInfo("x", [4]), { name: "is", type: { tensorType: { elemType: 9, shape: { dim: [] } } } }],
      output: [valueInfo("y", [4]), valueInfo("z", [8])],
    });
    const data = new Uint8Array(ramp(28).buffer);
    for (const sameFolder of [true, false]) {
      const read = await readModel(memoryFiles("m.onnx", encode(proto), { "w.bin": data }), quietContext());
      const before = await contents(read);
      const { model: stripped } = await runStep(read, { id: "strip-unused", parameters: {} }, quietContext());
      const [main, ...others] = await writerOf(stripped).write(stripped, { sameFolder, name: "m.onnx" });
      const bytes = await gatherPieces(main!.pieces, quietContext());
      const files = sameFolder ? { "w.bin": data } : { "w.bin": await gatherPieces(others[0]!.pieces, quietContext()) };
      assert.ok(sameFolder || files["w.bin"].length < 7 * 4096);
      assert.deepEqual(await contents(await readModel(memoryFiles("m.onnx", bytes, files), quietContext())), before);
    }
  });

  it("writes other files anew in another folder, and only what is still used (O16)", async () => {
    const external = (name: string, offset: number) => ({
      name,
      dims: [1024],
      dataType: 1,
      dataLocation: 1,
      externalData: [
        { key: "location", value: "w.bin" },
        { key: "offset", value: `${offset}` },
        { key: "length", value: "4096" },
      ],
    });
    const proto = model({
      name: "g",
      node: [node("Add", ["x", "b"], ["y"])],
      initializer: [external("unused", 0), external("b", 4096)],
      input: [valueInfo("x", [1024])],
      output: [valueInfo("y", [1024])],
    });
    const data = new Uint8Array(8192);
    data.set(new Uint8Array(ramp(1024).buffer), 4096);
    const { gatherPieces, memoryFiles, quietContext, readModel, runStep, writerOf } = await import("../../../src/core");
    const read = await readModel(memoryFiles("m.onnx", encode(proto), { "w.bin": data }), quietContext());
    const target = { sameFolder: false, name: "m.onnx" };
    const whole = await writerOf(read).write(read, target);
    assert.deepEqual(
      whole.map(({ path, pieces }) => [path, pieces.length]),
      [
        [null, encode(proto).length],
        ["w.bin", 8192],
      ],
    );
    const { model: stripped } = await runStep(read, { id: "strip-unused", parameters: {} }, quietContext());
    const [main, others] = await writerOf(stripped).write(stripped, target);
    assert.equal(others!.pieces.length, 4096);
    assert.deepEqual(await gatherPieces(others!.pieces, quietContext()), data.subarray(4096));
    const entries = decode(await gatherPieces(main!.pieces, quietContext())).graph!.initializer![0]!.externalData!;
    assert.deepEqual(
      entries.map(({ key, value }) => [key, value]),
      [
        ["location", "w.bin"],
        ["offset", "0"],
        ["length", "4096"],
      ],
    );
    const { model: quantized } = await runStep(stripped, { id: "quantize-weights", parameters: {} }, quietContext());
    const files = await writerOf(quantized).write(quantized, target);
    assert.deepEqual(
      files.map(({ path }) => path),
      [null, "w.bin"],
      "a bias stays where it was",
    );
    const { model: halved } = await runStep(stripped, { id: "quantize-float16", parameters: {} }, quietContext());
    const alone = await writerOf(halved).write(halved, target);
    assert.deepEqual(
      alone.map(({ path }) => path),
      [null],
      "nothing is left for another file",
    );
  });

  it("keeps negative scales through every step, which go on to mean the same (O35)", async () => {
    const { name, bytes } = encodeText(`onnx 13
input x float32[N,4]
constant q int8[4,4] = 1 -2 3 -4 5 -6 7 -8 -1 2 -3 4 -5 6 -7 8
constant scale float32[4] = -0.5 0.25 -1 2
w = DequantizeLinear(q, scale)
y = MatMul(x, w)
output y float32[N,4]`);
    for (const { id } of transforms) {
      const { after } = await transform(name, bytes, id);
      const node = after.graphs[0]!.nodes.find(({ op }) => op.name === "DequantizeLinear")!;
      const stored = node.inputs.map(async (input) => (await tensorBytes(input!.constant!, input!.name)).slice());
      const [codes, scales] = await Promise.all(stored.slice(0, 2));
      assert.deepEqual([...new Float32Array(scales!.buffer)], [-0.5, 0.25, -1, 2], id);
      const expected = [1, -2, 3, -4, 5, -6, 7, -8, -1, 2, -3, 4, -5, 6, -7, 8];
      assert.deepEqual([...new Int8Array(codes!.buffer)], expected, id);
    }
  });

  it("names inputs without the initializers, with symbolic dimensions (O29)", async () => {
    const { inputs, outputs } = await summarize(await open("m.onnx", encode(matmul(8, 3))));
    assert.deepEqual(
      inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
      [{ name: "x", dtype: "float32", shape: ["N", 4] }],
    );
    assert.deepEqual(
      outputs.map(({ name }) => name),
      ["y"],
    );
  });

  it("sees what subgraphs read from outside (O06, simplifiers/dead-ends)", async () => {
    const branch = (name: string, operator: string) => ({
      name,
      node: [node(operator, ["w"], [`${name}_y`])],
      output: [valueInfo(`${name}_y`, [4, 512])],
    });
    const proto = model({
      name: "g",
      node: [
        node(
          "If",
          ["cond"],
          ["y"],
          [graph("then_branch", branch("a", "Neg")), graph("else_branch", branch("b", "Abs"))],
        ),
      ],
      initializer: [weight, floats("unused", [2], [1, 2])],
      input: [valueInfo("cond", [], 9)],
      output: [valueInfo("y", [4, 512])],
    });
    const { after, written } = await transform("m.onnx", encode(proto), "strip-unused");
    assert.deepEqual(
      decode(written).graph!.initializer!.map(({ name }) => name),
      ["w"],
    );
    const w = [...after.graphs[0]!.values].find(({ name }) => name === "w")!;
    assert.equal(w.uses.size, 2);
  });

  it("stores weights per channel behind DequantizeLinear from opset 13 (O17, ort/unused-initializers)", async () => {
    const { written, report } = await transform("m.onnx", encode(matmul()), "quantize-weights");
    const { graph: result, opsetImport } = decode(written);
    assert.equal(Number(opsetImport[0]!.version), 13);
    assert.deepEqual(
      result!.node!.map(({ opType }) => opType),
      ["DequantizeLinear", "MatMul"],
    );
    const [data, scale] = result!.initializer!;
    assert.deepEqual([data!.dataType, scale!.dims!.map(Number)], [3, [512]]);
    const scales = elements(scale!);
    const original = ramp(2048);
    elements(data!).forEach((q, i) =>
      assert.ok(Math.abs(q * scales[i % 512]! - original[i]!) <= scales[i % 512]! * 0.51),
    );
    assert.ok(report.bytesAfter < report.bytesBefore * 0.6);
  });

  it("finds a form for opsets below 13 and never raises one (O08)", async () => {
    const operators = async (opset: number, perChannel: boolean) => {
      const { written, notes } = await transform(
        "m.onnx",
        encode(matmul(opset, opset < 9 ? 3 : 8)),
        "quantize-weights",
        { granularity: perChannel ? "channel" : "tensor" },
      );
      const result = decode(written);
      assert.equal(Number(result.opsetImport[0]!.version), opset);
      return [result.graph!.node!.map(({ opType }) => opType).join(), notes.length] as const;
    };
    assert.deepEqual(await operators(11, false), ["DequantizeLinear,MatMul", 0]);
    assert.deepEqual(await operators(11, true), ["Cast,Mul,MatMul", 0]);
    assert.deepEqual(await operators(8, true), ["Cast,Mul,MatMul", 0]);
    assert.deepEqual(await operators(6, true), ["MatMul", 1]);
  });

  it("keeps constants among the inputs in step before IR version 4, and leaves overridable ones alone after (O02)", async () => {
    const old = decode((await transform("m.onnx", encode(matmul(8, 3)), "quantize-weights")).written);
    const inputs = old.graph!.input!.map(({ name }) => name);
    assert.deepEqual(new Set(inputs), new Set(["x", ...old.graph!.initializer!.map(({ name }) => name)]));
    const proto = matmul();
    proto.graph!.input!.push(valueInfo("w", [4, 512]));
    const { notes, report } = await transform("m.onnx", encode(proto), "quantize-weights");
    assert.equal(report.changes.length, 0);
    assert.match(notes[0]!.reason, /override/);
  });

  it("stores a weight with two users once and leaves outputs, small and infinite ones alone (O01, O03)", async () => {
    const proto = model({
      name: "g",
      node: [
        node("Gather", ["w", "ids"], ["e"]),
        node("MatMul", ["x", "w"], ["y"]),
        node("MatMul", ["x", "bad"], ["z"]),
        node("MatMul", ["x", "small"], ["s"]),
      ],
      initializer: [
        weight,
        floats("bad", [4, 512], ramp(2048).fill(NaN, 5, 6)),
        floats("small", [4, 2], ramp(8)),
        floats("out", [2048], ramp(2048)),
      ],
      input: [valueInfo("x", [1, 4]), valueInfo("ids", [2], 7)],
      output: [
        valueInfo("e", [2, 512]),
        valueInfo("y", [1, 512]),
        valueInfo("z", [1, 512]),
        valueInfo("s", [1, 2]),
        valueInfo("out", [2048]),
      ],
    });
    const { written, notes } = await transform("m.onnx", encode(proto), "quantize-weights");
    assert.equal(decode(written).graph!.node!.filter(({ opType }) => opType === "DequantizeLinear").length, 1);
    assert.deepEqual(Object.fromEntries(notes.map(({ subject, reason }) => [subject, reason])), {
      bad: "it holds values that are not finite",
      small: "under 1,024 elements",
      out: "a graph output",
    });
  });

  it("does nothing the second time (O-30)", async () => {
    for (const id of ["quantize-weights", "quantize-float16", "strip-unused"]) {
      const once = await transform("m.onnx", encode(matmul()), id);
      const twice = await transform("m.onnx", once.written, id);
      assert.equal(twice.report.changes.length, 0, id);
      assert.deepEqual(twice.written, once.written, id);
    }
  });

  it("carries unknown fields through a rewrite (invariant/round-trip)", async () => {
    const unknown = Uint8Array.of(0xfa, 0x3f, 3, 1, 2, 3); // field 1023
    const bytes = Uint8Array.from([...encode(matmul()), ...unknown]);
    const { written } = await transform("m.onnx", bytes, "quantize-weights");
    assert.deepEqual(written.subarray(-unknown.length), unknown);
    assert.deepEqual(await write(await open("m.onnx", bytes)), bytes);
  });

  it("carries attributes that a node has twice, and takes the last one", async () => {
    const inner = { name: "inner", output: [valueInfo("y", [2])], node: [node("Neg", ["x"], ["y"])] };
    const attributes = [int("axis", 0), graph("body", inner), int("axis", 1), int("axis", 2)];
    const proto = model({
      name: "g",
      node: [{ ...node("Custom", ["x"], ["z"]), domain: "ours", attribute: attributes }],
      input: [valueInfo("x", [2])],
      output: [valueInfo("z", [2])],
    });
    const bytes = encode(proto);
    const read = await open("m.onnx", bytes);
    assert.equal(read.graphs[0]!.nodes[0]!.attributes.get("axis")!.value, 2);
    assert.deepEqual(Buffer.from(await write(read)).toString("hex"), Buffer.from(bytes).toString("hex"));
  });

  it("carries initializers, inputs, outputs and functions that a file has twice, and takes the last initializer", async () => {
    const body = { name: "F", domain: "ours", input: ["a"], output: ["b"], node: [node("Neg", ["a"], ["b"])] };
    const proto = model({
      name: "g",
      node: [node("Add", ["x", "w"], ["h"]), { ...node("F", ["h"], ["y"]), domain: "ours" }],
      initializer: [floats("w", [2], [1, 2]), floats("other", [1], [7]), floats("w", [2], [3, 4])],
      input: [valueInfo("x", [2]), valueInfo("x", [2, 1])],
      output: [valueInfo("y", [2]), valueInfo("y", ["n"])],
      valueInfo: [valueInfo("h", [2]), valueInfo("h", ["n"])],
    });
    const functions = [body, { ...body, node: [node("Abs", ["a"], ["b"])] }, body];
    const bytes = encode({ ...proto, functions });
    const read = await open("m.onnx", bytes);
    assert.deepEqual([...(await float32Elements(read.graphs[0]!.nodes[0]!.inputs[1]!.constant!, "w"))], [3, 4]);
    assert.equal(read.functions.size, 3);
    assert.match(read.warnings.join(), /Two functions are called "F"/);
    assert.deepEqual(Buffer.from(await write(read)).toString("hex"), Buffer.from(bytes).toString("hex"));
  });

  it("cuts at inner values", async () => {
    const proto = model({
      name: "g",
      node: [node("Relu", ["x"], ["a"]), node("Neg", ["a"], ["b"]), node("Abs", ["b"], ["y"])],
      input: [valueInfo("x", [2])],
      output: [valueInfo("y", [2])],
    });
    const parameters = { inputs: ["a"], outputs: ["b"], types: ["float32"], shapes: "1,?" };
    const { written } = await transform("m.onnx", encode(proto), "strip-unused", parameters);
    const result = decode(written).graph!;
    assert.deepEqual(
      result.node!.map(({ opType }) => opType),
      ["Neg"],
    );
    assert.deepEqual([result.input![0]!.name, result.output![0]!.name], ["a", "b"]);
    const dimensions = result.input![0]!.type!.tensorType!.shape!.dim!;
    assert.deepEqual([Number(dimensions[0]!.dimValue), dimensions[1]!.dimValue ?? "?"], [1, "?"]);
    await assert.rejects(
      transform("m.onnx", encode(proto), "strip-unused", { outputs: ["nothing"] }),
      /no value "nothing"/,
    );
  });

  it("counts a shared weight once and says so", async () => {
    const proto = model({
      name: "g",
      node: [
        node("MatMul", ["x", "w"], ["y"]),
        node("MatMul", ["z", "w"], ["v"]),
        node("Transpose", ["w"], ["t"]),
        node("MatMul", ["y", "t"], ["u"]),
      ],
      initializer: [weight],
      input: [valueInfo("x", [1, 4]), valueInfo("z", [1, 4])],
      output: [valueInfo("v", [1, 512]), valueInfo("u", [1, 4])],
    });
    const { layers, parameters } = await summarize(await open("m.onnx", encode(proto)));
    assert.equal(parameters, 2048);
    assert.deepEqual(
      layers.map((layer) => [layer.operator, layer.parameters, layer.shared]),
      [
        ["MatMul", 2048, true],
        ["MatMul", 0, true],
        ["MatMul", 0, true],
      ],
    );
  });

  it("carries a graph beside a list of graphs in one attribute, and refuses two where one may stand", async () => {
    const field = (number: number, content: readonly number[] | string) => {
      const bytes = typeof content === "string" ? [...new TextEncoder().encode(content)] : content;
      return [number * 8 + 2, bytes.length, ...bytes];
    };
    const inner = field(1, [...field(2, "y"), ...field(4, "Neg")]);
    const whole = (...graphs: number[][]) => {
      const attribute = [...field(1, "body"), ...graphs.flat()];
      const custom = [...field(2, "z"), ...field(4, "Custom"), ...field(5, attribute)];
      return Uint8Array.from([8, 8, ...field(7, field(1, custom)), ...field(8, [16, 13])]);
    };
    const [one, oneOfSeveral] = [field(6, inner), field(11, inner)];
    const bytes = whole(one, oneOfSeveral, oneOfSeveral);
    const read = await open("m.onnx", bytes);
    assert.equal((read.graphs[0]!.nodes[0]!.attributes.get("body")!.value as unknown[]).length, 3);
    assert.deepEqual(Buffer.from(await write(read)).toString("hex"), Buffer.from(bytes).toString("hex"));
    await assert.rejects(open("m.onnx", whole(one, one)), /GraphProto occurs twice/);
  });

  it("writes no type for an output that has none in the file, also where a constant makes it", async () => {
    const constant = node("Constant", [], ["c"], [tensor("value", floats("", [2], [1, 2]))]);
    const bytes = encode(model({ name: "g", node: [constant], output: [{ name: "c" }] }));
    const read = await open("m.onnx", bytes);
    assert.deepEqual(Buffer.from(await write(read)).toString("hex"), Buffer.from(bytes).toString("hex"));
  });

  it("ignores a graph of the wrong type with one sentence", async () => {
    const bad = model({
      name: "g",
      node: [node("Add", ["x", "w"], ["y"])],
      initializer: [{ ...floats("w", [2], [1]), dims: [5] }],
    });
    await assert.rejects(
      open("m.onnx", encode(bad)),
      (error: unknown) =>
        error instanceof ModelError && error.message.includes('Tensor "w"') && !error.message.includes("\n"),
    );
    await assert.rejects(
      open("m.onnx", encode({ irVersion: 8, opsetImport: [{ domain: "", version: 13 }] })),
      /no graph/,
    );
  });
});
