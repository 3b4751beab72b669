import assert from "node:assert/strict";
import { attributes, decodeGraph, encodeGraph, op, placeholder, type NodeDef } from "../../support/graphdef";
import { open, transform } from "../../support/open";

const placed = (name: string, input: string, ...others: string[]): NodeDef =>
  op(name, "Neg", [input], attributes({ _class: others.map((each) => `loc:@${each}`) }));

describe("nodes of a TensorFlow graph that are to be placed with others", () => {
  it("are warned of where those are not there: TensorFlow loads no such graph", async () => {
    const warnings = async (...node: NodeDef[]) =>
      (await open("m.pb", encodeGraph({ node: [placeholder("x", [1]), ...node] }))).warnings;
    assert.deepEqual(await warnings(placed("y", "x", "x"), placed("z", "y", "z")), []);
    assert.deepEqual(await warnings(placed("y", "x", "x", "gone"), placed("z", "y", "y")), [
      '"y" is to be placed with "gone", which is not there; TensorFlow will refuse the graph.',
    ]);
    assert.deepEqual(await warnings(placed("y", "x", "a"), placed("z", "y", "b"), placed("w", "z", "c")), [
      '"y" and 2 more are to be placed with nodes that are not there, such as "a"; TensorFlow will refuse the graph.',
    ]);
  });

  it("are placed anywhere where that is asked for", async () => {
    const node = [placeholder("x", [1]), placed("y", "x", "x"), op("z", "Neg", ["y"])];
    const { written, report, after } = await transform("m.pb", encodeGraph({ node }), "strip-metadata", {
      colocation: true,
    });
    assert.deepEqual(
      decodeGraph(written).node.map(({ attr }) => Object.keys(attr!)),
      [["dtype", "shape"], ["T"], ["T"]],
    );
    assert.deepEqual(
      report.changes.map(({ subject, bytesBefore }) => [subject, bytesBefore]),
      [["colocations", 22]],
    );
    assert.equal(after.dialect.pinned(after).size, 0);
  });
});
