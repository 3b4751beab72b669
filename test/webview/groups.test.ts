import assert from "node:assert/strict";
import fc from "fast-check";
import { firstOpen } from "../../src/drawing/groups/first-open";
import { GroupTree } from "../../src/drawing/groups/group-tree";
import { Grouping, type SavedGroups } from "../../webview/groups/grouping";
import { EVERYTHING, visibleGraph, type VisibleGraph } from "../../src/drawing/groups/visible-graph";
import { chainTree, viewGraph, viewGroups } from "../support/grouped";

/** What is visible, as text: nodes by number, groups by "g" and number. */
function seen({ nodeOf, groupOf }: VisibleGraph): string[] {
  return Array.from(nodeOf, (node, place) => (node >= 0 ? `${node}` : `g${groupOf[place]!}`));
}

function edgesOf(visible: VisibleGraph): string[] {
  const names = seen(visible);
  return Array.from(
    { length: visible.edges.length / 2 },
    (_, edge) => `${names[visible.edges[edge * 2]!]!}→${names[visible.edges[edge * 2 + 1]!]!}`,
  );
}

const show = (tree: GroupTree, open: readonly number[], hidden: readonly number[] = []) =>
  visibleGraph(tree.graph, {
    tree,
    open: Uint8Array.from(tree.parents, (_, group) => (open.includes(group) ? 1 : 0)),
    hidden: Uint8Array.from(tree.graph.nodes, (_, node) => (hidden.includes(node) ? 1 : 0)),
  });

/** in, (1, (2, 3), 4), 5, (6, 7), out */
const nested = () => chainTree([-1, 0, 1, 1, 0, -1, 2, 2, -1], [-1, 0, -1]);

describe("what is visible of a graph with groups", () => {
  it("is each closed group as one thing with the edges of what is in it", () => {
    const visible = show(nested(), []);
    assert.deepEqual(seen(visible), ["0", "g0", "5", "g2", "8"]);
    assert.deepEqual(edgesOf(visible), ["0→g0", "g0→5", "5→g2", "g2→8"]);
    assert.deepEqual(visible.labels, ["value0", "value4", "value5", "value7"]);
    assert.deepEqual([...visible.standsFor], [0, 1, 1, 1, 1, 2, 3, 3, 4]);
    assert.equal(visible.frames.length, 0);
    const { name, parameters, bytes, share } = visible.nodes[1]!;
    assert.deepEqual([name, parameters, bytes, share], ["group0", 4, 16, 4 / 7]);
  });

  it("is what is in open groups, in frames that lie in each other", () => {
    const visible = show(nested(), [0, 1]);
    assert.deepEqual(seen(visible), ["0", "1", "2", "3", "4", "5", "g2", "8"]);
    assert.deepEqual([...visible.frames], [0, 1]);
    assert.deepEqual([...visible.frameParents], [-1, 0]);
    assert.deepEqual([...visible.frameOf], [-1, 0, 1, 1, 0, -1, -1, -1]);
  });

  it("is not what is open in a closed group", () => {
    assert.deepEqual(seen(show(nested(), [1])), ["0", "g0", "5", "g2", "8"]);
  });

  it("joins edges between the same things, and labels them where all carry the same", () => {
    const graph = viewGraph(
      Array.from({ length: 5 }, () => ({})),
      [
        [0, 1],
        [0, 2],
        [1, 3],
        [2, 3],
        [1, 2],
        [3, 4],
      ],
    );
    const visible = show(new GroupTree(graph, viewGroups([-1, 0, 0, 1, 1], [-1, -1])), []);
    assert.deepEqual(edgesOf(visible), ["0→g0", "g0→g1"]);
    assert.deepEqual(visible.labels, ["value0", ""]);
  });

  it("leads edges through what is hidden", () => {
    const visible = show(nested(), [0, 1], [2, 5]);
    assert.deepEqual(edgesOf(visible), ["0→1", "1→3", "3→4", "4→g2", "g2→8"]);
    assert.equal(visible.standsFor[2], -1);
    assert.deepEqual(edgesOf(show(nested(), [0, 1], [2, 3, 4, 5])), ["0→1", "1→g2", "g2→8"]);
    // A frame around nothing is none.
    assert.deepEqual([...show(nested(), [0, 1], [2, 3]).frames], [0]);
  });

  it("is all of the graph, as it is, without groups", () => {
    const { graph } = nested();
    const visible = visibleGraph(graph, EVERYTHING);
    assert.deepEqual(visible.nodes, graph.nodes);
    assert.deepEqual([...visible.edges], [...graph.edges]);
    assert.deepEqual(visible.labels, graph.labels);
  });

  it("keeps each edge between what stands for its ends, whatever the groups", () => {
    const graphs = fc.integer({ min: 2, max: 30 }).chain((count) =>
      fc.record({
        of: fc.array(fc.integer({ min: -1, max: 5 }), { minLength: count, maxLength: count }),
        parents: fc.tuple(...Array.from({ length: 6 }, (_, group) => fc.integer({ min: -1, max: group - 1 }))),
        open: fc.array(fc.integer({ min: 0, max: 5 })),
        edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 }),
      }),
    );
    fc.assert(
      fc.property(graphs, ({ of, parents, open, edges }) => {
        const graph = viewGraph(
          of.map(() => ({})),
          edges,
        );
        const tree = new GroupTree(graph, viewGroups(of, parents));
        const visible = show(tree, open);
        const { standsFor } = visible;
        const wanted = edges.filter(([from, to]) => standsFor[from] !== standsFor[to]);
        const pairs = new Set(wanted.map(([from, to]) => `${standsFor[from]!} ${standsFor[to]!}`));
        const drawn = Array.from(visible.labels, (_, edge) => visible.edges.subarray(edge * 2, edge * 2 + 2).join(" "));
        assert.deepEqual(new Set(drawn), pairs);
        assert.equal(drawn.length, pairs.size);
        // What is in no closed group is itself, and nothing is lost.
        visible.nodeOf.forEach((node, place) => node >= 0 && assert.equal(standsFor[node], place));
        assert.ok(standsFor.every((place) => place >= 0 && place < visible.nodes.length));
        visible.frameOf.forEach((frame, place) => {
          const group = visible.groupOf[place]!;
          const around = group < 0 ? tree.of[visible.nodeOf[place]!]! : tree.parents[group]!;
          assert.equal(frame < 0 ? -1 : visible.frames[frame], around);
        });
      }),
    );
  });
});

describe("the groups of a graph", () => {
  it("hold neither inputs nor outputs, and are none around one node or around one group", () => {
    const tree = chainTree([0, 0, 1, 2, 2, 2], [-1, -1, 1]);
    assert.deepEqual([...tree.of], [-1, -1, 1, 2, 2, -1]);
    assert.deepEqual([...tree.nodeCounts], [0, 3, 2]);
    const alone = chainTree([-1, 1, 1, -1], [-1, 0]);
    assert.deepEqual([...alone.nodeCounts], [0, 2]);
    assert.deepEqual([...alone.of], [-1, 1, 1, -1]);
    assert.equal(alone.parents[1], -1);
    assert.equal(alone.title(1), "group0 · group1");
  });

  it("know those beside them with the same operators, and what is in them", () => {
    const tree = chainTree(
      [-1, 0, 0, 1, 1, 3, 3, -1],
      [2, 2, -1, 2].map((parent) => (parent === 2 ? -1 : parent)),
      [0, 0, 2, 3],
    );
    assert.deepEqual([tree.alike[0], tree.alike[1], tree.alike[3]], [2, 2, 1]);
    assert.deepEqual(tree.nodesIn(1), [3, 4]);
    assert.deepEqual(nested().inside(0), [1]);
    assert.deepEqual(nested().inside(-1), [0, 2]);
    assert.deepEqual(nested().around(3), [1, 0]);
  });

  it("have keys that tell groups of the same title apart", () => {
    const groups = { ...viewGroups([-1, 0, 0, 1, 1, 2, 2], [-1, -1, 1]), titles: ["a", "a", "a"] };
    const graph = viewGraph(
      Array.from({ length: 7 }, () => ({})),
      [],
    );
    const keys = new GroupTree(graph, groups).keys();
    assert.equal(new Set(keys).size, 3);
  });
});

/** So many groups of so many nodes each, all in others as `parents` says for the first ones. */
function blocks(count: number, size: number, outer: readonly number[] = []): GroupTree {
  const parents = [...outer, ...Array.from({ length: count }, () => outer.length - 1)];
  const of = Array.from({ length: count * size }, (_, node) => outer.length + Math.floor(node / size));
  return chainTree([-1, ...of, -1], parents);
}

describe("what a graph is shown with at first", () => {
  const count = (open: Uint8Array | null) => (open === null ? null : open.reduce((sum, each) => sum + each, 0));

  it("is all of it where it is small or groups say little", () => {
    assert.equal(firstOpen(blocks(10, 10)), null);
    assert.equal(firstOpen(blocks(200, 2)), null);
    assert.equal(firstOpen(chainTree(new Array<number>(1000).fill(-1), [])), null);
    assert.equal(firstOpen(chainTree([-1, ...new Array<number>(1000).fill(0), -1], [-1])), null);
  });

  it("is a few to some dozens of groups, closed", () => {
    assert.equal(count(firstOpen(blocks(12, 20))), 0);
    assert.equal(count(firstOpen(blocks(60, 4))), null);
    assert.equal(count(firstOpen(blocks(100, 20))), 0);
  });

  it("is what is in a group around most of it", () => {
    assert.deepEqual([...firstOpen(blocks(12, 20, [-1]))!.slice(0, 2)], [1, 0]);
    const deep = firstOpen(blocks(12, 200, [-1, 0]))!;
    assert.equal(count(deep), 1);
  });
});

describe("which groups are open", () => {
  const parts = (tree: GroupTree) => [tree.graph, tree.groups] as const;
  const start = (saved: Readonly<Record<string, SavedGroups>> = {}, tree = nested()) => {
    const changes: Readonly<Record<string, SavedGroups>>[] = [];
    const grouping = new Grouping(saved, false, (each) => changes.push(each));
    const [graph, groups] = parts(tree);
    grouping.show(graph, 0, groups);
    return { grouping, changes, graph, groups };
  };

  it("is remembered for each graph, and found again", () => {
    const { grouping, changes, graph, groups } = start();
    assert.equal(grouping.tree, null);
    grouping.turn(true);
    grouping.toggle(1);
    assert.deepEqual(changes.at(-1), { 0: { isOn: true, open: [1] } });
    const again = new Grouping(changes.at(-1)!, false, () => {});
    again.show(graph, 0, groups);
    assert.ok(again.tree !== null && again.isOpen(1) && !again.isOpen(0));
    again.show(graph, 1, groups);
    assert.equal(again.tree, null);
  });

  it("is kept by name when the model changes", () => {
    const { grouping, changes, graph, groups } = start();
    grouping.turn(true);
    grouping.toggle(2);
    // One group less before it.
    const changed = { ...viewGroups([-1, 0, 0, 0, 0, -1, 1, 1, -1], [-1, -1]), titles: ["group0", "group2"] };
    grouping.show(graph, 0, changed);
    assert.deepEqual([grouping.isOpen(0), grouping.isOpen(1)], [false, true]);
    assert.deepEqual(changes.at(-1), { 0: { isOn: true, open: [1] } });
    grouping.show(graph, 0, null);
    assert.equal(grouping.tree, null);
    grouping.show(graph, 0, groups);
    assert.equal(grouping.hasGroups, true);
  });

  it("stays as it is when it is known what groups cost", () => {
    const { grouping, groups } = start({ 0: { isOn: true, open: [1] } });
    grouping.showCosts({ ...groups, macs: groups.macs.map(() => 7) });
    assert.equal(grouping.tree?.sums(0).macs, 7);
    assert.ok(grouping.isOpen(1));
    // Of another version of the model.
    grouping.showCosts(viewGroups([-1, 0, 0], [-1]));
    assert.equal(grouping.tree?.length, 3);
  });

  it("hides what changes no values, where there is any, and remembers that", () => {
    const { grouping, graph, groups } = start();
    assert.equal(grouping.hasPlumbing, false);
    const changes: boolean[] = [];
    const hiding = new Grouping({}, false, (_, hides) => changes.push(hides));
    const nodes = graph.nodes.map((node, index) => (index === 5 ? { ...node, role: "identity" as const } : node));
    hiding.show({ ...graph, nodes }, 0, groups);
    assert.equal(hiding.isHidden(5), false);
    hiding.hide(true);
    assert.ok(hiding.isHidden(5) && !hiding.isHidden(4));
    assert.deepEqual(changes, [true]);
    assert.equal(visibleGraph(graph, hiding.showing).standsFor[5], -1);
  });

  it("opens what is around a node, and closes again what was only passed", () => {
    const { grouping } = start({ 0: { isOn: true, open: [] } });
    assert.equal(grouping.openAround({ node: 5 }, true), false);
    assert.equal(grouping.openAround({ node: 2 }, true), true);
    assert.ok(grouping.isOpen(0) && grouping.isOpen(1));
    assert.equal(grouping.openAround({ node: 3 }, true), false);
    assert.equal(grouping.openAround({ node: 6 }, true), true);
    assert.deepEqual(
      [0, 1, 2].map((group) => grouping.isOpen(group)),
      [false, false, true],
    );
    // One stays there: it remains open.
    grouping.openAround({ node: 7 }, false);
    grouping.openAround({ node: 1 }, false);
    assert.deepEqual(
      [0, 1, 2].map((group) => grouping.isOpen(group)),
      [true, false, true],
    );
    grouping.openAround({ group: 1 }, false);
    assert.equal(grouping.isOpen(1), false);
  });

  it("takes what was saved of another file for none", () => {
    const { grouping } = start({ 0: { isOn: true, open: [1, 900, -3] } });
    assert.deepEqual(
      [0, 1, 2].map((group) => grouping.isOpen(group)),
      [false, true, false],
    );
    grouping.setAll(true);
    assert.deepEqual(
      [0, 1, 2].map((group) => grouping.isOpen(group)),
      [true, true, true],
    );
  });
});
