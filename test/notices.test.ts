// What travels with the extension because its bundles hold the work of others.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { noticesOf, packagesOf } from "../scripts/notices.mjs";

describe("third-party notices", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "notices-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("hold the licences of what the bundles hold", () => {
    const notices = readFileSync("dist/THIRD_PARTY_NOTICES.txt", "utf8");
    for (const name of ["lit", "lit-html", "lit-element", "@lit/reactive-element", "@vscode-elements/elements"]) {
      const manifest = JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8")) as Manifest;
      assert.ok(notices.includes(`\n${name} ${manifest.version}, ${manifest.license}\n`), name);
      assert.ok(notices.includes(readFileSync(join("node_modules", name, "LICENSE"), "utf8").trim()), name);
    }
  });

  it("hold those of engines, which come without their texts, and of what these are compiled of", () => {
    const notices = readFileSync("dist/THIRD_PARTY_NOTICES.txt", "utf8");
    const texts: Readonly<Record<string, string>> = {
      "onnxruntime-web": "Copyright (c) Microsoft Corporation",
      "@litertjs/core": "Copyright Google LLC",
      "@tensorflow/tfjs-core": "Copyright Google LLC",
      seedrandom: "Copyright 2019 David Bau",
    };
    for (const [name, holder] of Object.entries(texts)) {
      const manifest = JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8")) as Manifest;
      const notice = notices.split("-".repeat(80)).find((each) => each.startsWith(`\n${name} ${manifest.version}, `));
      assert.ok(notice?.includes(holder), name);
    }
    for (const name of ["google/XNNPACK", "pytorch/cpuinfo", "google/flatbuffers", "pthreadpool"]) {
      assert.ok(notices.includes(`\n${name}\n`), name);
    }
  });

  it("have each package once, nested and scoped ones too, and nothing of ours", () => {
    const files = [
      write("node_modules/one", { "index.js": "" }),
      write("node_modules/one", { "other.js": "" }),
      write("node_modules/@scope/two/node_modules/three", { "lib/index.js": "" }),
      write("src", { "own.js": "" }),
    ];
    write("node_modules/@scope/two/node_modules/three", { "lib/package.json": '{"type":"module"}' });
    write("node_modules/one", {
      "package.json": '{"name":"one","version":"1.0.0","license":"MIT"}',
      LICENSE: "Be fair.",
    });
    write("node_modules/@scope/two/node_modules/three", {
      "package.json": '{"name":"three","version":"3.0.0","license":"Apache-2.0"}',
      "licence.md": "Be kind.",
      NOTICE: "By Three.",
    });
    const folders = packagesOf(files);
    const rule = "-".repeat(80);
    assert.equal(folders.length, 2);
    assert.deepEqual(noticesOf(folders).split(`\n${rule}\n`).slice(1), [
      "one 1.0.0, MIT\n\nBe fair.\n",
      "three 3.0.0, Apache-2.0\n\nBy Three.\n\nBe kind.\n",
    ]);
  });

  it("are not made where a licence is missing or empty", () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ "package.json": '{"name":"one","license":"MIT"}' }, /^Error: one is bundled, and the text of its licence/],
      [{ "package.json": '{"name":"one","license":"MIT"}', LICENSE: "\n" }, /the text of its licence/],
      [{ "package.json": '{"name":"one"}', LICENSE: "Be fair." }, /the name of its licence/],
    ];
    cases.forEach(([files, message], index) => {
      const file = write(`${index}/node_modules/one`, { ...files, "index.js": "" });
      assert.throws(() => noticesOf(packagesOf([file])), message);
    });
    write("3", { "package.json": '{"name":"whose packages these are"}' });
    assert.throws(() => packagesOf([write("3/node_modules/one", { "index.js": "" })]), /no package.json says whose/);
  });

  /** @returns the path of the last file. */
  function write(place: string, files: Readonly<Record<string, string>>): string {
    const paths = Object.entries(files).map(([name, text]) => {
      const path = join(folder, place, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    });
    return paths.at(-1)!;
  }
});

interface Manifest {
  readonly version: string;
  readonly license: string;
}
