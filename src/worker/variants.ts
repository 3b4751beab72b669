// What the usual recipes make of a document, and its own, as a table.
import { editable, variantsOf, type Recipe } from "../core";
import { compareVariants, inputsBeside, variantTable, type EngineHost } from "../engines";
import type { ModelService } from "../protocol/messages";
import type { CallContext, Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import type { Documents } from "./documents";
import { folderOf, QUESTION } from "./verification";

/** @param engines What gives null: what runs models is not there, so sizes alone are told. */
export function variants(
  documents: Documents,
  engines: () => EngineHost | null,
): Pick<Service<ModelService>, "variants"> {
  return {
    variants: async (document: string, recipe: Recipe, title: string, call: CallContext) => {
      const { model } = await documents.version(document, [], call);
      const usual = variantsOf(editable(model));
      const all = [...usual, ...(recipe.length === 0 ? [] : [{ title, recipe }])];
      // How far one of them is says nothing of all.
      const context = contextOf({ ...call, progress: () => {} });
      call.progress(0, all.length);
      const host = engines();
      const { name } = documents.filesOf(document);
      const inputs = host === null ? null : await inputsBeside(folderOf(documents.files(), document), name);
      const rows = await compareVariants(model, all, { ...QUESTION, inputs }, host, context, (_row, index) =>
        call.progress(index + 1, all.length),
      );
      return variantTable(rows);
    },
  };
}
