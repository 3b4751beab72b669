import type { Files } from "../bytes/byte-source";
import type { Context } from "../context";
import type { Model } from "../ir/model";
import type { ModelFormat } from "../ir/model-format";
import type { Candidate } from "./candidate";

export interface Format extends ModelFormat {
  /** Whether a file is of this format, as far as its beginning tells. Formats are asked in the order of the registry. */
  recognises(candidate: Candidate): Promise<boolean>;
  /** Of a file with one of the extensions that is not: "does not have the mark TFL3 of a TFLite model". */
  readonly unlike: string;
  /** @throws ModelError: a sentence for the user, whatever the bytes. */
  read(files: Files, context: Context): Promise<Model>;
}
