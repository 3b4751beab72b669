// What the usual recipes make of a document, and its own.
import { editable, variantsOf, type Recipe, type VariantRow } from "../core";
import { compareVariants, inputsBeside, type EngineHost } from "../engines";
import type { ModelService, VariantsState } from "../protocol/messages";
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
      const own = { title, recipe };
      const all = [...usual, ...(recipe.length === 0 ? [] : [own])];
      const recipes: Recipe[] = [];
      const stateOf = (rows: readonly VariantRow[]): VariantsState => ({
        rows: rows.map((row, index) => ({ ...row, recipe: recipes[index]! })),
        pending: all.slice(rows.length).map((each) => each.title),
      });
      const done: VariantRow[] = [];
      const tell = () => {
        call.part(stateOf(done));
        call.progress(done.length, all.length);
      };
      tell();
      // How far one of them is says nothing of all.
      const context = contextOf({ ...call, progress: () => {} });
      const host = engines();
      const { name } = documents.filesOf(document);
      const inputs = host === null ? null : await inputsBeside(folderOf(documents.files(), document), name);
      const rows = await compareVariants(model, all, { ...QUESTION, inputs }, host, context, (row, effective) => {
        // Its own is what it is now, whatever its steps come to.
        recipes.push(all[done.length] === own ? recipe : effective);
        done.push(row);
        tell();
      });
      return stateOf(rows);
    },
  };
}
