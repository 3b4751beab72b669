/** The attribute that says which eight-bit numbers a node reads: TensorFlow.js has no such types, and forgets. */
export const CODES = "codes";
