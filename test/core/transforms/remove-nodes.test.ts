import assert from "node:assert/strict";
import * as graphdef from "../../support/graphdef";
import * as onnx from "../../support/onnx";
import { encodeText } from "../../support/model-text";
import { transform } from "../../support/open";

describe("remove-nodes", () => {
  it("takes out a chain of 10,000, in whatever order they stand (G05, transform_utils/RenameNodeInputs)", async () => {
    const chain = Array.from({ length: 10_000 }, (_, i) =>
      graphdef.op(`i${i}`, "Identity", [i === 0 ? "x" : `i${i - 1}`]),
    );
    for (const nodes of [chain, [...chain].reverse()]) {
      const node = [graphdef.placeholder("x", [1]), ...nodes, graphdef.op("y", "Neg", ["i9999"])];
      const { written } = await transform("m.pb", graphdef.encodeGraph({ node }), "remove-nodes");
      const after = graphdef.decodeGraph(written).node;
      assert.deepEqual(
        after.map(({ name, input }) => [name, input]),
        [
          ["x", undefined],
          ["y", ["x"]],
        ],
      );
    }
  });

  it("sees what graphs inside nodes read, and leaves what they hide behind the same name (O06)", async () => {
    const branch = (name: string, read: string, hidden: string) => ({
      name,
      node: [onnx.node("Relu", [read], [hidden]), onnx.node("Identity", [hidden], [`${name}_y`])],
      output: [onnx.valueInfo(`${name}_y`, [4])],
    });
    const model = onnx.model({
      name: "g",
      input: [onnx.valueInfo("x", [4]), onnx.valueInfo("c", [], onnx.DATA_TYPES.bool)],
      output: [onnx.valueInfo("y", [4])],
      node: [
        onnx.node("Identity", ["x"], ["i"]),
        onnx.node("Neg", ["x"], ["n"]),
        onnx.node("Identity", ["n"], ["j"]),
        onnx.node(
          "If",
          ["c"],
          ["y"],
          [onnx.graph("then_branch", branch("a", "i", "n")), onnx.graph("else_branch", branch("b", "j", "h"))],
        ),
      ],
    });
    const { written, notes } = await transform("m.onnx", onnx.encode(model), "remove-nodes");
    const { graph } = onnx.decode(written);
    assert.deepEqual(
      graph!.node!.map(({ opType }) => opType),
      ["Neg", "Identity", "If"],
    );
    const branches = graph!.node![2]!.attribute!.map(({ g }) => g!.node!.map(({ input, output }) => [input, output]));
    assert.deepEqual(branches, [
      [
        [["x"], ["n"]],
        [["n"], ["a_y"]],
      ],
      [[["j"], ["b_y"]]],
    ]);
    const reason = "its input or output shares its name with another value";
    assert.deepEqual(notes, [
      { subject: "Identity_j", reason },
      { subject: "Identity_a_y", reason },
    ]);
  });

  it("leaves slices and transposes that stand in a circle or out of order, or permute what is not there", async () => {
    const parts = [
      "s = Transpose(s)",
      "b = Slice(a, starts, starts)",
      "a = Slice(x, starts, starts)",
      "c = Slice(b, b, starts)",
    ];
    const { bytes, name } = encodeText(`
onnx 13
input x float32[4,4]
constant starts int64[1] = 0
y = Slice(b, starts, starts)
${parts.join("\n")}
t = Transpose(x) {"perm": [0, 1]}
u = Transpose(t) {"perm": [1, 7]}
output y float32[4,4]
output u float32[4,4]
`);
    const { report } = await transform(name, bytes, "remove-nodes");
    assert.equal(report.refusal, null);
  });
});
