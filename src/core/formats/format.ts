import type { Files } from "../bytes/byte-source";
import type { Context } from "../context";
import type { Model } from "../ir/model";
import type { ModelFormat } from "../ir/model-format";

export interface Format extends ModelFormat {
  /** @throws ModelError: a sentence for the user, whatever the bytes. */
  read(files: Files, context: Context): Promise<Model>;
}
