// Writes the commands of the transforms into package.json, from the registry, and puts package.nls.json, which has the texts
// of both, in the order in which package.json asks for them. Run it after adding a transform, a command or a setting.
import { readFileSync, writeFileSync } from "node:fs";
import * as esbuild from "esbuild";

const built = await esbuild.build({
  stdin: { contents: 'export { transforms } from "./src/core";', resolveDir: "." },
  bundle: true,
  format: "esm",
  write: false,
});
const { transforms } = await import(`data:text/javascript,${encodeURIComponent(built.outputFiles[0].text)}`);
const [manifest, texts] = ["package.json", "package.nls.json"].map((file) => JSON.parse(readFileSync(file, "utf8")));
const { contributes } = manifest;
const when = `activeCustomEditorId == ${contributes.customEditors[0].viewType}`;
const applied = transforms.map(({ id, title, parameters }) => {
  const command = `modelBonsai.${id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())}`;
  texts[`${command}.title`] = Object.values(parameters).some(({ ask }) => ask) ? `${title}...` : title;
  return { command, title: `%${command}.title%`, category: "Model Bonsai", enablement: when };
});
const known = new Set(applied.map(({ command }) => command));
const others = contributes.commands.filter(({ command }) => !known.has(command));
contributes.commands = [...applied, ...others];
contributes.menus.commandPalette = contributes.commands.map(({ command }) => ({
  command,
  when: contributes.menus.commandPalette.find((entry) => entry.command === command)?.when ?? when,
}));

const printed = JSON.stringify(manifest, null, 2);
const keys = [...printed.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
const missing = keys.filter((key) => !Object.hasOwn(texts, key));
if (missing.length > 0) {
  throw new Error(`package.nls.json lacks ${missing.join(", ")}.`);
}
const asked = Object.fromEntries(keys.map((key) => [key, texts[key]]));
writeFileSync("package.json", `${printed}\n`);
writeFileSync("package.nls.json", `${JSON.stringify(asked, null, 2)}\n`);
