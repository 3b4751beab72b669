// Writes the commands of the transforms into package.json, from the registry. Run it after adding a transform.
import { readFileSync, writeFileSync } from "node:fs";
import * as esbuild from "esbuild";

const built = await esbuild.build({
  stdin: { contents: 'export { transforms } from "./src/core";', resolveDir: "." },
  bundle: true,
  format: "esm",
  write: false,
});
const { transforms } = await import(`data:text/javascript,${encodeURIComponent(built.outputFiles[0].text)}`);
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const { contributes } = manifest;
const when = `activeCustomEditorId == ${contributes.customEditors[0].viewType}`;
const applied = transforms.map(({ id, title, parameters }) => ({
  command: `modelBonsai.${id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())}`,
  title: Object.values(parameters).some(({ ask }) => ask) ? `${title}...` : title,
  category: "Model Bonsai",
  enablement: when,
}));
const known = new Set(applied.map(({ command }) => command));
const others = contributes.commands.filter(({ command }) => !known.has(command));
contributes.commands = [...applied, ...others];
contributes.menus.commandPalette = contributes.commands.map(({ command }) => ({
  command,
  when: contributes.menus.commandPalette.find((entry) => entry.command === command)?.when ?? when,
}));
writeFileSync("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
