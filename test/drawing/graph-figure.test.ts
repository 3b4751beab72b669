import assert from "node:assert/strict";
import { newHash } from "../../src/cli/hash";
import {
  compareNodes,
  Contents,
  costsOf,
  layersOf,
  memoryFiles,
  quietContext,
  readModel,
  reportPage,
  runStep,
  type Model,
} from "../../src/core";
import { graphSubjects } from "../../src/core/page/graph-subject";
import { reportSubject } from "../../src/core/page/report-subject";
import { graphFigure } from "../../src/drawing/graph-figure";
import { PAGE_THEME } from "../../src/drawing/page-theme";
import { contrast, parseColor, SHAPE_CONTRAST, TEXT_CONTRAST } from "../../webview/look/contrast";
import { encodeText } from "../support/model-text";
import { encode, graph, model, node, valueInfo } from "../support/onnx";
import { open } from "../support/open";

async function modelOf(text: string): Promise<Model> {
  const { name, bytes } = encodeText(text);
  return open(name, bytes);
}

/** @param original Where a step was taken. */
async function figureOf(model: Model, original = model) {
  const contents = new Contents(newHash, quietContext());
  const found = original === model ? null : await compareNodes(original, model, contents);
  return graphFigure(await graphSubjects(original, model, await layersOf(model), await costsOf(model), found));
}

/** Activations one after the other, and what is read besides. @param names Of the values. */
function chain(names: readonly string[], operator = () => "Relu"): string {
  const steps = names.slice(1).map((name, at) => `${name} = ${operator()}(${names[at]!})`);
  return `onnx 13\ninput ${names[0]!} float32[1,4]\n${steps.join("\n")}\noutput ${names.at(-1)!} float32[1,4]\n`;
}

function colorsIn(style: string): Record<string, string> {
  return Object.fromEntries([...style.matchAll(/--(\w+): (#\w{6});/gu)].map(([, name, color]) => [name!, color!]));
}

/** The same ones each time. */
function shuffled(kinds: readonly string[]): () => string {
  let state = 1;
  return () => kinds[(state = (state * 48271) % 2147483647) % kinds.length]!;
}

async function pageOf(model: Model): Promise<string> {
  const original = { model, gzip: { bytes: 1, estimated: false } };
  const subject = await reportSubject("a", original, model, [], new Contents(newHash, quietContext()));
  return reportPage(subject, graphFigure(subject.graphs));
}

const numbered = (count: number, name = (at: number) => `v${at}`) =>
  Array.from({ length: count + 1 }, (_, at) => name(at));
const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

describe("The graph on the page of a model", () => {
  it("has every node, input and output, each with its name", async () => {
    const { drawings, notes, legend } = await figureOf(await modelOf(chain(numbered(12))));
    assert.deepEqual([drawings.map(({ title }) => title), notes, legend], [["All nodes"], [], []]);
    const { svg } = drawings[0]!;
    assert.equal(count(svg, />Relu<\/text>/gu), 12);
    const nodes = numbered(12)
      .slice(1)
      .map((name) => `Relu_${name}`);
    for (const name of ["v0", ...nodes, "v12"]) {
      assert.ok(svg.includes(`<title>${name}</title>`), name);
    }
    // As wide as measured: no text runs over its card in another font.
    assert.equal(count(svg, /<text /gu), count(svg, /<text [^>]*textLength="[\d.]+"/gu));
  });

  it("takes no name for markup", async () => {
    const name = "</svg></title><script>alert(1)</script>";
    const { drawings } = await figureOf(await modelOf(chain(["x", name, "y"])));
    assert.equal(/<script|<\/svg>(?!\n$)/u.exec(drawings[0]!.svg), null);
    assert.notEqual(/&lt;\/svg&gt;/u.exec(drawings[0]!.svg), null);
  });

  it("tells by colour what steps did, with what went", async () => {
    const original = await modelOf(
      "onnx 13\ninput x float32[1,4]\na = Identity(x)\ny = Relu(a)\noutput y float32[1,4]\n",
    );
    const { model } = await runStep(
      await modelOf(chain(["x", "a", "y"], () => "Relu")),
      { id: "remove-nodes", parameters: {} },
      quietContext(),
    );
    const { drawings, legend } = await figureOf(model, original);
    assert.deepEqual(
      legend.map(({ title }) => title),
      ["changed", "added", "removed"],
    );
    assert.notEqual(/>Identity<\/text>/u.exec(drawings[0]!.svg), null);
    assert.notEqual(/stroke:var\(--red\);stroke-dasharray/u.exec(drawings[0]!.svg), null);
  });

  it("is seen as groups first where there are many nodes, and only so where there are very many", async () => {
    const blocks = (nodes: number) => numbered(nodes, (at) => `net/block${at >> 4}/v${at}`);
    const some = await figureOf(await modelOf(chain(blocks(320))));
    assert.deepEqual(
      some.drawings.map(({ title }) => title),
      ["Groups", "All nodes"],
    );
    assert.notEqual(/>block3 · 16 × Relu<\/text>/u.exec(some.drawings[0]!.svg), null);
    assert.equal(count(some.drawings[1]!.svg, />Relu<\/text>/gu), 320);
    // Two on one page do not share the names of what they define.
    const classes = some.drawings.map(({ svg }) => new Set(svg.match(/class="\w+"/gu)));
    assert.ok([...classes[0]!].every((each) => !classes[1]!.has(each)));

    const many = await figureOf(await modelOf(chain(blocks(1600))));
    assert.deepEqual(
      many.drawings.map(({ title }) => title),
      ["Groups"],
    );
    assert.ok(many.drawings[0]!.svg.length < 400_000, `${many.drawings[0]!.svg.length}`);
  });

  it("stands above tables that end where nobody reads on, and say how much is left out", async () => {
    const inputs = numbered(2099).map((name) => `input ${name} float32[1]`);
    const page = await pageOf(await modelOf(`onnx 13\n${inputs.join("\n")}\ny = Relu(v0)\noutput y float32[1]\n`));
    assert.match(page, /And 100 more\./);
  });

  it("is left out with a sentence where even that is too large", async () => {
    // Nothing repeats itself, and no name has parts.
    const kinds = ["Relu", "Sigmoid", "Tanh", "Exp", "Neg", "Abs"];
    const { drawings, notes } = await figureOf(await modelOf(chain(numbered(3000), shuffled(kinds))));
    assert.deepEqual([drawings, notes], [[], ["The graph is too large to be drawn on a page."]]);
  });

  it("is groups as they are where the editor would show all nodes, and those are too many", async () => {
    // So many groups say little.
    const names = numbered(2000, (at) => `part${at >> 1}/v${at}`);
    const { drawings } = await figureOf(await modelOf(chain(names)));
    assert.deepEqual(
      drawings.map(({ title }) => title),
      ["Groups"],
    );
  });

  it("has the other graphs below it, closed, the largest where these are many", async () => {
    const branch = (name: string, size: number) =>
      graph(name, {
        name,
        node: Array.from({ length: size }, (_, at) =>
          node("Relu", [at === 0 ? "x" : `${name}${at}`], [`${name}${at + 1}`]),
        ),
        output: [{ name: `${name}${size}` }],
      });
    const choices = (count: number) =>
      Array.from({ length: count }, (_, at) =>
        node("If", ["c"], [`y${at}`], [branch("then_branch", at < 5 ? 1 : 2), branch("else_branch", 3)]),
      );
    const choosing = (count: number) =>
      open(
        "if.onnx",
        encode(
          model({
            input: [valueInfo("x", [4]), valueInfo("c", [], 9)],
            node: choices(count),
            output: [{ name: "y0" }],
          }),
        ),
      );
    const few = await figureOf(await choosing(1));
    assert.deepEqual(few.notes, ["Shown: main graph; 2 more graphs of the model are below."]);
    assert.match(few.others[0]!.title, /then_branch, 1 node$/);
    assert.equal(count(few.others[1]!.svg, />Relu<\/text>/gu), 3);
    const many = await figureOf(await choosing(25));
    assert.deepEqual(many.notes, ["Shown: main graph; of 50 more graphs of the model 40 are below."]);
    assert.equal(many.others.filter(({ title }) => title.endsWith(" 1 node")).length, 0);
    const page = await pageOf(await choosing(25));
    assert.equal(count(page, /<details>/gu), 40);
    const ids = [...page.matchAll(/ id="([^"]*)"/gu)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, "names of parts are apart");
  });

  it("is not there where a file has tensors and nothing else", async () => {
    const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const bytes = Buffer.concat([
      Buffer.from([header.length, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.from(header),
      Buffer.alloc(4),
    ]);
    const page = await pageOf(await readModel(memoryFiles("a.safetensors", bytes), quietContext()));
    assert.equal(page.includes("<h2>Graph"), false);
    assert.equal(page.includes("<h2>Layers"), true);
  });

  it("has all of its colours and fonts from the page, in light and in dark", async () => {
    const model = await modelOf(chain(["x", "y"]));
    const page = await pageOf(model);
    const [style] = /<style>[^]*?<\/style>/u.exec(page)!;
    for (const [, name] of JSON.stringify(PAGE_THEME).matchAll(/var\((--\w+)\)/gu)) {
      assert.ok(style.includes(`${name}: `), name);
    }
    const [light, dark] = style.split("@media (prefers-color-scheme: dark)").map(colorsIn);
    for (const colors of [light!, { ...light, ...dark }]) {
      for (const [name, color] of Object.entries(colors)) {
        const wanted = ["page", "card"].includes(name)
          ? 1
          : ["text", "dim"].includes(name)
            ? TEXT_CONTRAST
            : SHAPE_CONTRAST;
        for (const background of [colors["page"]!, colors["card"]!]) {
          const found = contrast(parseColor(color), parseColor(background));
          assert.ok(found >= wanted, `${name} ${color} on ${background}: ${found.toFixed(2)}`);
        }
      }
    }
    assert.notEqual(/<div class="graph drawing0"[^>]*><svg /u.exec(page), null);
    assert.equal(/<script/u.exec(page), null);
  });
});
