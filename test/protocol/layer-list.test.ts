// The layer table as Markdown, CSV and JSON.
import assert from "node:assert/strict";
import { layersAsFile, layersAsMarkdown, type LayerList } from "../../src/protocol/layer-list";
import type { LayerColumn, LayerRow, ProfileState } from "../../src/protocol/messages";

const ALL: readonly LayerColumn[] = ["layer", "operator", "parameters", "bytes", "macs", "noise", "share"];

function row(name: string, changes: Partial<LayerRow> = {}): LayerRow {
  return {
    name,
    operator: "Conv",
    parameters: 1000,
    share: 0.25,
    dtype: "float32",
    bytes: 4000,
    bytesBefore: 4000,
    outputShape: "1×8",
    shared: false,
    place: { graph: 0, node: 0 },
    ...changes,
  };
}

function list(rows: readonly LayerRow[], changes: Partial<LayerList> = {}): LayerList {
  return { rows, columns: ALL, tensorsOnly: false, measureOf: () => 1234, noise: null, profile: null, ...changes };
}

describe("layers as text of their own", () => {
  it("have the columns and rows that are shown, in their order", () => {
    const shown = list([row("b"), row("a")], { columns: ["layer", "bytes"] });
    assert.equal(layersAsMarkdown(shown), "| Layer | Bytes |\n| --- | ---: |\n| `b` | 3.91 KB |\n| `a` | 3.91 KB |\n");
    assert.equal(layersAsFile(shown, "csv"), "layer,bytes\nb,4000\na,4000\n");
    assert.deepEqual(JSON.parse(layersAsFile(shown, "json")), [
      { layer: "b", bytes: 4000 },
      { layer: "a", bytes: 4000 },
    ]);
    assert.equal(layersAsFile(list([], { columns: ["layer"] }), "csv"), "layer\n");
  });

  it("say what steps changed, and what is not known", () => {
    const rows = [row("a", { bytes: 1000 }), row("b", { bytesBefore: null, place: null }), row("c")];
    const noise = { graph: 0, decibels: Float32Array.of(41.25) };
    const shown = list(rows, { measureOf: (each) => (each === rows[0] ? null : 5), noise });
    assert.equal(
      layersAsFile(shown, "csv"),
      "layer,operator,parameters,bytes,bytesBefore,macs,sqnr,share\n" +
        "a,Conv,1000,1000,4000,,41.25,0.25\nb,Conv,1000,4000,,5,,0.25\nc,Conv,1000,4000,4000,5,41.25,0.25\n",
    );
    const [, , first, second] = layersAsMarkdown(shown).split("\n");
    assert.match(first!, /\| 3\.91 KB → 1000 B \| \? \| 41\.3 dB \| 25\.0 % \|$/);
    assert.match(second!, /\| 3\.91 KB \| 5 \| {2}\| 25\.0 % \|$/);
    const same = list([row("a")], { columns: ["noise"], noise: { graph: 0, decibels: Float32Array.of(Infinity) } });
    assert.deepEqual(JSON.parse(layersAsFile(same, "json")), [{ sqnr: "same" }]);
  });

  it("say what was measured, in full where it is a file", () => {
    const measured = {
      amounts: Float64Array.of(NaN, 0.123456),
      providers: new Uint8Array(2),
      marks: new Uint8Array(2),
    };
    const profile = { total: 1, unit: "ms", graphs: [null, measured] } as unknown as ProfileState;
    const rows = [row("a", { place: { graph: 1, node: 1 } }), row("b", { place: { graph: 1, node: 0 } }), row("c")];
    const shown = list(rows, { columns: ["layer", "profile"], profile });
    assert.equal(layersAsFile(shown, "csv"), "layer,milliseconds\na,0.123456\nb,\nc,\n");
    assert.match(layersAsMarkdown(shown), /\| `a` \| 0\.123 ms \|\n\| `b` \| {2}\|\n/);
  });

  it("have what is chosen besides, with all digits in files", () => {
    const columns: LayerColumn[] = ["layer", "before", "gzip", "activations", "dtype", "zeros", "shape"];
    const measures: Readonly<Record<string, number | null>> = { gzip: 2048, activations: 512, zeros: 0.125 };
    const shown = list([row("a", { bytes: 9 })], { columns, measureOf: (_, column) => measures[column]! });
    assert.equal(
      layersAsFile(shown, "csv"),
      "layer,bytesBefore,bytesAfterGzip,activationBytes,dtype,zeros,outputShape\na,4000,2048,512,float32,0.125,1×8\n",
    );
    assert.match(
      layersAsMarkdown(shown),
      /\| `a` \| 3\.91 KB \| 2\.00 KB \| 512 B \| `float32` \| 12\.5 % \| `1×8` \|\n$/,
    );
    const unknown = list([row("a")], { columns: ["gzip", "zeros"], measureOf: () => null });
    assert.match(layersAsMarkdown(unknown), /\| \? \| {2}\|\n$/);
  });

  it("call tensors tensors", () => {
    const shown = list([row("w", { operator: "float32 2×2" })], { columns: ["layer", "operator"], tensorsOnly: true });
    assert.equal(layersAsFile(shown, "csv"), "tensor,type\nw,float32 2×2\n");
    assert.match(layersAsMarkdown(shown), /^\| Tensor \| Type \|/);
  });

  it("take nothing in names for Markdown, a cell's end or a formula", () => {
    const names = ["a|b", "`c`", "[d](https://example.com)", "e\nf", "=1+1", 'g"h,i', "@j", ""];
    const shown = list(
      names.map((name) => row(name)),
      { columns: ["layer"] },
    );
    const lines = layersAsMarkdown(shown).trimEnd().split("\n").slice(2);
    assert.deepEqual(lines.slice(0, 3), ["| `a\\|b` |", "| `` `c` `` |", "| `[d](https://example.com)` |"]);
    assert.equal(lines.length, names.length);
    assert.equal(
      layersAsFile(shown, "csv"),
      'layer\na|b\n`c`\n[d](https://example.com)\n"e\nf"\n\'=1+1\n"g""h,i"\n\'@j\n\n',
    );
    const parsed = JSON.parse(layersAsFile(shown, "json")) as { layer: string }[];
    assert.deepEqual(
      parsed.map(({ layer }) => layer),
      names,
    );
  });
});
