import assert from "node:assert/strict";
import { findHazards, layersOf, viewGraphs } from "../../src/core";
import { effectGroups } from "../../src/worker/effect-groups";
import { encodeGraph, op, placeholder, type NodeDef } from "../support/graphdef";
import { open } from "../support/open";

const bytes = (text: string) => new TextEncoder().encode(text);
const path = (name: string, text: string): NodeDef => ({
  name,
  op: "Const",
  attr: { dtype: { type: 7 }, value: { tensor: { dtype: 7, string_val: [bytes(text)] } } },
});

async function groupsOf(node: readonly NodeDef[], library?: Parameters<typeof encodeGraph>[0]["library"]) {
  const model = await open("m.pb", encodeGraph({ node, ...(library === undefined ? {} : { library }) }));
  const views = viewGraphs(model, await layersOf(model));
  return { groups: effectGroups(await findHazards(model), views), views };
}

describe("effects in the header", () => {
  it("say where each is drawn, in functions too, and what is usual comes last", async () => {
    const { groups, views } = await groupsOf(
      [
        placeholder("x"),
        op("print", "PrintV2", ["x"]),
        path("secret", "/etc/passwd"),
        op("read", "ReadFile", ["secret"]),
        op("call", "f", ["x"]),
      ],
      {
        function: [
          {
            signature: { name: "f", input_arg: [{ name: "a", type: 1 }], output_arg: [{ name: "r", type: 1 }] },
            node_def: [path("other", "~/.ssh/id"), op("inner", "ReadFile", ["other:output:0"])],
            ret: { r: "a" },
          },
        ],
      },
    );
    assert.deepEqual(
      groups.map(({ text, names, count, ordinary }) => [text, names, count, ordinary]),
      [
        ["ReadFile reads files", ["/etc/passwd", "~/.ssh/id"], 2, false],
        ["PrintV2 prints", [], 1, true],
      ],
    );
    const [main, inner] = groups[0]!.first;
    assert.deepEqual([main!.place, inner!.place], ["main graph", "function f"]);
    for (const { node, at } of [main!, inner!]) {
      assert.equal(views[at!.graph]!.graph.nodes[at!.node]!.name, node);
    }
  });

  it("are few, however many operators there are", async () => {
    const custom = Array.from({ length: 1000 }, (_, index) => op(`n${index}`, `Custom${index % 500}`, ["x"]));
    const { groups } = await groupsOf([placeholder("x"), ...custom]);
    assert.equal(groups.length, 20);
    assert.deepEqual(
      groups[0]!.first.map(({ node }) => node),
      ["n0", "n500"],
    );
  });
});
