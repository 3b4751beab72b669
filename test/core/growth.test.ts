// Files that are long, wide or deep in one place only: no stack and no square of it.
import assert from "node:assert/strict";
import {
  costsOf,
  findHazards,
  groupRows,
  inferTypes,
  layersOf,
  memoryFiles,
  quietContext,
  readModel,
  type GroupRow,
  type Parameters,
} from "../../src/core";
import { countingSource } from "../support/counting-source";
import { encodeGraph, encodeMessage, op, placeholder, typeAttr } from "../support/graphdef";
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
  string,
  valueInfo,
  type OnnxModel,
} from "../support/onnx";
import { open, transform, write } from "../support/open";
import { CODES, makeTflite } from "../support/tflite";

/** Beside a plain step on a plain chain: half of it is enough, and what grows with the square takes several times as much. */
const MOST_TIMES = 15;
/** Of that step. */
let floor = Infinity;

before(async () => {
  for (let run = 0; run < 3; run++) {
    const bytes = onnx({ node: chain("Relu", 10_000, "x", "y") });
    floor = Math.min(floor, (await measured(() => transform("m.onnx", bytes, "sort-nodes", {}))).time);
  }
});

/** @returns also the processor time, in milliseconds. */
async function measured<T>(work: () => Promise<T>): Promise<{ result: T; time: number }> {
  const start = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(start);
  return { result, time: (user + system) / 1000 };
}

async function quickly<T>(work: () => Promise<T>): Promise<T> {
  let { result, time } = await measured(work);
  // A machine that does other things too can hit one run.
  for (let again = 0; again < 2 && time >= MOST_TIMES * floor; again += 1) {
    ({ result, time } = await measured(work));
  }
  assert.ok(time < MOST_TIMES * floor, `it takes ${Math.round(time)} ms, a plain step ${Math.round(floor)} ms`);
  return result;
}

type GraphProto = NonNullable<OnnxModel["graph"]>;

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Nodes of one operator behind each other, from `first` on; the last one makes `last`. */
function chain(operator: string, count: number, first: string, last: string) {
  const name = (index: number) => (index === 0 ? first : index === count ? last : `${operator}${index}`);
  return times(count, (index) => node(operator, [name(index)], [name(index + 1)]));
}

function onnx(graph: GraphProto): Uint8Array {
  return encode(model({ name: "g", input: [valueInfo("x", [4, 4])], output: [valueInfo("y", [4, 4])], ...graph }));
}

/** Convolutions in groups of one channel, behind each other in TFLite, each with the number of its weights and of its bias. */
function convolutions(
  pairs: readonly (readonly [number, number])[],
  { lastWeightsAreOutput = false } = {},
): Uint8Array {
  const [weights, biases] = [0, 1].map((part) => Math.max(...pairs.map((pair) => pair[part]!)) + 1) as [number, number];
  const activations = pairs.length + 1;
  const constant = (index: number) => (index < weights ? [128, 1, 1, 1] : [128]);
  return makeTflite({
    graphs: [
      {
        tensors: [
          ...times(activations, (index) => ({ name: `t${index}`, shape: [1, 1, 1, 128] })),
          ...times(weights + biases, (index) => ({ name: `c${index}`, shape: constant(index), buffer: index + 1 })),
        ],
        operators: pairs.map(([weight, bias], index) => ({
          code: 0,
          inputs: [index, activations + weight, activations + weights + bias],
          outputs: [index + 1],
          options: [1, []] as const,
        })),
        inputs: [0],
        outputs: [pairs.length, ...(lastWeightsAreOutput ? [activations + weights - 1] : [])],
      },
    ],
    codes: [[CODES.CONV_2D, 1]],
    buffers: [null, ...times(weights + biases, () => new Uint8Array(ramp(128).buffer))],
  });
}

/** What a step makes of an ONNX graph. */
function stepOn(graph: GraphProto, id: string, parameters: Parameters = {}) {
  return quickly(() => transform("m.onnx", onnx(graph), id, parameters));
}

async function groupsIn(graph: GraphProto): Promise<readonly GroupRow[]> {
  const opened = await open("m.onnx", onnx(graph));
  const [layers, costs] = [await layersOf(opened), await costsOf(opened)];
  return quickly(() => Promise.resolve(groupRows(opened, layers, costs)));
}

describe("groups", () => {
  it("of names with many parts", async () => {
    const name = (index: number) => `${"a/".repeat(1000)}${index % 7}/${"b/".repeat(1000)}${index}`;
    const nodes = chain("Relu", 2000, "x", "y").map((each, index) => ({ ...each, name: name(index) }));
    const rows = await groupsIn({ node: nodes });
    assert.ok(rows.length < 100 && rows.every(({ depth }) => depth < 40));
  });

  it("of names that are each in a group of its own, and of dots and numbers", async () => {
    const nodes = chain("Relu", 20_000, "x", "y");
    await groupsIn({ node: nodes.map((each, index) => ({ ...each, name: `a${index}/b/${index}` })) });
    await groupsIn({ node: nodes.slice(0, 1000).map((each) => ({ ...each, name: `a${".1".repeat(2000)}` })) });
  });

  it("of what repeats itself in what repeats itself, and of what never does", async () => {
    let [word, before] = ["a", "b"];
    while (word.length < 20_000) {
      [word, before] = [word + before, word];
    }
    const nodes = chain("Relu", 20_000, "x", "y");
    const operators = { a: "Relu", b: "Tanh" } as const;
    const fibonacci = nodes.map((each, index) => ({ ...each, opType: operators[word[index] as "a" | "b"] }));
    assert.ok((await groupsIn({ node: fibonacci })).length > 1000);
    let state = 1;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
    const mixed = nodes.map((each) => ({ ...each, opType: ["Relu", "Tanh", "Exp", "Abs"][random() % 4]! }));
    await groupsIn({ node: mixed });
    const same = await groupsIn({ node: [...nodes].reverse() });
    assert.deepEqual([same.length, same[0]!.title], [1, "20,000 × Relu"]);
  });
});

describe("files that are long in one place", () => {
  it("what a removed node was set by, behind many others", async () => {
    const graph = {
      initializer: [floats("given", [], [0.5])],
      node: [
        ...chain("Squeeze", 20_000, "given", "ratio"),
        node("Dropout", ["x", "ratio"], ["z"]),
        node("Relu", ["z"], ["y"]),
      ],
    };
    const { after } = await stepOn(graph, "remove-nodes", { maxInputs: 2 });
    assert.deepEqual(
      after.graphs[0]!.nodes.map(({ op: { name } }) => name),
      ["Relu"],
    );
  });

  it("constants behind many others, where channels are cut", async () => {
    const graph = {
      initializer: [floats("w", [4, 8], ramp(32)), floats("given", [8], ramp(8)), floats("v", [8, 4], ramp(32))],
      node: [
        ...chain("Identity", 20_000, "given", "bias"),
        node("MatMul", ["x", "w"], ["a"]),
        node("Add", ["a", "bias"], ["b"]),
        node("MatMul", ["b", "v"], ["y"]),
      ],
    };
    const { notes } = await stepOn(graph, "prune-channels", { ratio: 0.5 });
    assert.match(notes.map(({ reason }) => reason).join(), /is computed/);
  });

  it("graphs in one attribute, and attributes with graphs", async () => {
    const graphs = times(20_000, () => ({}));
    const listed = { name: "graphs", graphs, type: 10 };
    const single = times(20_000, (index) => ({ name: `graph${index}`, g: {}, type: 5 }));
    for (const attribute of [[listed], single]) {
      const { before } = await stepOn({ node: [node("Choose", ["x"], ["y"], attribute)] }, "strip-metadata");
      assert.equal(before.graphs[0]!.nodes[0]!.nested.length, 20_000);
    }
  });

  it("operator sets", async () => {
    const proto = model({
      name: "g",
      node: [node("Relu", ["x"], ["y"])],
      input: [valueInfo("x", [4])],
      output: [valueInfo("y", [4])],
    });
    proto.opsetImport!.push(...times(60_000, (index) => ({ domain: `some.domain.${index}`, version: 1 })));
    const bytes = encode(proto);
    await quickly(async () =>
      assert.deepEqual(Buffer.from(await write(await open("m.onnx", bytes))), Buffer.from(bytes)),
    );
  });

  it("operators of one name in ever another domain", async () => {
    const nodes = chain("Op", 40_000, "x", "y").map((each, index) => ({ ...each, domain: `some.domain.${index}` }));
    const source = await quickly(() => open("m.onnx", onnx({ node: nodes })));
    assert.equal(new Set(source.graphs[0]!.nodes.map(({ op: { domain } }) => domain)).size, 40_000);
  });

  it("metadata of TFLite", async () => {
    const count = 100_000;
    const bytes = makeTflite({
      graphs: [{ tensors: [{ name: "x", shape: [1] }], operators: [], inputs: [0], outputs: [0] }],
      codes: [[CODES.ADD, 1]],
      buffers: [null],
      metadata: Object.fromEntries(times(count, (index) => [`note ${index}`, 0])),
    });
    const { report } = await quickly(() => transform("m.tflite", bytes, "strip-metadata", { metadata: true }));
    assert.ok(report.changes.length >= 1);
  });

  it("weights that share biases, and biases that share weights, which are float16 together or not at all", async () => {
    const count = 2500;
    const halve = (bytes: Uint8Array) =>
      quickly(() => transform("m.tflite", bytes, "quantize-float16", { minimumElements: 16 }));
    const shared = await halve(convolutions(times(count, (index) => [0, index])));
    assert.equal(shared.report.changes.length, count + 1);
    const inTurn = times(count, (index) => [index >> 1, (index + 1) >> 1] as const);
    const { report, notes } = await halve(convolutions(inTurn, { lastWeightsAreOutput: true }));
    assert.equal(report.changes.length, 0);
    assert.equal(notes.filter(({ reason }) => reason.startsWith("stored only together with")).length, count);
  });

  it("files that are read by the names that one node makes of many", async () => {
    const count = 30_000;
    const bytes = encodeGraph({
      node: [
        ...times(count, (index) => placeholder(`x${index}`)),
        op("all", "Pack", times(count, (index) => `x${index}`)), // prettier-ignore
        ...times(count, (index) => op(`name${index}`, "Identity", ["all"])),
        ...times(count, (index) => op(`file${index}`, "ReadFile", [`name${index}`])),
      ],
    });
    const opened = await open("m.pb", bytes);
    assert.equal((await quickly(() => findHazards(opened))).length, count);
  });

  it("texts that many tensors share", async () => {
    const count = 3000;
    const texts = new Uint8Array(200_000);
    new DataView(texts.buffer).setUint32(0, 1, true);
    [12, texts.length].forEach((place, index) => new DataView(texts.buffer).setUint32(4 + 4 * index, place, true));
    const bytes = makeTflite({
      graphs: [
        {
          tensors: times(count, (index) => ({ name: `t${index}`, shape: [1], type: 5, buffer: index === 0 ? 0 : 1 })),
          operators: [{ code: 0, inputs: [0], outputs: [0] }],
          inputs: [0],
          outputs: [0],
        },
      ],
      codes: [[CODES.CUSTOM, 1, "FlexReadFile"]],
      buffers: [null, texts],
    });
    const main = countingSource(bytes);
    const opened = await readModel({ ...memoryFiles("m.tflite", bytes), main }, quietContext());
    assert.equal((await findHazards(opened)).length, 1);
    assert.ok(main.bytesRead < 4 * bytes.length, `${main.bytesRead} bytes of ${bytes.length} are read`);
  });

  it("results of a function that is called often", async () => {
    const count = 15_000;
    const results = times(count, (index) => `result${index}`);
    const body = {
      signature: {
        name: "f",
        input_arg: [{ name: "a", type: 1 }],
        output_arg: results.map((name) => ({ name, type: 1 })),
      },
      node_def: [op("r", "Relu", ["a"])],
      ret: Object.fromEntries(results.map((name) => [name, "r:activations:0"])),
    };
    const call = (index: number) => op(`y${index}`, "PartitionedCall", ["x"], { f: { func: { name: "f" } } });
    const opened = await open(
      "m.pb",
      encodeGraph({ node: [placeholder("x", [4]), ...times(count, call)], library: { function: [body] } }),
    );
    const types = await quickly(() => inferTypes(opened));
    assert.deepEqual(types.of(opened.graphs[0]!.nodes.at(-1)!.outputs[0]!).shape, [4]);
  });

  it("inputs of a function that is called with ever another shape", async () => {
    const count = 9_000;
    const call = (index: number) => [
      placeholder(`x${index}`, [index]),
      op(`y${index}`, "PartitionedCall", [`x${index}`], { f: { func: { name: "f" } } }),
    ];
    const body = {
      signature: {
        name: "f",
        input_arg: times(count, (index) => ({ name: `a${index}`, type: 1 })),
        output_arg: [{ name: "b", type: 1 }],
      },
      node_def: [op("r", "Relu", ["a0"])],
      ret: { b: "r:activations:0" },
    };
    const opened = await open("m.pb", encodeGraph({ node: times(count, call).flat(), library: { function: [body] } }));
    await quickly(() => inferTypes(opened));
    await quickly(() => costsOf(opened));
  });

  it("inputs that branches in branches read, and sums of many operands", async () => {
    const [count, depth] = [4000, 25];
    const names = times(count, (index) => `x${index}`);
    const nested = (level: number): ReturnType<typeof node>[] =>
      level === 0
        ? [node("Sum", names, ["inner"])]
        : [
            node(
              "If",
              ["c"],
              [`y${level}`],
              [
                graph("then_branch", {
                  name: "t",
                  node: nested(level - 1),
                  output: [{ name: level === 1 ? "inner" : `y${level - 1}` }],
                }),
                graph("else_branch", { name: "e", node: [], output: [{ name: "x0" }] }),
              ],
            ),
          ];
    const letters = times(count, (index) => String.fromCodePoint(0x4e00 + index));
    const equation = `${letters.join(",")}->${letters.join("")}`;
    const opened = await open(
      "m.onnx",
      onnx({
        input: names.map((name) => valueInfo(name, [4])),
        initializer: [bools("c", [], [1])],
        node: [...nested(depth), node("Einsum", names, ["e"], [string("equation", equation)])],
        output: [{ name: `y${depth}` }, { name: "e" }],
      }),
    );
    const costs = await quickly(() => costsOf(opened));
    assert.deepEqual([costs.macs, costs.unknownMacs.length], [0, 1]);
  });

  it("outputs whose types one node lists", async () => {
    const [nodes, count] = [8, 4000];
    const lister = (index: number) => ({
      name: `s${index}`,
      op: "IdentityN",
      input: times(count, () => "x"),
      attr: {
        T: { list: { type: times(count, () => 1) } },
        _output_shapes: { list: { shape: times(count, () => ({})) } },
      },
    });
    const all = times(nodes, (index) => times(count, (port) => `s${index}:${port}`)).flat();
    const bytes = encodeGraph({ node: [placeholder("x", [4]), ...times(nodes, lister), op("y", "Pack", all)] });
    await quickly(async () => {
      const { values } = (await open("m.pb", bytes)).graphs[0]!;
      assert.ok([...values].every(({ type }) => type?.dtype === "float32"));
    });
  });

  it("types that one node lists in a list too long to be looked at", async () => {
    const count = 5000;
    const attr = { T: { list: { type: times(count, () => 1) } } };
    const node = [placeholder("x", [4]), { name: "s", op: "IdentityN", input: times(count, () => "x"), attr }];
    const { values } = (await open("m.pb", encodeGraph({ node: [...node, op("y", "Relu", ["s:1"])] }))).graphs[0]!;
    assert.equal([...values].find(({ name }) => name === "s:1")!.type, null);
  });

  it("constants that many nodes read, one after the other", async () => {
    const count = 8_000;
    const graph = {
      initializer: [floats("c", [4], ramp(4))],
      node: [
        ...times(count, (index) => node("Mul", ["c", "c"], [`m${index}`])),
        ...times(count, (index) => node("Add", ["m0", `m${index}`], [`a${index}`])),
        node("Sum", ["x", ...times(count, (index) => `a${index}`)], ["y"]),
      ],
    };
    await stepOn(graph, "fold-constants");
  });

  it("what cannot be computed, behind what can", async () => {
    const count = 2500;
    const graph = {
      initializer: [int64s("given", [1], [-(2 ** 62)]), int64s("minus", [1], [-1])],
      node: [
        node("Add", ["given", "given"], ["least"]),
        ...chain("Abs", count, "least", "first"),
        ...times(count, (index) => node("Div", ["first", "minus"], [`shape${index}`])),
        ...times(count, (index) => node("Reshape", ["x", `shape${index}`], [`r${index}`])),
        node("Sum", times(count, (index) => `r${index}`), ["y"]), // prettier-ignore
      ],
    };
    await stepOn(graph, "fold-constants");
  });

  it("choices of which each tells the next", async () => {
    const count = 400;
    const both = ["then_branch", "else_branch"];
    const branch = (from: string, to: string) => ({ node: [node("And", [from, from], [to])], output: [{ name: to }] });
    const choice = (index: number) => {
      const branches = both.map((name, place) => graph(name, branch(`c${index}`, `${name}${index}${place}`)));
      return node("If", [`c${index}`], [`c${index + 1}`], branches);
    };
    const nodes = [...times(count, choice), node("Where", [`c${count}`, "x", "x"], ["y"])];
    const { report } = await stepOn({ initializer: [bools("c0", [1], [1])], node: nodes }, "fold-constants");
    assert.ok(report.changes.length > 60);
    assert.ok(report.changes.length < 300);
  });
});

describe("numbers that claim much", () => {
  it("ranks, lengths and counts that no tensor has", async () => {
    const int64 = (name: string, values: readonly number[]) => ({
      name,
      dims: [values.length],
      dataType: 7,
      int64Data: [...values],
    });
    const graph: GraphProto = {
      initializer: [
        int64("minus", [-1]),
        int64("huge", [2 ** 30, 0]),
        int64("wide", [...times(20, () => 64), 0]),
        int64("one", [1]),
        floats("half", [1], [0.5]),
        floats("vector", [4], ramp(4)),
      ],
      node: [
        node("Tile", ["one", "minus"], ["tiled"]),
        node("Expand", ["one", "huge"], ["expanded"]),
        node("Expand", ["one", "wide"], ["widened"]),
        node("ConstantOfShape", ["half"], ["filled"]),
        node("Pad", ["one", "huge"], ["padded"]),
        node("Unknown", ["x"], ["u"]),
        node("Conv", ["u", "vector"], ["y"]),
      ],
    };
    await quickly(async () => inferTypes(await open("m.onnx", onnx(graph))));
    const parts = { num_split: { i: 2 ** 31 - 1 } };
    const split = [
      placeholder("x", [4]),
      { name: "axis", op: "Const", attr: { dtype: typeAttr(3), value: { tensor: { dtype: 3, int_val: [0] } } } },
    ];
    const bytes = encodeGraph({ node: [...split, op("y", "Split", ["axis", "x"], parts)] });
    await quickly(async () => inferTypes(await open("m.pb", bytes)));
  });

  it("channels that are put beside themselves again and again", async () => {
    const graph = {
      initializer: [floats("w", [4, 8], ramp(32))],
      node: [
        node("MatMul", ["x", "w"], ["d0"]),
        ...times(40, (index) => node("Concat", [`d${index}`, `d${index}`], [`d${index + 1}`], [int("axis", -1)])),
        node("Relu", ["d40"], ["y"]),
      ],
    };
    await stepOn(graph, "prune-channels", { ratio: 0.5 });
  });

  it("slices and products of nothing, and many large ones", async () => {
    const empty = (name: string, dims: readonly number[]) => ({ name, dims: [...dims], dataType: 1 });
    const graph = {
      initializer: [
        empty("slices", [2 ** 40, 4, 0]),
        empty("batch", [2 ** 40, 0, 4]),
        int64s("zero", [1], [0]),
        int64s("square", [2], [512, 512]),
        floats("w", [4, 4], ramp(16)),
      ],
      node: [
        node("Gather", ["slices", "zero"], ["g"], [int("axis", 1)]),
        node("MatMul", ["batch", "w"], ["b"]),
        node("ConstantOfShape", ["square"], ["large"]),
        ...times(100, (index) => node("MatMul", ["large", "large"], [`m${index}`])),
        ...times(100, (index) => node("ReduceSum", [`m${index}`], [`s${index}`])),
        node("Sum", ["x", "g", "b", ...times(100, (index) => `s${index}`)], ["y"]),
      ],
    };
    await stepOn(graph, "fold-constants");
  });

  it("integers of a million digits", async () => {
    const text = `node { name: "a" op: "b" attr { key: "c" value { i: ${"9".repeat(1_000_000)} } } }`;
    await quickly(() => assert.rejects(open("m.pbtxt", new TextEncoder().encode(text)), /is not a value of/));
  });

  it("outputs that signatures name of nodes of unknown operators", async () => {
    const count = 2000;
    const name = (index: number) => `n${index}:65535`;
    const outputs = Object.fromEntries(times(count, (index) => [`o${index}`, { name: name(index), dtype: 1 }]));
    const bytes = encodeMessage("MetaGraphDef", {
      graph_def: { node: times(count, (index) => ({ name: `n${index}`, op: "Unknown" })) },
      signature_def: { serve: { outputs } },
    });
    const { graphs } = await quickly(() => open("m.meta", bytes));
    const slots = graphs[0]!.nodes.reduce((sum, { outputs }) => sum + outputs.length, 0);
    assert.ok(slots < 2 ** 21, `${slots}`);
  });

  it("warnings with a long name, of every node", async () => {
    const inputs = times(20_000, (index) => `missing${index}`);
    const odd = { ...node("Sum", inputs, ["y"]), name: "n".repeat(4000) };
    const { warnings } = await open("m.onnx", onnx({ node: [odd] }));
    assert.equal(warnings.length, 101);
    assert.ok(warnings.join("").length < 200_000);
  });
});
