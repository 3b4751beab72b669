// What a file may claim before we stop believing it. Everything else is checked against the file's own size.

/** Messages, tables and graphs nested in each other: protobuf's own readers stop at 100. */
export const MAX_NESTING = 100;

/** Dimensions of a tensor; TensorFlow stops at 254, ONNX and TFLite have no limit but use single digits. */
export const MAX_RANK = 254;

/** Elements a short list of values may be repeated into ("splat") when a transform needs them all: 2^28, 1 GiB of float32. */
export const MAX_SPLAT_ELEMENTS = 2 ** 28;

/** A length-delimited field above this size is not loaded with its surroundings but read when asked for. */
export const INLINE_BYTES = 4096;

/** Fields of one message: each costs some 100 bytes once read, so that two-byte fields could fill the memory. */
export const MAX_FIELDS = 4_000_000;

/** The map of a SavedModel's Python objects: some hundred bytes for each layer. It lies in a file that may be huge. */
export const MAX_OBJECT_GRAPH = 2 ** 26;
