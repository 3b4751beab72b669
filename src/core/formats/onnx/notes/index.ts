import { NoteTable } from "../../../semantics/attribute-notes";
import { classicalNotes } from "./classical";
import { microsoftNotes } from "./microsoft";
import { numberNotes } from "./numbers";
import { sequenceNotes } from "./sequences";
import { tensorNotes } from "./tensors";
import { windowNotes } from "./windows";

export const NOTES = new NoteTable([
  windowNotes,
  numberNotes,
  tensorNotes,
  sequenceNotes,
  classicalNotes,
  microsoftNotes,
]);
