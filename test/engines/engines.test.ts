// Models that are run: what each engine does by itself, and what it is helped with.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ModelError, quietContext } from "../../src/core";
import {
  EngineError,
  engineOf,
  EngineThread,
  inputsOf,
  ModelRunner,
  outputsOf,
  runAll,
  verifyModels,
  type Verification,
} from "../../src/engines";
import { endless } from "../support/endless";
import { encodeText } from "../support/model-text";
import { transform } from "../support/open";
import { attributes, constant, encodeGraph, int32s, op, placeholder, shapeOf, typeAttr } from "../support/graphdef";
import { encode, graph, model, node, valueInfo } from "../support/onnx";
import { externalModel, externalTensor, weightBytes } from "../support/external-data";
import { CODES, makeTflite, TYPES, type FileSpec } from "../support/tflite";
import { encodeSafetensors } from "../support/safetensors";
import { host, opened, question, verified, type ModelFile } from "./run";

describe("engines", function () {
  this.timeout(60_000);

  for (const format of ["onnx", "tflite", "pb"]) {
    const sample = (): ModelFile => ({ name: `m.${format}`, bytes: readFileSync(`samples/mnist-cnn.${format}`) });

    it(`find a .${format} the same as itself, close to its int8 form, and far from a broken copy`, async () => {
      const { name, bytes } = sample();
      assert.equal((await verified(sample(), sample())).verdict, "identical");
      const int8 = await transform(name, bytes, "quantize-weights");
      const close = await verified(sample(), { name, bytes: int8.written });
      assert.equal(close.verdict, "close");
      assert.equal(close.outputs[0]!.top1, 1);
      assert.ok(close.outputs[0]!.sqnr! > 40);
      // All but the largest weights are gone.
      const broken = await transform(name, bytes, "prune-weights", { sparsity: 0.99 });
      const different = await verified(sample(), { name, bytes: broken.written });
      assert.equal(different.verdict, "different");
      assert.match(different.reason, /^"probabilities" is at -?\d+\.\d dB, less than 20 dB$/);
    });

    it(`find in a .${format} which layers add the error, and which only pass it on`, async () => {
      const { name, bytes } = sample();
      const folded = await transform(name, bytes, "quantize-weights");
      const { layers } = await verified(sample(), { name, bytes: folded.written }, { taps: "all" });
      const layer = (part: RegExp) => layers.find((each) => part.test(each.name))!;
      const [first, pool] = [layer(/pointwise1/), layer(/pool/)];
      // The first layer with weights that are quantized has only its own error, and a pool has none.
      assert.ok(
        first.ownSqnr != null && Math.abs(first.sqnr! - first.ownSqnr) < 0.01,
        `${first.sqnr}, ${first.ownSqnr}`,
      );
      assert.ok(pool.sqnr !== null && pool.sqnr < first.sqnr!);
      assert.ok(pool.ownSqnr == null || pool.ownSqnr > 100);
    });
  }

  it("find layers under other names", async () => {
    const text = (inner: string, factor: number) =>
      `onnx 13
      input x float32[1,4]
      constant w float32[4,4] = ramp times ${factor}
      ${inner} = MatMul(x, w)
      y = Tanh(${inner})
      output y float32[1,4]`.replace(/^ +/gm, "");
    const { layers } = await verified(text("h", 1), text("other", 1.01), { taps: "all" });
    assert.deepEqual(
      layers.map(({ name }) => name),
      ["h", "y"],
    );
    const [first, last] = layers;
    assert.ok(Math.abs(first!.sqnr! - 40) < 0.1 && first!.sqnr === first!.ownSqnr, `${first!.sqnr}, ${first!.ownSqnr}`);
    assert.equal(last!.ownSqnr, null);
  });

  it("say which layers nobody compares: those in branches, loops and functions", async () => {
    const branch = (key: string, operator: string) =>
      graph(key, { name: key, node: [node(operator, ["x"], ["z"])], output: [valueInfo("z", [4])] });
    const branches = [branch("then_branch", "Relu"), branch("else_branch", "Abs")];
    const condition = { name: "c", type: { tensorType: { elemType: 9, shape: {} } } };
    const bytes = encode(
      model({
        name: "g",
        input: [valueInfo("x", [4]), condition],
        node: [node("If", ["c"], ["h"], branches), node("Tanh", ["h"], ["y"])],
        output: [valueInfo("y", [4])],
      }),
    );
    const file = { name: "m.onnx", bytes };
    assert.match((await verified(file, file, { taps: "all" })).leftOut!, /^2 nodes of branches, loops and functions: /);
    assert.equal((await verified(file, file, { taps: "outputs" })).leftOut, null);
  });

  it("leave out layers that only share their names with those of the original", async () => {
    for (const format of ["onnx", "pb"]) {
      const { name, bytes } = { name: `m.${format}`, bytes: readFileSync(`samples/mnist-cnn.${format}`) };
      const folded = await transform(name, bytes, "fold-batchnorm");
      const { layers, verdict } = await verified({ name, bytes }, { name, bytes: folded.written }, { taps: "all" });
      assert.equal(verdict, "equal");
      assert.ok(layers.length > 5);
      assert.deepEqual(
        layers.filter(({ sqnr, ownSqnr }) => (sqnr ?? 200) < 80 || (ownSqnr ?? 200) < 80),
        [],
      );
    }
  });

  it("take the types that LiteRT.js does not: as CASTs in the copy", async () => {
    for (const dtype of ["int8", "int16", "int64", "bool", "uint8"]) {
      const text = `tflite\ninput x ${dtype}[1,4]\ny = RESHAPE(x, s)\nconstant s int32[2] = 2\noutput y ${dtype}[2,2]`;
      await same(text);
    }
    const scaled = "tflite\ninput x int8[1,8] scale 0.5 zero 3\ny = RELU(x)\noutput y int8[1,8] scale 0.5 zero 3";
    const { outputs } = await same(scaled);
    assert.ok(outputs[0]!.elements === 16);
  });

  it("take lengths that a .tflite leaves open", async () => {
    const text = "tflite\ninput x float32[?,4]\ny = TANH(x)\noutput y float32[?,4]";
    assert.match((await same(text)).inputs[0]!.source, /1×4$/);
    assert.match((await same(text, { dimensions: new Map([["x:0", 3]]) })).inputs[0]!.source, /3×4$/);
  });

  it("take outputs of a .tflite that are inputs or constants", async () => {
    const text = `tflite
      input x float32[1,4]
      constant c float32[4] = ramp
      y = ADD(x, c)
      output x float32[1,4]
      output c float32[4]
      output y float32[1,4]`.replace(/^ +/gm, "");
    assert.deepEqual(
      (await same(text)).outputs.map(({ name }) => name),
      ["x", "c", "y"],
    );
  });

  it("read weights of an .onnx beside it", async () => {
    const bytes = externalModel([externalTensor("w", [4, 4], "w.bin")]);
    const file = { name: "m.onnx", bytes, companions: { "w.bin": weightBytes(16) } };
    await same(file);
  });

  it("take what an .onnx leaves open, and say what they took it for", async () => {
    const text = "onnx 13\ninput x float32[batch,seq,8]\ny = Softmax(x)\noutput y float32[batch,seq,8]";
    const { inputs } = await same(text, { dimensions: new Map([["seq", 5]]) });
    assert.equal(inputs[0]!.source, "random between -1 and 1, 1×5×8");
  });

  it("know the eight-bit constants of TensorFlow, and quantization as training sees it", async () => {
    const fake = {
      name: "m.pb",
      bytes: encodeGraph({
        node: [
          placeholder("x", [1, 16]),
          constant("low", [], Float32Array.of(-1)),
          constant("high", [], Float32Array.of(1)),
          op("y", "FakeQuantWithMinMaxVars", ["x", "low", "high"], attributes({ num_bits: 8 })),
        ],
      }),
    };
    const plain = {
      name: "m.pb",
      bytes: encodeGraph({ node: [placeholder("x", [1, 16]), op("y", "Identity", ["x"])] }),
    };
    // No further than half of a step of 2 / 255, and further than nothing.
    const { outputs } = await verified(plain, fake, { samples: 8 });
    assert.ok(outputs[0]!.maxAbsolute > 0.002 && outputs[0]!.maxAbsolute <= 1 / 255 + 1e-6);
  });

  it("write out the defaults that TensorFlow.js expects", async () => {
    const conv = op("y", "Conv2D", ["x", "w"], {
      T: { type: 1 },
      strides: { list: { i: [1, 1, 1, 1] } },
      padding: { s: Buffer.from("SAME") },
    });
    await same({
      name: "m.pb",
      bytes: encodeGraph({ node: [placeholder("x", [1, 8, 8, 1]), constant("w", [3, 3, 1, 2], weights(18)), conv] }),
    });
  });

  it("run loops whose bodies wait for a switch, as recurrent layers have them in frozen graphs", async () => {
    const float = { T: "float32" };
    const frame = attributes({ ...float, frame_name: "loop", is_constant: false, parallel_iterations: 10 });
    const count = attributes({ T: "int32", frame_name: "loop", is_constant: false, parallel_iterations: 10 });
    const looping = {
      name: "m.pb",
      bytes: encodeGraph({
        node: [
          placeholder("x", [4]),
          int32s("zero", [], Int32Array.of(0)),
          int32s("one", [], Int32Array.of(1)),
          int32s("three", [], Int32Array.of(3)),
          op("i_enter", "Enter", ["zero"], count),
          op("x_enter", "Enter", ["x"], frame),
          op("i", "Merge", ["i_enter", "i_next"], attributes({ T: "int32", N: 2 })),
          op("a", "Merge", ["x_enter", "x_next"], attributes({ ...float, N: 2 })),
          op("less", "Less", ["i", "three"], attributes({ T: "int32" })),
          op("goes_on", "LoopCond", ["less"]),
          op("i_switch", "Switch", ["i", "goes_on"], attributes({ T: "int32" })),
          op("a_switch", "Switch", ["a", "goes_on"], attributes(float)),
          op("body", "NoOp", ["^i_switch", "^a_switch"]),
          op("i_in", "Identity", ["i_switch:1", "^body"], attributes({ T: "int32" })),
          op("a_in", "Identity", ["a_switch:1", "^body"], attributes(float)),
          op("i_more", "Add", ["i_in", "one"], attributes({ T: "int32" })),
          op("a_more", "Add", ["a_in", "a_in"], attributes(float)),
          op("i_next", "NextIteration", ["i_more"], attributes({ T: "int32" })),
          op("x_next", "NextIteration", ["a_more"], attributes(float)),
          op("y", "Exit", ["a_switch"], attributes(float)),
        ],
      }),
    };
    const straight = {
      name: "m.pb",
      bytes: encodeGraph({
        node: [
          placeholder("x", [4]),
          constant("eight", [], Float32Array.of(8)),
          op("y", "Mul", ["x", "eight"], attributes(float)),
        ],
      }),
    };
    const { outputs } = await verified(looping, straight);
    assert.equal(outputs[0]!.maxAbsolute, 0);
  });

  it("take the kernels in JavaScript of TensorFlow.js where those in WebAssembly lack one", async () => {
    const einsum = op("y", "Einsum", ["x", "w"], attributes({ equation: "ab,bc->ac", N: 2, T: "float32" }));
    await same({
      name: "m.pb",
      bytes: encodeGraph({ node: [placeholder("x", [2, 4]), constant("w", [4, 8], weights(32)), einsum] }),
    });
  });

  it("name what they do not know", async () => {
    await assert.rejects(
      verified(
        "onnx 13\ninput x float32[4]\ny = NoSuchThing(x)\noutput y float32[4]",
        "onnx 13\ninput x float32[4]\ny = Relu(x)\noutput y float32[4]",
      ),
      (error: Error) => error instanceof EngineError && /cannot load the model: .*NoSuchThing/.test(error.message),
    );
    const unknown = {
      name: "m.pb",
      bytes: encodeGraph({ node: [placeholder("x", [4]), op("y", "NoSuchThing", ["x"])] }),
    };
    await assert.rejects(verified(unknown, unknown), /TensorFlow\.js 4\.22\.0 cannot run the model: .*NoSuchThing/);
    const complex = { dtype: 8, tensor_shape: shapeOf([1]), scomplex_val: [1, 0] };
    const graphs = [
      [
        [op("v", "VarHandleOp", []), op("y", "ReadVariableOp", ["v"])],
        /it holds no variables \(VarHandleOp\); freeze the model to a \.pb first/,
      ],
      [
        [{ name: "y", op: "Const", attr: { dtype: typeAttr(8), value: { tensor: complex } } }],
        /constant "y" is of type complex64, which TensorFlow\.js does not take/,
      ],
    ] as const;
    for (const [nodes, told] of graphs) {
      const bytes = encodeGraph({ node: [placeholder("x", [1]), ...nodes, op("z", "Add", ["x", "y"])] });
      await assert.rejects(verified({ name: "m.pb", bytes }, { name: "m.pb", bytes }), told);
    }
    const flexible = makeTflite({
      graphs: [
        {
          tensors: ["x", "y"].map((name) => ({ name, shape: [4] })),
          operators: [{ code: 0, inputs: [0, 0], outputs: [1] }],
          inputs: [0],
          outputs: [1],
        },
      ],
      codes: [[CODES.CUSTOM, 1, "FlexAddV2"]],
      buffers: [null],
    });
    const flex = { name: "m.tflite", bytes: flexible };
    await assert.rejects(
      verified(flex, flex),
      /cannot run the model: it has no operators of TensorFlow \(Flex\)\. Node/,
    );
    const text =
      "onnx 13\ninput x string[1]\ny = Identity(x)\nz = Identity(w)\nconstant w float32[1] = ramp\noutput z float32[1]";
    await assert.rejects(verified(text, text), /input "x" holds string, and only numbers can be fed/);
  });

  it("do not take what is left in memory for the results of a run that failed", async () => {
    // An axis of length 4 cannot be taken away, and what a run asks for lies where none can be handed out from.
    const refused = 'tflite\ninput x float32[1,4]\ny = SQUEEZE(x) {"squeeze_dims": [1]}\noutput y float32[1]';
    await assert.rejects(verified(refused, refused), /cannot run the model: ./);
    const sized = `tflite
      input x float32[4]
      input s int32[2]
      y = RESHAPE(x, s)
      output y float32[2,2]`.replace(/^ +/gm, "");
    await assert.rejects(verified(sized, sized), /no output whose size is only known as it runs|cannot run/);
    const found: ModelFile = {
      name: "m.tflite",
      bytes: makeTflite({
        graphs: [
          {
            tensors: [
              { name: "x", shape: [4] },
              { name: "positions", shape: [1, 1], signature: [-1, 1], type: TYPES.int64 },
              { name: "y", shape: [1, 1], signature: [-1, 1] },
            ],
            operators: [
              { code: 0, inputs: [0], outputs: [1] },
              { code: 1, inputs: [0, 1], outputs: [2] },
            ],
            inputs: [0],
            outputs: [2],
          },
        ],
        codes: [
          [CODES.WHERE, 1],
          [CODES.GATHER, 1],
        ],
        buffers: [null],
      }),
    };
    await assert.rejects(verified(found, found), /no output whose size is only known as it runs/);
  });

  it("say that a model makes something else each time it runs", async () => {
    const drawn = {
      name: "m.pb",
      bytes: encodeGraph({
        node: [
          placeholder("x", [4]),
          int32s("n", [1], Int32Array.of(4)),
          op("r", "RandomUniform", ["n"], attributes({ T: "int32", dtype: "float32" })),
          op("y", "AddV2", ["x", "r"]),
        ],
      }),
    };
    await assert.rejects(verified(drawn, drawn), /the first model makes another "y" of the same input each time/);
  });

  it("compare models up to where they can be run", async () => {
    const text = (factor: number) =>
      `onnx 13
      input x float32[1,4]
      constant w float32[4,4] = ramp times ${factor}
      h = MatMul(x, w)
      r = Tanh(h)
      y = NoSuchThing(r)
      z = Relu(y)
      output z float32[1,4]`.replace(/^ +/gm, "");
    await assert.rejects(
      verified(text(1), text(1)),
      /NoSuchThing.*; up to "r" they are identical: all outputs are the same/,
    );
    await assert.rejects(verified(text(1), text(-1)), /; up to "r" they are different: "r" is at -\d/);
    const folded = text(1)
      .replace("constant w", "constant b float32[4] = ramp\nconstant w")
      .replace("h = MatMul(x, w)\nr = Tanh(h)", "h = Gemm(x, w)\nr = Add(h, b)");
    const fused = folded.replace("Gemm(x, w)", "Gemm(x, w, b)").replace("r = Add(h, b)", "r = Identity(h)");
    const apart = (error: Error) => error.message.includes("NoSuchThing") && !error.message.includes('up to "h"');
    await assert.rejects(
      verified(folded, fused.replace("r = Identity(h)\ny = NoSuchThing(r)", "y = NoSuchThing(h)")),
      apart,
    );
  });

  it("refuse what would not fit into memory, before they begin", async () => {
    const wide = `onnx 13
      input x float32[1,1]
      constant s int64[2] = 40000 40000
      constant axes int64[2] = 0 1
      y = Expand(x, s)
      z = ReduceSum(y, axes)
      output z float32[1,1]`.replace(/^ +/gm, "");
    await assert.rejects(
      verified(wide, wide),
      /it would need about \S+ GB of memory, of 3\.50 GB that WebAssembly has/,
    );
    const large = "onnx 13\ninput x float32[20000,4000]\ny = Neg(x)\noutput y float32[20000,4000]";
    await assert.rejects(verified(large, large), /input "x" would have 20000×4000 elements, which is too much/);
    const many = "onnx 13\ninput x float32[4000,4000]\ny = Neg(x)\noutput y float32[4000,4000]";
    await assert.rejects(
      verified(many, many, { samples: 20 }),
      /its inputs would take 1\.19 GB for all samples, of 1\.00 GB/,
    );
  });

  it("do not run what only holds tensors", async () => {
    const file = {
      name: "m.safetensors",
      bytes: encodeSafetensors([{ name: "w", dtype: "F32", shape: [1], bytes: new Uint8Array(4) }]),
    };
    await assert.rejects(verified(file, file), /Safetensors files hold nothing that computes/i);
  });

  it("say which inputs and outputs only one of two models has", async () => {
    const relu = "onnx 13\ninput x float32[4]\ny = Relu(x)\noutput y float32[4]";
    const two = "onnx 13\ninput x float32[4]\ninput z float32[4]\ny = Add(x, z)\noutput y float32[4]";
    await assert.rejects(verified(relu, two), /only the second model has the input "z"/);
    await assert.rejects(
      verified(relu, relu.replace("[4]\ny =", "[8]\ny =")),
      /cannot load the model: .*Inferred=8 Declared=4/,
    );
  });

  it("hold what is not finite against a model, whatever the tolerances", async () => {
    const log = (operator: string) => `onnx 13\ninput x float32[1,64]\ny = ${operator}(x)\noutput y float32[1,64]`;
    const { verdict, reason } = await verified(log("Neg"), log("Sqrt"), {
      tolerances: { sqnr: -1000, ignored: null, maxAbsolute: null, agreement: null },
    });
    assert.equal(verdict, "different");
    assert.match(reason, /^"y" holds \d+ of 128 elements that are not finite/);
  });

  it("let others in between any two comparisons, as who cancels", async () => {
    const { name, bytes } = { name: "m.tflite", bytes: readFileSync("samples/mnist-cnn.tflite") };
    const model = await opened({ name, bytes });
    let turns = 0;
    const context = { ...quietContext(), progress: () => Promise.resolve(void turns++) };
    const { layers, samples } = await verifyModels(model, model, question({ taps: "accumulated" }), host, context);
    assert.ok(layers.length > 5);
    assert.ok(turns > layers.length * samples, `${turns} for ${layers.length} layers`);
  });

  it("begin anew with what a model holds from run to run, whenever it is loaded", async () => {
    const counter: ModelFile = { name: "counter.tflite", bytes: makeTflite(counting()) };
    const model = await opened(counter);
    const thread = new EngineThread(engineOf(model), host, { milliseconds: 50_000 });
    const side = {
      runner: new ModelRunner(model, thread, quietContext()),
      inputs: await inputsOf(model),
      outputs: outputsOf(model),
    };
    const name = side.inputs[0]!.value.name;
    const two = { dtype: "float32" as const, shape: [1], bytes: new Uint8Array(Float32Array.of(2).buffer) };
    const sums = async () => {
      const results = await runAll(
        side,
        [0, 1, 2].map(() => new Map([[name, two]])),
        { dimensions: new Map() },
      );
      return results.flatMap((values) =>
        [...values.values()].map(({ bytes }) => new Float32Array(bytes.slice().buffer)[0]),
      );
    };
    try {
      assert.deepEqual(await sums(), [2, 4, 6], "it adds up what it is fed, from the first sample on");
      assert.deepEqual(await sums(), [2, 4, 6], "and the same after it was loaded again");
    } finally {
      thread.stop();
    }
    await same(counter);
  });

  it("give up a model that does not end, and go on with the next", async () => {
    const limits = { milliseconds: 50_000 };
    const thread = new EngineThread(engineOf(await opened(endless())), host, limits);
    await thread.load(ENDLESS);
    limits.milliseconds = 500;
    await assert.rejects(
      thread.run(ONE_NUMBER),
      (error: Error) =>
        error instanceof EngineError &&
        error.isFinal &&
        error.message === "onnxruntime-web 1.30.0 did not run the model within 0.5 seconds",
    );
    limits.milliseconds = 50_000;
    const { bytes } = encodeText("onnx 13\ninput x float32[1]\ny = Neg(x)\noutput y float32[1]");
    await thread.load({ ...ENDLESS, bytes });
    assert.deepEqual([...(await thread.run(ONE_NUMBER)).keys()], ["y"]);
    thread.stop();
    await assert.rejects(thread.run(ONE_NUMBER), /does not run/);
  });

  it("end when they are cancelled", async () => {
    const controller = new AbortController();
    const kind = engineOf(await opened(endless()));
    const thread = new EngineThread(kind, host, { milliseconds: 50_000 }, controller.signal);
    await thread.load(ENDLESS);
    const stopped = assert.rejects(
      thread.run(ONE_NUMBER),
      (error: Error) => error instanceof ModelError && error.code === "cancelled",
    );
    controller.abort();
    await stopped;
  });
});

async function same(file: string | ModelFile, changes: Parameters<typeof verified>[2] = {}): Promise<Verification> {
  const verification = await verified(file, file, changes);
  assert.equal(verification.verdict, "identical");
  return verification;
}

/** A model that adds its input to a variable, which another subgraph sets to 0 once. */
function counting(): FileSpec {
  const RESOURCE = 13;
  const [ADD, VAR_HANDLE, READ_VARIABLE, ASSIGN_VARIABLE, CALL_ONCE] = [0, 1, 2, 3, 4];
  const handle = { name: "handle", shape: [1], type: RESOURCE };
  return {
    codes: [
      [CODES.ADD, 1],
      [142, 1],
      [143, 1],
      [144, 1],
      [129, 1],
    ],
    buffers: [null, new Uint8Array(4)],
    graphs: [
      {
        tensors: [{ name: "x", shape: [1] }, handle, { name: "sum", shape: [1] }, { name: "y", shape: [1] }],
        operators: [
          { code: CALL_ONCE, inputs: [], outputs: [], options: [103, [[0, 4, 1]]] },
          { code: VAR_HANDLE, inputs: [], outputs: [1], options: [111, []] },
          { code: READ_VARIABLE, inputs: [1], outputs: [2], options: [112, []] },
          { code: ADD, inputs: [2, 0], outputs: [3], options: [11, []] },
          { code: ASSIGN_VARIABLE, inputs: [1, 3], outputs: [], options: [113, []] },
        ],
        inputs: [0],
        outputs: [3],
      },
      {
        tensors: [handle, { name: "zero", shape: [1], buffer: 1 }],
        operators: [
          { code: VAR_HANDLE, inputs: [], outputs: [0], options: [111, []] },
          { code: ASSIGN_VARIABLE, inputs: [0, 1], outputs: [], options: [113, []] },
        ],
        inputs: [],
        outputs: [],
      },
    ],
  };
}

function weights(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => Math.sin(index));
}

const ENDLESS = { bytes: endless().bytes, files: [], inputs: ["x"], outputs: ["y"], hasTaps: false };
const ONE_NUMBER = new Map([["x", { dtype: "float32", shape: [1], bytes: new Uint8Array(4) } as const]]);
