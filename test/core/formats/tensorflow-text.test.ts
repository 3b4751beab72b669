import assert from "node:assert/strict";
import { ModelError } from "../../../src/core";
import { open } from "../../support/open";

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
});
