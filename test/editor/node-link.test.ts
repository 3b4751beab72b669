// Links to nodes: what is printed is read back, and nothing leads elsewhere.
import assert from "node:assert/strict";
import {
  graphOf,
  graphText,
  nodeOf,
  nthOf,
  parseNodeLink,
  placesOf,
  printNodeLink,
} from "../../src/extension/node-link";

const BASE = "vscode://model-bonsai.model-bonsai";

/** As VS Code hands a link on: its query decoded once. */
const queryOf = (link: string) => decodeURIComponent(/\?(.*)$/.exec(link)![1]!);

describe("links to nodes", () => {
  it("are read as they were made, whatever the names", () => {
    const names = [
      "conv1/Relu:0",
      "a&b=c#d?e",
      "100%",
      "%41+1",
      "größe α",
      "a b",
      "C:\\models\\x.onnx",
      '<img src="x">',
    ];
    for (const name of names) {
      const link = { file: `${name}.onnx`, graph: name, node: name, nth: 2 };
      const printed = printNodeLink(BASE, link);
      assert.match(printed, /^vscode:\/\/model-bonsai\.model-bonsai\/open\?[\w%/:.=&~!*'()-]+$/);
      assert.deepEqual(parseNodeLink(queryOf(printed)), link);
    }
    const plain = { file: "models/net.onnx", graph: null, node: "conv1/Relu", nth: 1 };
    assert.equal(printNodeLink(BASE, plain), `${BASE}/open?file=models/net.onnx&node=conv1/Relu`);
  });

  it("may be written by hand, and need a file", () => {
    assert.deepEqual(parseNodeLink("file=/m/50%.onnx&node=x"), { file: "/m/50%.onnx", graph: null, node: "x", nth: 1 });
    assert.equal(parseNodeLink("node=x"), null);
    assert.equal(parseNodeLink(""), null);
    assert.equal(parseNodeLink(`file=${"a".repeat(5000)}.onnx`), null);
    for (const nth of ["-1", "0", "1.5", "x", "1e99"]) {
      assert.equal(parseNodeLink(`file=a.onnx&nth=${nth}`)!.nth, 1);
    }
  });

  it("lead to files of this machine and of folders that are open, and nowhere else", () => {
    const folders = ["models", "other"];
    assert.deepEqual(placesOf("/m/net.onnx", folders), [{ folder: null, path: "/m/net.onnx" }]);
    assert.deepEqual(placesOf("C:\\m\\net.onnx", folders), [{ folder: null, path: "C:/m/net.onnx" }]);
    assert.deepEqual(placesOf("other/net.onnx", folders), [
      { folder: 1, path: "net.onnx" },
      { folder: 0, path: "other/net.onnx" },
      { folder: 1, path: "other/net.onnx" },
    ]);
    assert.deepEqual(placesOf("net.onnx", []), []);
    const elsewhere = [
      "//server/share/net.onnx",
      "\\\\server\\share\\net.onnx",
      "https://example.com/net.onnx",
      "vscode-remote://host/net.onnx",
      "file:///m/net.onnx",
      "../net.onnx",
      "models/../../net.onnx",
      "models\\..\\..\\net.onnx",
      "net.onnx:stream.onnx",
      "/m/net\0.onnx",
    ];
    for (const file of elsewhere) {
      assert.equal(placesOf(file, folders), null, file);
    }
  });

  it("find graphs by name or number, and nodes that share a name by which of them it is", () => {
    const graphs = ["main", "loop", "loop", ""];
    for (const graph of graphs.keys()) {
      assert.equal(graphOf(graphs, graphText(graphs, graph)), graph);
    }
    assert.deepEqual([graphOf(graphs, "none"), graphOf(graphs, "#4"), graphOf(graphs, "-1")], [-1, -1, -1]);
    const numbered = ["main", "#2", "body", ""];
    for (const graph of numbered.keys()) {
      assert.equal(graphOf(numbered, graphText(numbered, graph)), graph);
    }
    const nodes = ["a", "b", "a", "a"].map((name) => ({ name }));
    for (const node of nodes.keys()) {
      assert.equal(nodeOf(nodes, nodes[node]!.name, nthOf(nodes, node)), node);
    }
    assert.deepEqual([nodeOf(nodes, "a", 4), nodeOf(nodes, "c", 1)], [-1, -1]);
  });
});
