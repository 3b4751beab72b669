import {
  memoryFiles,
  quietContext,
  readModel,
  editable,
  writerOf,
  gatherPieces,
  runStep,
  type Context,
  type EditableModel,
  type Model,
  type Note,
  type Parameters,
} from "../../src/core";

export async function open(
  name: string,
  bytes: Uint8Array,
  companions: Record<string, Uint8Array> = {},
): Promise<EditableModel> {
  return editable(await readModel(memoryFiles(name, bytes, companions), quietContext()));
}

/** The model file as it would be written. */
export async function write(model: Model, name = "model", sameFolder = true): Promise<Uint8Array> {
  const [file] = await writerOf(model).write(model, { sameFolder, name });
  return gatherPieces(file!.pieces, quietContext());
}

/** Applies a transform and returns what came of it, written and read again. */
export async function transform(name: string, bytes: Uint8Array, id: string, parameters: Parameters = {}) {
  const notes: Note[] = [];
  const context: Context = { ...quietContext(), note: (subject, reason) => notes.push({ subject, reason }) };
  const before = await open(name, bytes);
  const { model, report } = await runStep(before, { id, parameters }, context);
  const written = await write(model, name);
  return { before, model, report, notes, written, after: await open(name, written) };
}
