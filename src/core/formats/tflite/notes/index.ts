import { NoteTable } from "../../../semantics/attribute-notes";
import { controlNotes } from "./control";
import { layerNotes } from "./layers";
import { stablehloNotes } from "./stablehlo";
import { tensorNotes } from "./tensors";

export const NOTES = new NoteTable([layerNotes, tensorNotes, controlNotes, stablehloNotes]);
