// Whose work is in the bundles, with the licences it came with: who passes the extension on passes them on too.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i;
const RULE = "-".repeat(80);

/** Texts of licences that packages name and leave out: those of their repositories, in `licences`. */
const GOOGLE = ["Copyright Google LLC", "LICENSE"];
const LEFT_OUT = {
  "onnxruntime-web": [null, "licences/onnxruntime.txt"],
  "onnxruntime-common": [null, "licences/onnxruntime.txt"],
  "@litertjs/core": GOOGLE,
  "@litertjs/wasm-utils": GOOGLE,
  "@tensorflow/tfjs-backend-cpu": GOOGLE,
  "@tensorflow/tfjs-backend-wasm": GOOGLE,
  "@tensorflow/tfjs-converter": GOOGLE,
  "@tensorflow/tfjs-core": GOOGLE,
  seedrandom: [null, "licences/seedrandom.txt"],
};
/** Machine code is made of more than the package that brings it. */
const COMPILED_IN = "licences/compiled-in.txt";

/** @param inputs paths of bundled files. @returns the folders of the packages they are of, each once. */
export function packagesOf(inputs) {
  const folders = inputs.filter((path) => path.split("/").includes("node_modules")).map(packageFolder);
  return [...new Set(folders)];
}

/**
 * Names, versions and licence texts of packages, as a text.
 * @param compiledIn Whether the machine code of engines goes with them.
 * @throws Error where a package says nothing about its licence: then it may not be passed on.
 */
export function noticesOf(folders, compiledIn = false) {
  const notices = folders.map(noticeOf).sort();
  const compiled = compiledIn
    ? [`In the machine code of onnxruntime, LiteRT and TensorFlow.js\n\n${ownText(COMPILED_IN)}\n`]
    : [];
  return ["Model Bonsai holds work of others, under the licences below.\n", ...new Set(notices), ...compiled].join(
    `\n${RULE}\n`,
  );
}

function ownText(file) {
  return readFileSync(file, "utf8").trim();
}

function textsLeftOut(name) {
  const [holder, file] = Object.hasOwn(LEFT_OUT, name) ? LEFT_OUT[name] : [null, null];
  return file === null ? [] : [holder === null ? ownText(file) : `${holder}\n\n${ownText(file)}`];
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim())
    .filter((text) => text !== "");
  if (texts.length === 0) {
    texts.push(...textsLeftOut(name));
  }
  if (typeof license !== "string" || texts.length === 0) {
    const missing = typeof license === "string" ? "the text of its licence" : "the name of its licence";
    throw new Error(`${name} is bundled, and ${missing} is not in its package. Take another package or version.`);
  }
  return `${name} ${version}, ${license}\n\n${texts.join("\n\n")}\n`;
}

/** The nearest folder above a file whose package.json has a name: those without one only say what kind files are. */
function packageFolder(path) {
  for (let folder = dirname(path); basename(folder) !== "node_modules"; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name !== undefined) {
      return folder;
    }
  }
  throw new Error(`${path} is bundled, and no package.json says whose it is.`);
}
