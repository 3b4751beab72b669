import assert from "node:assert/strict";
import type { Ghosts, ViewGraph, ViewGroups } from "../../src/protocol/messages";
import { groupsWithGhosts, withGhosts } from "../../src/drawing/ghosts";
import { colorings } from "../../webview/graph/coloring/colorings";
import { isCard } from "../../src/drawing/scene";
import type { ViewState } from "../../webview/store";
import { sceneOf } from "../support/scene";

const scene = sceneOf(3, [
  [0, 1],
  [1, 2],
]);
const graph = { ...scene.graph, nodes: scene.graph.nodes } as unknown as ViewGraph;
const node = (name: string) => ({
  ...{ name, operator: "Identity", role: "identity" as const, parameters: 0, bytes: 0 },
  before: { graph: 0, node: 0 },
});
const ghosts: Ghosts = {
  among: 3,
  nodes: [node("i"), node("j"), node("k")],
  edges: Int32Array.of(1, 3, 3, 4, 4, 2, 5, 2),
};

describe("Ghosts of removed nodes", () => {
  it("stand behind the nodes of the graph, with edges of their own, as cards", () => {
    const made = withGhosts(graph, ghosts);
    assert.deepEqual(
      made.nodes.map(({ isRemoved }) => isRemoved === true),
      [false, false, false, true, true, true],
    );
    assert.deepEqual([...made.edges], [0, 1, 1, 2, 1, 3, 3, 4, 4, 2, 5, 2]);
    assert.equal(made.labels.length, made.edges.length / 2);
    assert.equal(made.inferred.length, made.edges.length / 2);
    assert.ok(made.nodes.slice(3).every((each) => isCard(each)));
  });

  it("are left out of a graph that they were not made for", () => {
    assert.equal(withGhosts(graph, { ...ghosts, among: 4 }), graph);
    assert.equal(withGhosts(graph, null), graph);
  });

  it("are in the groups of what they read, or of what reads them", () => {
    const groups = { of: Int32Array.of(-1, 7, 8) } as unknown as ViewGroups;
    assert.deepEqual([...groupsWithGhosts(groups, ghosts).of], [-1, 7, 8, 7, 7, 8]);
    assert.equal(groupsWithGhosts(groups, null), groups);
  });

  it("have the colour of what was removed, where nothing else changed, too", () => {
    const state = (marks: Uint8Array | null) =>
      ({
        ...{ graph: withGhosts(graph, ghosts), graphIndex: 0, document: { layers: [] }, cost: null },
        ...{ styles: [], profile: null, verification: null, comparison: { other: "a", marks: [marks] } },
      }) as unknown as ViewState;
    const changes = (marks: Uint8Array | null) => colorings(state(marks)).find(({ id }) => id === "changes");
    const { levelOf, levels, text } = changes(Uint8Array.of(0, 1, 2))!;
    assert.deepEqual([...levelOf], [0, 2, 1, 3, 3, 3]);
    assert.deepEqual([levels[2]!.title, text(4)], ["removed", "removed"]);
    assert.deepEqual([...changes(null)!.levelOf], [0, 0, 0, 3, 3, 3]);
    assert.equal(changes(new Uint8Array(6)), undefined);
    const over = { ...state(null), comparison: null };
    assert.ok(!colorings(over).some(({ id }) => id === "changes"), "while they are still drawn");
  });
});
