import type { Recipe, Window } from "../core";
import type { ModelService, TensorFileKind, TensorPlace, WriteTarget } from "../protocol/messages";
import type { CallContext, Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import type { Documents } from "./documents";
import { sendFiles } from "./saving";
import { TensorReader } from "./tensor-reader";

type LookingIn = Pick<Service<ModelService>, "tensor" | "tensorWindow" | "writeTensor">;

/** What constants of a document hold. */
export function tensors(documents: Documents): LookingIn {
  const readers = new WeakMap<object, TensorReader>();
  const readerOf = (document: string): TensorReader => {
    const files = documents.filesOf(document);
    const reader = readers.get(files) ?? new TensorReader();
    readers.set(files, reader);
    return reader;
  };
  const subjectOf = async (document: string, recipe: Recipe, { graph, node }: TensorPlace, call: CallContext) => {
    const version = await documents.version(document, recipe, call);
    return { model: version.model, subject: await version.subject(graph, node) };
  };
  return {
    tensor: async (document: string, recipe: Recipe, place: TensorPlace, call: CallContext) => {
      const { model, subject } = await subjectOf(document, recipe, place, call);
      return readerOf(document).state(model, subject, place, contextOf(call));
    },

    tensorWindow: async (document: string, recipe: Recipe, place: TensorPlace, window: Window, call: CallContext) => {
      const { subject } = await subjectOf(document, recipe, place, call);
      return readerOf(document).window(subject, place, window);
    },

    writeTensor: async (
      document: string,
      recipe: Recipe,
      place: TensorPlace,
      kind: TensorFileKind,
      target: WriteTarget,
      call: CallContext,
    ): Promise<void> => {
      const { subject } = await subjectOf(document, recipe, place, call);
      const file = await readerOf(document).file(subject, place, kind);
      await sendFiles(documents.files(), [file], target, contextOf(call));
    },
  };
}
