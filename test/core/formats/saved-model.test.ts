import assert from "node:assert/strict";
import { layersOf, quietContext, runStep, summarize } from "../../../src/core";
import { encodeGraph, int32s, op, placeholder, type NodeDef } from "../../support/graphdef";
import { open, transform } from "../../support/open";
import {
  body,
  call,
  checkpoint,
  handle,
  restoring,
  savedModel,
  texts,
  type MetaGraph,
  type Objects,
} from "../../support/saved-model";

const read = (name: string, from: string): NodeDef => ({ name, op: "ReadVariableOp", input: [from] });
const FILE = "saved_model.pb";

/** Two signatures of one dense layer, one through a call in a call; handles are called as other entries are. */
const DENSE: MetaGraph = {
  tags: ["serve"],
  node: [
    handle("a", "layer/bias"),
    handle("b", "layer/kernel"),
    handle("moment", "layer/kernel"),
    placeholder("x", [1, 4]),
    placeholder("z", [1, 4]),
    placeholder("saver_filename"),
    call("one", "StatefulPartitionedCall", ["x", "a", "b"], { f: "outer" }),
    call("two", "StatefulPartitionedCall", ["z", "a", "b"], { f: "dense" }),
    call("restore", "StatefulPartitionedCall", ["saver_filename", "moment", "b", "a"], { f: "restore" }),
  ],
  functions: [
    body(
      "outer",
      ["x", "ha", "hb"],
      [call("in", "PartitionedCall", ["x", "ha", "hb"], { f: "dense" })],
      ["in:output:0"],
    ),
    body(
      "dense",
      ["x", "ha", "hb"],
      [
        read("w", "ha"),
        read("c", "hb"),
        op("m", "MatMul", ["x", "w:value:0"]),
        op("y", "BiasAdd", ["m:product:0", "c:value:0"]),
      ],
      ["y:output:0"],
    ),
    restoring("restore", ["optimizer/moment", "layer/bias", "layer/kernel"]),
  ],
  signatures: { first: { inputs: ["x"], outputs: ["one"] }, second: { inputs: ["z"], outputs: ["two"] } },
};
const DENSE_SHAPES = { "layer/kernel": [4, 3], "layer/bias": [3], "optimizer/moment": [4, 3] };

async function layers(metaGraphs: readonly MetaGraph[], files: Record<string, Uint8Array>) {
  const model = await open(FILE, savedModel(...metaGraphs), files);
  const found = await layersOf(model);
  return {
    warnings: model.warnings,
    layers: found.layers.map(({ operator, parameters, shared }) => [operator, parameters, shared]),
    parameters: found.parameters,
  };
}

describe("variables of a SavedModel", () => {
  it("are what the restoring function says, and count for the layers in functions that read them, once", async () => {
    assert.deepEqual(await layers([DENSE], checkpoint(DENSE_SHAPES)), {
      warnings: [],
      layers: [
        ["MatMul", 12, false],
        ["BiasAdd", 3, false],
      ],
      parameters: 15,
    });
  });

  it("reach layers through loops and branches, where they stay as they are in each turn", async () => {
    const loop: MetaGraph = {
      tags: ["serve"],
      node: [
        handle("a", "w"),
        handle("t", "table"),
        placeholder("x", [1, 4]),
        placeholder("p"),
        int32s("zero", [], new Int32Array([0])),
        { name: "read", op: "ReadVariableOp", input: ["a"] },
        call("while", "While", ["zero", "x", "read", "t"], { cond: "more", body: "turn" }),
        call("out", "If", ["p", "while:1", "t"], { then_branch: "look", else_branch: "skip" }),
        call("restore", "StatefulPartitionedCall", ["p", "a", "t"], { f: "restore" }),
      ],
      functions: [
        body("more", ["i", "s", "w", "ht"], [op("less", "Less", ["i", "i"])], ["less:z:0"]),
        body(
          "turn",
          ["i", "s", "w", "ht"],
          [op("n", "AddV2", ["i", "i"]), op("m", "MatMul", ["s", "w"]), op("k", "Identity", ["w"])],
          ["n:z:0", "m:product:0", "k:output:0", "ht"],
        ),
        body("look", ["s", "ht"], [op("g", "ResourceGather", ["ht", "s"])], ["g:output:0"]),
        body("skip", ["s", "ht"], [op("n", "Neg", ["s"])], ["n:y:0"]),
        restoring("restore", ["weights", "rows"]),
      ],
      signatures: { serve: { inputs: ["x"], outputs: ["out"] } },
    };
    assert.deepEqual(await layers([loop], checkpoint({ weights: [4, 4], rows: [10, 5] })), {
      warnings: [],
      layers: [
        ["MatMul", 16, false],
        ["ResourceGather", 50, false],
      ],
      parameters: 66,
    });
  });

  it("that nothing restores are what the objects hold that functions were traced with", async () => {
    const { node, functions, ...others } = DENSE;
    // The graph restores a copy only, and names of variables say the wrong thing.
    const traced: MetaGraph = {
      ...others,
      node: [
        ...node.filter(({ name }) => name !== "restore"),
        handle("copy", "v"),
        call("restore", "StatefulPartitionedCall", ["saver_filename", "copy"], { f: "again" }),
      ],
      functions: [...functions!, restoring("again", ["copied"])],
      objects: {
        nodes: [{ children: { model: 1 } }, { children: { b: 2, k: 3 } }, {}, {}],
        functions: { outer: [3, 2], dense: [3, 2] },
      },
    };
    // The checkpoint has them in another order.
    const held: Objects = {
      nodes: [
        { children: { model: 2 } },
        { value: { fullName: "layer/bias", key: "m/k" } },
        { children: { k: 1, b: 3 } },
        { value: { fullName: "layer/kernel", key: "m/b" } },
      ],
    };
    const shapes = { "m/k": [4, 3], "m/b": [3], copied: [9, 9], "layer/kernel": [5, 5] };
    assert.deepEqual(await layers([traced], checkpoint(shapes, 1, held)), {
      warnings: [],
      layers: [
        ["MatMul", 12, false],
        ["BiasAdd", 3, false],
      ],
      parameters: 15,
    });
  });

  it("of a second meta graph count, though its nodes are called as those of the first", async () => {
    const graph = (tag: string, entry: string): MetaGraph => ({
      tags: [tag],
      node: [
        { name: "v", op: "VariableV2", attr: {} },
        placeholder("x", [1, 4]),
        op("read", "Identity", ["v"]),
        op("y", "MatMul", ["x", "read"]),
        placeholder("file"),
        texts("names", [entry]),
        texts("slices", [""]),
        { name: "restored", op: "RestoreV2", input: ["file", "names", "slices"] },
        op("assign", "Assign", ["v", "restored"]),
      ],
      signatures: { [tag]: { inputs: ["x"], outputs: ["y"] } },
    });
    const files = checkpoint({ v: [4, 2], other: [4, 3] });
    assert.equal((await layers([graph("serve", "v"), graph("train", "other")], files)).parameters, 20);
    assert.equal((await layers([graph("serve", "v"), graph("train", "v")], files)).parameters, 8);
  });

  it("in parts have the lengths that their slices say", async () => {
    const part: MetaGraph = {
      tags: ["serve"],
      node: [
        { name: "v/part_0", op: "VariableV2", attr: {} },
        { name: "v/part_1", op: "VariableV2", attr: {} },
        placeholder("x", [1, 4]),
        op("whole", "ConcatV2", ["v/part_0", "v/part_1"]),
        op("y", "MatMul", ["x", "whole"]),
        placeholder("file"),
        texts("names", ["v", "v"]),
        texts("slices", ["6 4 0,2:-", "6 4 2,2:-"]),
        { name: "restored", op: "RestoreV2", input: ["file", "names", "slices"] },
        op("assign_0", "Assign", ["v/part_0", "restored"]),
        op("assign_1", "Assign", ["v/part_1", "restored:1"]),
      ],
      signatures: { serve: { inputs: ["x"], outputs: ["y"] } },
    };
    assert.equal((await layers([part], checkpoint({ v: [6, 4] }))).parameters, 16);
  });

  it("are in functions whose nodes wait for what they are given", async () => {
    const waiting = body("f", ["x"], [op("n", "Neg", ["x", "^x"])], ["n:y:0"]);
    const graph = {
      tags: ["serve"],
      node: [placeholder("x"), call("y", "PartitionedCall", ["x"], { f: "f" })],
      functions: [waiting],
      signatures: { serve: { inputs: ["x"], outputs: ["y"] } },
    };
    assert.deepEqual((await layers([graph], {})).warnings, []);
  });

  it("are not counted again as the values they are given before they are restored", async () => {
    const initial: MetaGraph = {
      tags: ["serve"],
      node: [
        handle("v", "v"),
        op("start", "Const", [], {
          value: { tensor: { dtype: 1, tensor_shape: { dim: [{ size: 8 }] }, float_val: [0.5] } },
        }),
        { name: "init", op: "AssignVariableOp", input: ["v", "start"] },
        placeholder("x", [1, 8]),
        read("r", "v"),
        op("y", "Mul", ["x", "r"]),
      ],
      signatures: { serve: { inputs: ["x"], outputs: ["y"] } },
    };
    assert.deepEqual((await layers([initial], checkpoint({ v: [8] }))).layers, [["Mul", 8, false]]);
  });

  it("are missed only where an output needs them", async () => {
    const { parameters, warnings } = await layers([DENSE], checkpoint({ "layer/kernel": [4, 3], "layer/bias": [3] }));
    assert.deepEqual([parameters, warnings], [15, []]);
    const without = await layers([DENSE], checkpoint({ "layer/kernel": [4, 3] }));
    assert.equal(without.parameters, 12);
    assert.deepEqual(without.warnings, ['The folder variables holds nothing for 1 of 2 variables, such as "b".']);
  });

  it("in files that are missing or cut off are told by the name of the file", async () => {
    const whole = checkpoint(DENSE_SHAPES, 2);
    const first = "variables/variables.data-00000-of-00002";
    const second = "variables/variables.data-00001-of-00002";
    const { [second]: data, ...missing } = whole;
    const told = async (files: Record<string, Uint8Array>) => (await layers([DENSE], files)).warnings;
    assert.deepEqual(await told(whole), []);
    assert.deepEqual(await told(missing), [
      `The file ${second} is not beside the model: TensorFlow cannot load its variables; copy it there too.`,
    ]);
    assert.deepEqual(await told({ ...whole, [second]: data!.subarray(1) }), [
      `The file ${second} ends after 11 bytes where variables/variables.index has it hold 12: TensorFlow cannot load its variables; copy it again.`,
    ]);
    assert.deepEqual(await told({ [first]: whole[first]! }), [
      "The file variables/variables.index is not beside the model: what its variables hold is not known; copy it there too.",
    ]);
    assert.deepEqual(await told({}), [
      "The folder variables is not beside the model: what its variables hold is not known; copy it there too.",
    ]);
    const index = whole["variables/variables.index"]!.slice();
    index.fill(255, 0, 40);
    assert.match(
      (await told({ ...whole, "variables/variables.index": index })).join("\n"),
      /^What the variables hold is not known: .*variables\/variables\.index.*$/,
    );
  });

  it("are left as they are by steps on weights, which say so", async () => {
    const model = await open(FILE, savedModel(DENSE), checkpoint(DENSE_SHAPES));
    const told = async (id: string) => {
      const { model: after, report } = await runStep(model, { id, parameters: {} }, quietContext());
      assert.equal(after, model);
      return report.notes.map(({ subject, reason }) => `${subject}: ${reason}`);
    };
    const where = "what they hold lies in the folder variables, which stays as it is";
    const reason = `The variables: ${where}; freeze the model to a .pb to have it changed`;
    for (const id of ["quantize-weights", "quantize-float16", "cluster-weights", "prune-weights", "prune-channels"]) {
      assert.ok((await told(id)).includes(reason), id);
    }
    assert.ok(!(await told("sort-nodes")).includes(reason));
  });

  it("reach functions that are called at many places, each followed once", async () => {
    // Each function calls the next one twice: 2^40 ways lead to the last.
    const depth = 40;
    const chain = Array.from({ length: depth }, (_, index) =>
      body(
        `f${index}`,
        ["x", "hw"],
        [
          call("a", "PartitionedCall", ["x", "hw"], { f: `f${index + 1}` }),
          call("b", "PartitionedCall", ["a:output:0", "hw"], { f: `f${index + 1}` }),
        ],
        ["b:output:0"],
      ),
    );
    const last = body(
      `f${depth}`,
      ["x", "hw"],
      [read("r", "hw"), op("m", "MatMul", ["x", "r:value:0"])],
      ["m:product:0"],
    );
    const deep: MetaGraph = {
      tags: ["serve"],
      node: [
        handle("v", "v"),
        placeholder("x", [1, 4]),
        placeholder("p"),
        call("y", "PartitionedCall", ["x", "v"], { f: "f0" }),
        call("restore", "StatefulPartitionedCall", ["p", "v"], { f: "restore" }),
      ],
      functions: [...chain, last, restoring("restore", ["v"])],
      signatures: { serve: { inputs: ["x"], outputs: ["y"] } },
    };
    assert.equal((await layers([deep], checkpoint({ v: [4, 4] }))).parameters, 16);
  });
});

describe("a SavedModel", () => {
  it("is written as it was changed, however small it is", async () => {
    const placed: MetaGraph = {
      tags: ["serve"],
      node: [placeholder("x", [1, 4]), { ...op("y", "Relu", ["x"]), device: "/gpu:0" }],
      signatures: { serve: { inputs: ["x"], outputs: ["y"] } },
    };
    const { report, written } = await transform(FILE, savedModel(placed), "strip-metadata", { devices: true });
    assert.equal(report.changes.length, 1);
    assert.equal(Buffer.from(written).includes("/gpu:0"), false);
    assert.equal(written.length, report.bytesAfter);
  });
});

describe("constants that a frozen graph gives to functions", () => {
  it("count for the layers in them, and the zeros that a loop begins with do not", async () => {
    const constant = (name: string, dims: readonly number[], float_val: readonly number[]) =>
      op(name, "Const", [], {
        value: { tensor: { dtype: 1, tensor_shape: { dim: dims.map((size) => ({ size })) }, float_val } },
      });
    const graph = encodeGraph({
      node: [
        constant("w", [4, 4], [0.5]),
        constant("h", [1, 4], [0]),
        constant("c", [1, 4], [0.25]),
        placeholder("x", [1, 4]),
        call("y", "While", ["x", "h", "c", "w"], { cond: "more", body: "turn" }),
      ],
      library: {
        function: [
          body("more", ["x", "s", "c", "w"], [op("less", "Less", ["x", "x"])], ["less:z:0"]),
          body(
            "turn",
            ["x", "s", "c", "w"],
            [op("m", "MatMul", ["s", "w"]), op("n", "AddV2", ["m:product:0", "c"])],
            ["x", "m:product:0", "n:z:0", "w"],
          ),
        ],
      },
    });
    const { layers: found } = await summarize(await open("m.pb", graph));
    assert.deepEqual(
      found.map(({ operator, parameters }) => [operator, parameters]),
      [
        ["While", 4], // what c begins with was trained
        ["MatMul", 16],
      ],
    );
  });
});
