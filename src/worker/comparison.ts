import { compareModels, compareTensors, comparisonLines, Contents, hashesOf, modelBytes, type Hash } from "../core";
import type { ModelService } from "../protocol/messages";
import type { CallContext, Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import type { Documents } from "./documents";

/** What differs between models. */
export function comparison(documents: Documents, newHash: () => Hash): Pick<Service<ModelService>, "compare"> {
  return {
    compare: async (document: string, other: string, call: CallContext): Promise<readonly string[]> => {
      const context = contextOf(call);
      const { model: before } = await documents.version(document, [], call);
      const { model: after } = await documents.version(other, [], call);
      const contents = new Contents(newHash, context);
      const hashes = [await hashesOf(before, contents, context), await hashesOf(after, contents, context)] as const;
      const compared = await compareModels(before, after, contents);
      return comparisonLines(await modelBytes(before), await modelBytes(after), compared, compareTensors(...hashes));
    },
  };
}
