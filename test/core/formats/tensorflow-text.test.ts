import assert from "node:assert/strict";
import { ModelError } from "../../../src/core";
import { open, transform } from "../../support/open";

const read = (text: string) => open("m.pbtxt", Buffer.from(text));
const graph = (attribute: string) =>
  `node { name: "x" op: "Placeholder" } node { name: "y" op: "Relu" input: "x" attr { key: "a" value { ${attribute} } } }`;

async function attribute(text: string): Promise<unknown> {
  const { graphs } = await read(graph(text));
  return graphs[0]!.nodes[1]!.attributes.get("a")!.value;
}

async function refusal(text: string): Promise<string> {
  try {
    await read(text);
  } catch (error) {
    assert.ok(error instanceof ModelError, String((error as Error).stack));
    return error.message;
  }
  return "none";
}

describe("text graphs", () => {
  it("may begin with comments of any length", async () => {
    const comments = ["# one\n", `# ${"long ".repeat(1_000)}\n`, "\n\t # {\n#}\n".repeat(20_000)];
    for (const comment of comments) {
      assert.equal((await read(comment + graph("i: 1"))).graphs[0]!.nodes.length, 2);
    }
    assert.match(await refusal("# nothing but\n# comments\n".repeat(1_000)), /text file, not a model/);
  });

  it("may hold strings, comments and spaces of many megabytes", async () => {
    const [size, many] = [10_000_000, 1_000_000];
    const long = "a".repeat(size);
    assert.equal(await attribute(`s: "${long}"`), `${size} bytes`);
    assert.equal(await attribute(`s: '${"\\141".repeat(many)}'`), `${many} bytes`);
    assert.equal(await attribute(`s: ${'"ab" '.repeat(many / 10)}`), `${many / 5} bytes`);
    assert.equal(await attribute(`i: ${" ".repeat(size)} 3 #${" ".repeat(size)}\n`), 3);
    assert.match(await refusal(`node { ${long}: 1 }`), /NodeDef has no field "aaa.*aaa.*\(line 1, column 8\)/);
    assert.match(await refusal(`node { name: "${long}`), /a string does not end \(line 1, column 14\)/);
  });

  it("have strings with escapes, and several for one value", async () => {
    const written = String.raw`s: "a\n\t\"\'\\\x41\101\u00e9\U0001F600" 'b' "\?"`;
    assert.equal(await attribute(written), "a\n\t\"'\\AAé😀b?");
    for (const wrong of [String.raw`"\q"`, String.raw`"\xg"`, String.raw`"\U00110000"`, String.raw`"\u12"`]) {
      assert.match(await refusal(graph(`s: ${wrong}`)), /an escape in a string is not one/);
    }
    assert.match(await refusal(graph('s: "a\nb"')), /a string does not end/);
  });

  it("name nothing that every object has", async () => {
    for (const word of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      const place = /is not a value of "(type_id|type|i|b)" \(line 1, column \d+\)/;
      assert.match(await refusal(`node { name: "a" op: "C" experimental_type { type_id: ${word} } }`), place);
      assert.match(await refusal(graph(`type: ${word}`)), place);
      assert.match(await refusal(graph(`b: ${word}`)), place);
      assert.match(await refusal(graph(`f: ${word}`)), /is not a number/);
      assert.match(await refusal(`node { name: "a" ${word}: 1 }`), /has no field/);
      assert.match(await refusal(`${word} { name: "a" }`), /not a TensorFlow graph|not a model/);
    }
  });

  it("of TensorFlow 2 have types in full, objects, traces by number, and messages in place of Any", async () => {
    const types = ["UNSET", "BOOL", "INT32", "BFLOAT16", "TENSOR", "SHAPE_TENSOR", "ITERATOR", "LEGACY_VARIANT"];
    const args = types.map((name) => `args { type_id: TFT_${name} }`).join(" ");
    const text = `saved_model_schema_version: 1
meta_graphs {
  graph_def {
    node { name: "i" op: "Identity" input: "w" }
    node { name: "w" op: "Placeholder" experimental_type { type_id: TFT_PRODUCT ${args} } }
    debug_info { frames_by_id { key: 7 value { line: 3 } } name_to_trace_id { key: "w" value: 9 } }
  }
  signature_def {
    key: "s"
    value { inputs { key: "x" value { composite_tensor { type_spec { type_spec_class: RAGGED_TENSOR_SPEC } } } } }
  }
  collection_def {
    key: "assets"
    value { any_list { value { [type.googleapis.com/tensorflow.AssetFileDef] { filename: "words" } } } }
  }
  object_graph_def {
    nodes { variable { dtype: DT_FLOAT8_E5M2FNUZ aggregation: VARIABLE_AGGREGATION_MEAN } registered_name: "v" }
    nodes { function { function_spec { jit_compile: ON input_signature { tuple_value {
      values { int64_value: -3 }
      values { int64_value: 9223372036854775807 }
      values { none_value { } }
      values { dict_value { fields { key: "d" value { bool_value: true } } } }
    } } } } }
  }
}
`;
    const { written } = await transform("saved_model.pbtxt", Buffer.from(text), "sort-nodes");
    const printed = Buffer.from(written).toString().replace(/\s+/g, " ");
    const ids = [...printed.matchAll(/args \{ type_id: (\d+)/g)].map(([, id]) => Number(id));
    assert.deepEqual(ids, [0, 200, 207, 215, 1000, 1005, 10104, 10203]);
    for (const part of [
      "frames_by_id { key: 7 value { line: 3 } }",
      'name_to_trace_id { key: "w" value: 9 }',
      "type_spec { type_spec_class: 3 }",
      String.raw`type_url: "type.googleapis.com/tensorflow.AssetFileDef" value: "\022\005words"`,
      'variable { dtype: DT_FLOAT8_E5M2FNUZ aggregation: 2 } registered_name: "v"',
      "jit_compile: 1",
      "int64_value: -3",
      "int64_value: 9223372036854775807",
      "none_value { }",
      'dict_value { fields { key: "d" value { bool_value: true } } }',
    ]) {
      assert.ok(printed.includes(part), `${part} in ${printed}`);
    }
    const other = text.replace("tensorflow.AssetFileDef", "other.Message");
    assert.match(
      await refusal(other),
      /"type.googleapis.com\/other.Message" is not the type of a message that is known/,
    );
  });
});
