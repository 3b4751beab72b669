// What package.json promises, compared with what the code has.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { formats, transforms } from "../src/core";
import { contrast, parseColor, SHAPE_CONTRAST } from "../webview/look/contrast";

interface Manifest {
  readonly main: string;
  readonly browser: string;
  readonly icon: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly customEditors: readonly { viewType: string; priority: string; selector: { filenamePattern: string }[] }[];
    readonly commands: readonly { command: string; title: string; category: string; enablement: string }[];
    readonly keybindings: readonly { readonly command: string; readonly when: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when: string }[]>>;
  };
}

const printed = readFileSync("package.json", "utf8");
const manifest = JSON.parse(printed) as Manifest;
const texts = JSON.parse(readFileSync("package.nls.json", "utf8")) as Readonly<Record<string, string>>;
/** What is shown where package.json has "%key%". */
const textOf = (text: string | undefined) => texts[/^%(.+)%$/.exec(text ?? "")?.[1] ?? ""] ?? "";
const { commands, customEditors, menus } = manifest.contributes;
const sources = ["commands", "node-commands"].map((name) => readFileSync(`src/extension/${name}.ts`, "utf8"));
const [source, nodeSource] = sources as [string, string];
const idsIn = (text: string) => [...text.matchAll(/^ {2}"(modelBonsai\.\w+)":/gm)].map(([, id]) => id!);
const RUN_ON_FILES = "modelBonsai.runRecipeOnFiles";
/** They work on files, so that no model has to be open. */
const ON_FILES = [RUN_ON_FILES, "modelBonsai.compareSelected"];
const onNodes = idsIn(nodeSource);
/** They are about a node, or about files that are chosen: the palette has neither. */
const inMenusOnly = [...onNodes, "modelBonsai.compareSelected"];
const handled = [...idsIn(source), ...onNodes];
const applied = transforms.map(({ id }) => commandOf(id));
/** Run from the page that a file without a model gets, not from the palette. */
const INTERNAL = ["modelBonsai.openAgain", "modelBonsai.reopenWith"];

describe("package.json", () => {
  it("opens what the formats name as theirs", () => {
    const patterns = customEditors.flatMap(({ selector }) => selector.map(({ filenamePattern }) => filenamePattern));
    const extensions = formats.flatMap((format) => format.extensions);
    for (const pattern of patterns) {
      assert.ok(extensions.includes(pattern.slice(1)), pattern);
    }
    for (const format of formats) {
      assert.ok(
        format.extensions.some((extension) => patterns.includes(`*${extension}`)),
        format.title,
      );
    }
    assert.ok(customEditors.every(({ priority }) => priority === "default"));
  });

  it("has the commands that there are", () => {
    assert.deepEqual(
      commands.map(({ command }) => command).sort(),
      [...applied, ...handled.filter((id) => !INTERNAL.includes(id)), ...ON_FILES].sort(),
    );
    assert.ok(commands.every(({ category }) => category === "Model Bonsai"));
  });

  it("has a command for every transform, with its title, and an ellipsis where it asks for more", () => {
    for (const { id, title, parameters } of transforms) {
      const asks = Object.values(parameters).some(({ ask }) => ask === true);
      const command = commands.find((each) => each.command === commandOf(id));
      assert.equal(textOf(command?.title), asks ? `${title}...` : title);
    }
  });

  it("has its texts in package.nls.json, in the same order, and that has no others", () => {
    const asked = [...printed.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
    assert.ok(asked.length > commands.length);
    assert.deepEqual(Object.keys(texts), [...new Set(asked)]);
    assert.ok(Object.values(texts).every((text) => text.trim() !== ""));
    for (const { command, title } of commands) {
      assert.equal(title, `%${command}.title%`);
    }
    const shown = [...JSON.stringify(manifest.contributes).matchAll(/"(?:title|description|name|label)":"([^"]*)"/g)];
    const plain = shown.map(([, text]) => text!).filter((text) => !text.startsWith("%"));
    assert.deepEqual([...new Set(plain)], ["Model Bonsai"], "the name of the extension alone is nothing to translate");
    assert.ok(readFileSync(".vscodeignore", "utf8").split("\n").includes("!package.nls.json"));
  });

  it("offers commands only where a model is open", () => {
    const only = `activeCustomEditorId == ${customEditors[0]!.viewType}`;
    const onModels = commands.filter(({ command }) => !ON_FILES.includes(command));
    assert.ok(onModels.every(({ enablement }) => enablement === only));
    const palette = menus["commandPalette"]!;
    assert.deepEqual(palette.map(({ command }) => command).sort(), commands.map(({ command }) => command).sort());
    for (const [menu, entries] of Object.entries(menus)) {
      const others = entries.filter(({ command }) => menu !== "commandPalette" || !inMenusOnly.includes(command));
      assert.ok(menu.endsWith("/context") || others.every(({ when }) => when === only), menu);
    }
  });

  it("offers commands on a node in its menu alone", () => {
    const sections = new Map(
      ["node", "layers"].map((section) => {
        const there = `webviewId == ${customEditors[0]!.viewType} && webviewSection == ${section}`;
        return [section, menus["webview/context"]!.filter(({ when }) => when === there).map(({ command }) => command)];
      }),
    );
    assert.deepEqual(sections.get("node")!.sort(), [...onNodes].sort());
    assert.deepEqual(sections.get("layers"), [
      "modelBonsai.copyLayers",
      "modelBonsai.saveLayers",
      "modelBonsai.chooseColumns",
    ]);
    assert.equal([...sections.values()].flat().length, menus["webview/context"]!.length);
    const palette = menus["commandPalette"]!.filter(({ command }) => inMenusOnly.includes(command));
    assert.ok(palette.every(({ when }) => when === "false"));
  });

  it("binds keys to commands that there are, and only where a model is open", () => {
    for (const { command, when } of manifest.contributes.keybindings) {
      assert.ok(commands.some((each) => each.command === command));
      assert.ok(when.startsWith(`activeCustomEditorId == ${customEditors[0]!.viewType}`));
    }
  });

  it("offers to run recipes on the files of all formats that are written", () => {
    const entries = menus["explorer/context"]!;
    assert.deepEqual(entries.map(({ command }) => command).sort(), [...ON_FILES].sort());
    const entry = entries.find(({ command }) => command === RUN_ON_FILES);
    const pattern = new RegExp(/^resourceExtname =~ \/(.*)\/$/.exec(entry!.when)![1]!);
    const isWritten = (extension: string) =>
      formats.some(({ extensions, writer }) => extensions.includes(extension) && "offers" in writer);
    for (const { filenamePattern } of customEditors[0]!.selector) {
      const extension = filenamePattern.slice(1);
      assert.equal(pattern.test(extension), isWritten(extension), extension);
    }
    assert.ok(!pattern.test(".txt"));
  });

  it("leads through what there is, with pictures that suit any theme", () => {
    const steps = manifest.contributes.walkthroughs.flatMap((each) => each.steps);
    assert.equal(steps.length, 3);
    for (const { description, media, completionEvents } of steps) {
      const linked = [...textOf(description).matchAll(/\(command:(modelBonsai\.\w+)\)/g)].map(([, id]) => id!);
      const awaited = completionEvents.flatMap((event) => /^onCommand:(.*)/.exec(event)?.slice(1) ?? []);
      assert.ok(linked.length > 0 && awaited.length > 0);
      assert.ok(linked.every((id) => awaited.includes(id)));
      assert.ok(awaited.every((id) => commands.some(({ command }) => command === id)));
      for (const [, key] of completionEvents.join(" ").matchAll(/onContext:(modelBonsai\.\w+)/g)) {
        assert.ok(readFileSync("src/extension/walkthrough-progress.ts", "utf8").includes(`"${key}"`), key);
      }
      const picture = readFileSync(media.svg, "utf8");
      assert.doesNotMatch(picture, /href|url\(|<text|<style|<script/);
      for (const [color] of picture.matchAll(/#[0-9a-f]{6}/g)) {
        const ratios = ["#ffffff", "#1e1e1e"].map((ground) => contrast(parseColor(color), parseColor(ground)));
        assert.ok(Math.min(...ratios) >= SHAPE_CONTRAST, `${color} on ${media.svg}: ${ratios.join(", ")}`);
      }
    }
  });

  it("names files that the build makes", () => {
    for (const path of [manifest.main, manifest.browser, ...Object.values(manifest.bin), manifest.icon]) {
      assert.ok(existsSync(path), path);
    }
  });
});

/** "fold-batchnorm" → "modelBonsai.foldBatchnorm" */
function commandOf(transform: string): string {
  return `modelBonsai.${transform.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
}
