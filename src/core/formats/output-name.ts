// What a model is written to should not have the extension of another format: programs go by it.
import { ModelError } from "../ground/errors";
import type { ModelFormat } from "../ir/model-format";
import { formats } from "./registry";

/**
 * @param original The name of the file the model was read from; its own extension is taken as it is.
 * @throws ModelError where the name is one of another format's.
 */
export function checkOutputName(format: ModelFormat, name: string, original: string): void {
  const extension = extensionOf(name);
  const other = formats.find(({ extensions }) => extensions.includes(extension));
  if (other === undefined || other.id === format.id || extension === extensionOf(original)) {
    return;
  }
  throw new ModelError(
    "parameter",
    `${name} has the extension of ${other.title} models, and this one is written as ${format.title}: name it ${format.extensions[0]}.`,
    name,
  );
}

function extensionOf(name: string): string {
  return /\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? "";
}
