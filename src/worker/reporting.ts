// A document on one page of HTML.
import { Contents, gzipOfFile, reportPage, reportSubject, type Hash, type Recipe } from "../core";
import { graphFigure } from "../drawing/graph-figure";
import type { ModelService } from "../protocol/messages";
import type { CallContext, Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import type { Documents } from "./documents";

export function reporting(documents: Documents, newHash: () => Hash): Pick<Service<ModelService>, "report"> {
  return {
    report: async (document: string, recipe: Recipe, name: string, call: CallContext): Promise<string> => {
      const { model: original } = await documents.version(document, [], call);
      const { model, reports } = await documents.version(document, recipe, call);
      const gzip = await gzipOfFile(documents.filesOf(document).main);
      const contents = new Contents(newHash, contextOf(call));
      const subject = await reportSubject(name, { model: original, gzip }, model, reports, contents);
      return reportPage(subject, graphFigure(subject.graphs));
    },
  };
}
