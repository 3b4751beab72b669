import assert from "node:assert/strict";
import { layersOf, Links, nodeDetails, viewGraphs, type Node } from "../../../src/core";
import { statedType } from "../../../src/core/view/view-graph";
import { encode, graph, model, node, valueInfo } from "../../support/onnx";
import { encodeText } from "../../support/model-text";
import { open } from "../../support/open";

type GraphProto = Parameters<typeof graph>[1];

async function linksOf(name: string, bytes: Uint8Array) {
  const opened = await open(name, bytes);
  const views = viewGraphs(opened, await layersOf(opened));
  const links = new Links(opened, views);
  const details = (at: number, inGraph = 0) =>
    nodeDetails(opened, views[inGraph]!.subjects[at]!, statedType, null, links);
  return { opened, views, links, details };
}

describe("links", () => {
  it("lead from inputs to what makes them and from outputs to what reads them", async () => {
    const { name, bytes } = encodeText(`onnx 13
input x float32[1,4]
constant w float32[4,4] = ramp
a = MatMul(x, w)
b = Relu(a)
y = Add(a, b)
output y float32[1,4]`);
    const { views, details } = await linksOf(name, bytes);
    const { nodes } = views[0]!.graph;
    const [x, product, relu, sum, y] = ["x", "MatMul_a", "Relu_b", "Add_y", "y"].map((each) =>
      nodes.findIndex((node) => node.name === each),
    ) as [number, number, number, number, number];
    const at = (node: number) => ({ graph: 0, node, name: nodes[node]!.name });
    assert.deepEqual(
      details(product).inputs.map(({ links }) => links),
      [[at(x)], []],
    );
    assert.deepEqual(details(product).outputs[0]!.links, [at(relu), at(sum)]);
    assert.deepEqual(
      details(sum).inputs.map(({ links }) => links),
      [[at(product)], [at(relu)]],
    );
    assert.deepEqual(details(sum).outputs[0]!.links, [at(y)]);
    assert.deepEqual(details(x).outputs[0]!.links, [at(product)]);
    assert.deepEqual(details(y).inputs[0]!.links, [at(sum)]);
  });

  it("lead into the graphs that a node runs, and these know what runs them first", async () => {
    const branch = (name: string) => ({
      name,
      node: [node("Relu", ["x"], [`${name}_out`])],
      output: [valueInfo(`${name}_out`, [1])],
    });
    const choice = (output: string, then: GraphProto, other: GraphProto) =>
      node("If", ["c"], [output], [graph("then_branch", then), graph("else_branch", other)]);
    const inner = choice("inner_out", branch("a"), branch("b"));
    const proto = model({
      name: "m",
      node: [
        choice("y", branch("t"), { name: "inner", node: [inner], output: [valueInfo("inner_out", [1])] }),
        choice("z", branch("u"), branch("v")),
      ],
      input: [valueInfo("c", []), valueInfo("x", [1])],
      output: [valueInfo("y", [1]), valueInfo("z", [1])],
    });
    const { views, links, details } = await linksOf("m.onnx", encode(proto));
    const names = views.map(({ graph: { name } }) => name);
    const position = (graph: number, name: string) => views[graph]!.graph.nodes.findIndex((each) => each.name === name);
    const first = position(0, "If_y");
    const bodies = details(first).bodies;
    assert.deepEqual(
      bodies.map((body) => names[body]),
      ["If_y › then_branch", "If_y › else_branch"],
    );
    assert.ok(views[0]!.graph.nodes[first]!.runsGraphs);
    assert.ok(!views[0]!.graph.nodes[0]!.runsGraphs);
    const callers = links.callers();
    assert.equal(callers[0], null);
    assert.deepEqual(callers[bodies[1]!], { graph: 0, node: first });
    const deepest = names.indexOf("If_inner_out › then_branch");
    assert.deepEqual(callers[deepest], { graph: bodies[1], node: position(bodies[1]!, "If_inner_out") });
    assert.deepEqual(callers[names.indexOf("If_z › else_branch")], { graph: 0, node: position(0, "If_z") });
    // What a branch reads of the outer graph leads there, and back.
    const relu = views[bodies[0]!]!.subjects[0] as Node;
    assert.deepEqual(links.makerOf(relu.inputs[0]!), { graph: 0, node: position(0, "x"), name: "x" });
  });
});
