import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { parsePipeline } from "../../src/cli/graph-transform-tool/pipeline";
import { bonsai, temporaryFolder } from "../support/command";
import { decodeGraph, encodeGraph, op, placeholder, shapeOf } from "../support/graphdef";

const parse = (text: string) =>
  parsePipeline(text).map(({ name, parameters }) => [name, Object.fromEntries(parameters)] as const);

describe("a pipeline of the Graph Transform Tool", () => {
  const folder = temporaryFolder();

  it("is read as the tool reads it (transform_graph/ParseTransformParameters, transform_graph/ParseEscapedNewline)", () => {
    assert.deepEqual(parse("foo"), [["foo", {}]]);
    assert.deepEqual(parse("foo bar"), [
      ["foo", {}],
      ["bar", {}],
    ]);
    assert.deepEqual(parse("foo() bar()"), [
      ["foo", {}],
      ["bar", {}],
    ]);
    assert.deepEqual(parse("foo(bob_something=sue)"), [["foo", { bob_something: ["sue"] }]]);
    assert.deepEqual(parse("bar(a=1, b=2, a=3)"), [["bar", { a: ["1", "3"], b: ["2"] }]]);
    assert.deepEqual(parse('bar(a=1, b="1,2,3", a=3)'), [["bar", { a: ["1", "3"], b: ["1,2,3"] }]]);
    assert.deepEqual(parse('a(b="x\\"y")'), [["a", { b: ['x"y'] }]]);
    assert.deepEqual(parse("a(b=c')"), [["a", { b: ["c"] }]]);
    assert.deepEqual(parse("\\\n"), []);
    assert.deepEqual(parse("foo(a=b,\\\n  c=d) \\\n bar"), [
      ["foo", { a: ["b"], c: ["d"] }],
      ["bar", {}],
    ]);
  });

  it("runs on 8 bits as it stands in articles", async () => {
    const file = folder.file("eight-bits.pb");
    const { code, stderr, stdout } = await bonsai(
      "transform-graph",
      "--in_graph=samples/mnist-cnn.pb",
      `--out_graph=${file}`,
      "--inputs=input",
      "--outputs=probabilities",
      `--transforms=add_default_attributes strip_unused_nodes(type=float, shape="1,28,28,1")
        remove_nodes(op=Identity, op=CheckNumerics) fold_constants(ignore_errors=true) fold_batch_norms
        fold_old_batch_norms quantize_weights quantize_nodes(ignore_op=Relu, fallback_min=-40, fallback_max=40)
        strip_unused_nodes sort_by_execution_order merge_duplicate_nodes round_weights(num_steps=256)
        insert_logging(op=MatMul, ignore_errors=true)`,
      "--json",
    );
    assert.equal(code, 0, stderr);
    const { steps } = JSON.parse(stdout) as { steps: { id: string; parameters: unknown }[] };
    assert.deepEqual(steps.find(({ id }) => id === "quantize-nodes")?.parameters, {
      excludeOperators: ["Relu"],
      inputRange: "",
      fallbackRange: "-40,40",
    });
    const { node } = decodeGraph(readFileSync(file));
    const operators = new Set(node.map(({ op }) => op));
    assert.ok(operators.has("QuantizedConv2D") && operators.has("QuantizedMatMul") && operators.has("Relu"));
    assert.ok(!operators.has("RequantizationRange") && !operators.has("Conv2D") && !operators.has("MatMul"));
  });

  it("strips devices and noted shapes, and no attribute that says what a node computes (remove_attribute/RemoveAttribute)", async () => {
    const [input, output] = ["placed.pb", "plain.pb"].map((name) => folder.file(name));
    const shapes = { list: { shape: [shapeOf([1, 4])] } };
    const noted = { ...op("y", "Relu", ["h"]), device: "/gpu:0" };
    const node = [
      placeholder("x", [1, 4]),
      {
        ...op("h", "Neg", ["x"], { _output_shapes: shapes, _class: { list: { s: [Buffer.from("loc:@x")] } } }),
        device: "/gpu:0",
      },
      { ...noted, attr: { ...noted.attr, _output_shapes: shapes } },
    ];
    writeFileSync(input!, encodeGraph({ node }));
    const run = (transforms: string) =>
      bonsai(
        "transform-graph",
        `--in_graph=${input}`,
        `--out_graph=${output}`,
        "--inputs=x",
        "--outputs=y",
        `--transforms=${transforms}`,
      );
    const { code, stderr } = await run(
      'remove_attribute(attribute_name=_output_shapes, op_name="*") remove_device remove_attribute(attribute_name=_class)',
    );
    assert.equal(code, 0, stderr);
    const left = decodeGraph(readFileSync(output!)).node;
    assert.deepEqual(
      left.map(({ name, device, attr }) => [name, device, Object.keys(attr ?? {})]),
      [
        ["x", undefined, ["dtype", "shape"]],
        ["h", undefined, ["T"]],
        ["y", undefined, ["T"]],
      ],
    );
    for (const refused of ["attribute_name=T", "attribute_name=_output_shapes, op_name=Relu", "op_name=Relu"]) {
      const result = await run(`remove_device remove_attribute(${refused})`);
      assert.equal(result.code, 2);
      assert.match(
        result.stderr,
        /Column 15 .* remove_attribute: only _output_shapes and _class of all operators can go/,
      );
    }
    const passed = await run("remove_attribute(attribute_name=T, ignore_errors=true) remove_device");
    assert.equal(passed.code, 0, passed.stderr);
    assert.ok(decodeGraph(readFileSync(output!)).node.every(({ attr }) => attr!["T"] ?? attr!["dtype"]));
  });

  it("is refused with the column of what is wrong (G43)", () => {
    const refused = (text: string, message: RegExp) => assert.throws(() => parsePipeline(text), message);
    refused("foo bar(a=1", /^UsageError: Column 8 .* the parenthesis of bar is not closed/);
    refused("foo(a=1 )", /Column 8 /);
    refused("foo(a)", /Column 6 .*"=" is expected after a/);
    refused("foo(a=)", /Column 7 .*a value for a/);
    refused("foo %", /Column 5 /);
    refused("foo(a=1:2)", /Column 8 /);
  });

  it("runs on every format, and says what it does not offer before anything is done (transform_graph/ConstantFolding)", async () => {
    const words = (format: string, transforms: string) => [
      "transform-graph",
      `--in_graph=samples/mnist-cnn${format}`,
      `--out_graph=${folder.file(`small${format}`)}`,
      "--inputs=input",
      "--outputs=probabilities",
      `--transforms=${transforms}`,
    ];
    const deploy =
      'strip_unused_nodes(type=float, shape="1,28,28,1") remove_nodes(op=Identity, op=CheckNumerics) ' +
      "fold_constants(ignore_errors=true, clear_output_shapes=false, exclude_op=Fill, max_constant_size_in_bytes=4096) " +
      "fold_batch_norms fold_old_batch_norms quantize_weights";
    for (const format of [".pb", ".onnx", ".tflite"]) {
      const { code, stdout, stderr } = await bonsai(...words(format, deploy), "--json");
      assert.equal(code, 0, stderr);
      const { steps, bytesAfter, bytesBefore } = JSON.parse(stdout) as {
        steps: { id: string }[];
        bytesBefore: number;
        bytesAfter: number;
      };
      assert.deepEqual(
        steps.map(({ id }) => id),
        ["strip-unused", "remove-nodes", "fold-constants", "fold-batchnorm", "fold-batchnorm", "quantize-weights"],
      );
      assert.ok(bytesAfter < bytesBefore * 0.4, `${format}: ${bytesBefore} to ${bytesAfter}`);
    }
    const refused = async (transforms: string, message: RegExp) => {
      const { code, stderr } = await bonsai(...words(".pb", transforms));
      assert.equal(code, 2);
      assert.match(stderr, message);
    };
    await refused("sort_by_execution_order flatten_atrous_conv", /Column 25 .* flatten_atrous_conv is not offered: /);
    await refused("quantize_nodes(fallback_min=-1)", /Column 1 .* takes fallback_min and fallback_max together/);
    await refused("melt", /Column 1 .* there is no transform melt/);
    await refused("quantize_weights(minimum=3)", /has no argument minimum/);
    await refused("fold_batch_norms(ignore_errors=maybe)", /has to be true or false/);
    await refused("", /--transforms is missing/);
  });
});
