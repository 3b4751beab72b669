// A SavedModel is a folder: what lies in it beside saved_model.pb belongs to the model.
import type { Model } from "../../ir/model";
import { Pieces, type OutputFile } from "../../ir/pieces";
import type { Destination } from "../../ir/writer";
import { extrasOf, type ModelExtras } from "./extras";

const FOLDERS = ["variables", "assets", "assets.extra", "debug"];
const FILES = ["fingerprint.pb", "keras_metadata.pb"];
/** Under another name it may lie among files that are none of it; its variables are found by their own names. */
const NAMES = /^saved_model\.(?:pb|pbtxt)$/;

/** Where the model stays in its folder they are there already. */
export async function savedModelFiles(model: Model, { sameFolder }: Destination): Promise<OutputFile[]> {
  const { container, files } = extrasOf<ModelExtras>(model)!;
  if (container !== "SavedModel") {
    return [];
  }
  const isWhole = NAMES.test(files.name);
  const paths = isWhole ? [...FILES] : [];
  for (const folder of isWhole ? FOLDERS : ["variables"]) {
    (await files.list(folder)).forEach((path) => paths.push(path));
  }
  const found: OutputFile[] = [];
  for (const path of paths) {
    const source = await files.open(path);
    if (source !== null) {
      found.push({ path, pieces: new Pieces().copy(source, 0, source.size), stays: sameFolder });
    }
  }
  return found;
}
