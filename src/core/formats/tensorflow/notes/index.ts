import { NoteTable } from "../../../semantics/attribute-notes";
import { controlNotes } from "./control";
import { layerNotes } from "./layers";
import { tensorNotes } from "./tensors";

/** In the words of TensorFlow's operators: https://www.tensorflow.org/api_docs/python/tf/raw_ops */
export const NOTES = new NoteTable([layerNotes, tensorNotes, controlNotes]);
