// What every transform hands on in ONNX files, and models that name or state little.
import assert from "node:assert/strict";
import { onnx } from "onnx-proto";
import { transforms } from "../../src/core";
import {
  decode,
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
  type OnnxModel,
} from "../support/onnx";
import { transform } from "../support/open";

const ML = "ai.onnx.ml";
const weight = floats("w", [4, 512], ramp(2048));

/** y = MatMul(x, w) and whatever else. */
function matmul(more: Partial<onnx.IGraphProto> = {}, opset = 13): OnnxModel {
  return model(
    {
      name: "g",
      node: [node("MatMul", ["x", "w"], ["y"])],
      initializer: [weight],
      input: [valueInfo("x", ["N", 4])],
      output: [valueInfo("y", ["N", 512])],
      ...more,
    },
    opset,
  );
}

/** The model after each transform, but for those that are asked for what is looked at. */
async function eachWritten(
  proto: OnnxModel,
  check: (result: onnx.ModelProto, id: string) => void,
  exceptions: readonly string[] = [],
): Promise<void> {
  for (const { id } of transforms.filter((each) => !exceptions.includes(each.id))) {
    check(decode((await transform("m.onnx", encode(proto), id)).written), id);
  }
}

/** As plain objects, so that what is absent on both sides is equal. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe("ONNX files", () => {
  it("keep sparse initializers, training, annotations and properties (O39)", async () => {
    const sparse = {
      values: floats("s", [2], [5, 7]),
      indices: int64s("", [2], [1, 3]),
      dims: [4],
    };
    const proto = matmul({
      node: [node("MatMul", ["x", "w"], ["h"]), node("Add", ["x", "s"], ["z"]), node("Relu", ["h"], ["y"])],
      sparseInitializer: [sparse],
      output: [valueInfo("y", ["N", 512]), valueInfo("z", ["N", 4])],
      quantizationAnnotation: [
        { tensorName: "h", quantParameterTensorNames: [{ key: "SCALE_TENSOR", value: "h_scale" }] },
      ],
      docString: "a graph",
    });
    proto.metadataProps = [{ key: "author", value: "somebody" }];
    proto.trainingInfo = [{ algorithm: { name: "training", node: [node("Neg", ["w"], ["step"])] } }];
    proto.producerVersion = "1.2";
    const before = decode(encode(proto));
    await eachWritten(
      proto,
      (result, id) => {
        assert.deepEqual(plain(result.graph!.sparseInitializer), plain(before.graph!.sparseInitializer), id);
        assert.deepEqual(plain(result.graph!.quantizationAnnotation), plain(before.graph!.quantizationAnnotation), id);
        assert.deepEqual(plain(result.metadataProps), plain(before.metadataProps), id);
        assert.deepEqual(plain(result.trainingInfo), plain(before.trainingInfo), id);
        assert.deepEqual([result.producerVersion, result.graph!.docString], ["1.2", "a graph"], id);
      },
      ["strip-metadata"],
    );
  });

  it("keep other domains, their opsets and functions; rewritten nodes their own and their graphs (O38, O48)", async () => {
    const branch = (name: string) => ({
      name,
      node: [node("Identity", ["h"], [`${name}_i`]), node("Neg", [`${name}_i`], [`${name}_y`])],
      output: [valueInfo(`${name}_y`, ["N", 512])],
    });
    const custom = {
      ...node(
        "Blend",
        ["h", "w"],
        ["b"],
        [int("mode", 3), graph("first", branch("one")), graph("second", branch("two"))],
      ),
      domain: "ours",
      docString: "blends",
    };
    const proto = matmul({
      node: [node("MatMul", ["x", "w"], ["h"]), custom, { ...node("Twice", ["b"], ["y"]), domain: "ours" }],
    });
    proto.opsetImport!.push({ domain: "ours", version: 7 }, { domain: "com.microsoft", version: 1 });
    proto.functions = [
      {
        name: "Twice",
        domain: "ours",
        input: ["a"],
        output: ["r"],
        node: [node("Add", ["a", "a"], ["r"])],
        opsetImport: [{ domain: "", version: 13 }],
      },
    ];
    const before = decode(encode(proto));
    await eachWritten(
      proto,
      (result, id) => {
        assert.deepEqual(plain(result.opsetImport), plain(before.opsetImport), id);
        assert.deepEqual(plain(result.functions), plain(before.functions), id);
        const blend = result.graph!.node!.find(({ opType }) => opType === "Blend")!;
        const { domain, docString, attribute } = blend;
        assert.deepEqual([domain, docString], ["ours", "blends"], id);
        assert.deepEqual(plain(attribute!.map(({ name }) => name)), ["mode", "first", "second"], id);
        assert.ok(
          attribute!.slice(1).every(({ g }) => g!.node!.some(({ opType }) => opType === "Neg")),
          id,
        );
      },
      ["strip-metadata"],
    );
  });

  it("need no names of nodes, nor different ones (O32, simplifiers/unnamed-nodes)", async () => {
    const vectors = ["gamma", "beta", "mean", "variance"].map((name) => floats(name, [2], [1, 2]));
    const block = (input: string, letter: string) => [
      node("Conv", [input, `w${letter}`], [`c${letter}`]),
      node("BatchNormalization", [`c${letter}`, "gamma", "beta", "mean", "variance"], [`b${letter}`]),
      node("Identity", [`b${letter}`], [`i${letter}`]),
    ];
    for (const name of ["", "same"]) {
      const proto = model({
        name: "g",
        node: [...block("x", "1"), ...block("i1", "2"), node("Relu", ["i2"], ["y"])].map((each) => ({ ...each, name })),
        initializer: [...vectors, floats("w1", [2, 2, 1, 1], [1, 2, 3, 4]), floats("w2", [2, 2, 1, 1], [5, 6, 7, 8])],
        input: [valueInfo("x", [1, 2, 3, 3])],
        output: [valueInfo("y", [1, 2, 3, 3])],
      });
      const folded = decode((await transform("m.onnx", encode(proto), "fold-batchnorm")).written).graph!;
      assert.equal(folded.node!.filter(({ opType }) => opType === "BatchNormalization").length, 0, name);
      const bare = decode((await transform("m.onnx", encode(proto), "remove-nodes")).written).graph!;
      assert.equal(bare.node!.filter(({ opType }) => opType === "Identity").length, 0, name);
      assert.deepEqual(
        bare.node!.map(({ opType }) => opType),
        ["Conv", "BatchNormalization", "Conv", "BatchNormalization", "Relu"],
        name,
      );
    }
  });

  it("need no optional inputs, and keep the places of absent ones (simplifiers/unset-inputs)", async () => {
    const proto = matmul({
      node: [
        node("MatMul", ["x", "w"], ["h"]),
        node("Clip", ["h", "", "high"], ["c"]),
        node("Identity", ["c"], ["i"]),
        node("Clip", ["i", "", "high"], ["y"]),
      ],
      initializer: [weight, floats("high", [], [6])],
    });
    await eachWritten(proto, ({ graph: result }, id) => {
      const clips = result!.node!.filter(({ opType }) => opType === "Clip");
      assert.equal(clips.length, 2, id);
      assert.ok(
        clips.every(({ input }) => input![1] === "" && input!.length === 3),
        id,
      );
    });
  });

  it("merge equal bytes of one element type and shape only (simplifiers/duplicate-initializers)", async () => {
    const ones = (name: string, dims: readonly number[]) => floats(name, dims, new Float32Array(4).fill(1));
    const bits = { ...ones("bits", [4]), dataType: onnx.TensorProto.DataType.INT32 };
    const names = ["a", "b", "square", "bits"];
    const proto = model({
      name: "g",
      node: names.map((name) => node("Identity", [name], [`${name}_y`])).map((each) => ({ ...each, opType: "Neg" })),
      initializer: [ones("a", [4]), ones("b", [4]), ones("square", [2, 2]), bits],
      output: [
        ...["a", "b"].map((name) => valueInfo(`${name}_y`, [4])),
        valueInfo("square_y", [2, 2]),
        valueInfo("bits_y", [4], onnx.TensorProto.DataType.INT32),
      ],
    });
    const merged = decode((await transform("m.onnx", encode(proto), "merge-duplicates")).written).graph!;
    assert.deepEqual(
      merged.initializer!.map(({ name }) => name),
      ["a", "square", "bits"],
    );
  });

  it("state types of inner values that stay true (O18)", async () => {
    const proto = matmul({
      node: [
        node("Constant", [], ["v"], [tensor("value", floats("", [512, 8], ramp(4096)))]),
        node("MatMul", ["x", "w"], ["h"]),
        node("MatMul", ["h", "v"], ["y"]),
      ],
      valueInfo: [valueInfo("h", ["N", 512]), valueInfo("w", [4, 512]), valueInfo("v", [512, 8])],
      output: [valueInfo("y", ["N", 8])],
    });
    for (const id of ["quantize-weights", "quantize-float16"]) {
      const { graph: result } = decode((await transform("m.onnx", encode(proto), id)).written);
      const stated = new Map(result!.valueInfo!.map((each) => [each.name, each.type!.tensorType!.elemType]));
      for (const { name, dataType } of result!.initializer!) {
        assert.ok(!stated.has(name) || stated.get(name) === dataType, `${id}: ${name}`);
      }
      for (const each of result!.node!.filter(({ opType }) => /Cast|DequantizeLinear|MatMul/.test(opType!))) {
        assert.ok([undefined, 1].includes(stated.get(each.output![0]) ?? undefined), `${id}: ${each.output![0]}`);
      }
    }
  });

  it("take operators only of sets that they import, as trees import those of ai.onnx.ml alone", async () => {
    const proto = matmul({
      node: [
        { ...node("Binarizer", ["w"], ["b"]), domain: ML },
        { ...node("Binarizer", ["x"], ["y"]), domain: ML },
      ],
      output: [valueInfo("b", [4, 512]), valueInfo("y", ["N", 4])],
    });
    proto.opsetImport = [{ domain: ML, version: 1 }];
    await eachWritten(proto, ({ graph: result }, id) => {
      assert.deepEqual(new Set(result!.node!.map(({ domain }) => domain)), new Set([ML]), id);
    });
  });

  it("read attributes of old opsets as such: Clip, Upsample and Softmax (O40, O44)", async () => {
    const proto = matmul(
      {
        node: [
          node("MatMul", ["x", "w"], ["h"]),
          node(
            "Clip",
            ["h"],
            ["c"],
            [
              { name: "max", f: 6, type: 1 },
              { name: "min", f: 0, type: 1 },
            ],
          ),
          node("Softmax", ["c"], ["y"], [int("axis", 1)]),
        ],
      },
      9,
    );
    await eachWritten(proto, ({ graph: result, opsetImport }, id) => {
      assert.equal(Number(opsetImport[0]!.version), 9, id);
      const [clip, softmax] = ["Clip", "Softmax"].map((each) => result!.node!.find(({ opType }) => opType === each)!);
      assert.equal(clip!.input!.length, 1, id);
      assert.deepEqual(
        clip!.attribute!.map(({ name, f }) => [name, f]),
        [
          ["max", 6],
          ["min", 0],
        ],
        id,
      );
      assert.deepEqual(
        softmax!.attribute!.map(({ name, i }) => [name, Number(i)]),
        [["axis", 1]],
        id,
      );
    });
  });
});
