// What operators do that TFLite alone has, or that mean something else elsewhere.
import { operatorNotes } from "../../../semantics/operator-notes";

export const operatorNote = operatorNotes({
  FULLY_CONNECTED: "Multiplies its input by a matrix of weights and adds a bias",
  RELU_N1_TO_1: "Limits each element to between −1 and 1",
  RELU_0_TO_1: "Limits each element to between 0 and 1",
  L2_NORMALIZATION: "Scales what lies along the last axis to length 1",
  LSTM: "Goes through a sequence with a state that gates keep, add to and show; the form that steps once at a time",
  UNIDIRECTIONAL_SEQUENCE_LSTM: "Goes through a sequence with a state that gates keep, add to and show",
  BIDIRECTIONAL_SEQUENCE_LSTM: "Goes through a sequence both ways, each with a state that gates keep, add to and show",
  UNIDIRECTIONAL_SEQUENCE_RNN: "Goes through a sequence with a state that each step makes of the one before",
  SVDF: "Filters features and then time, with a memory of earlier steps, as keyword spotters do",
  EMBEDDING_LOOKUP: "Picks rows of a table by their numbers",
  HASHTABLE_LOOKUP: "Picks values of a table by their keys",
  CALL_ONCE: "Runs a graph once, before anything else",
  STABLEHLO_COMPOSITE: "Stands for several operators, which the graph that it runs spells out",
  BATCH_TO_SPACE_ND: "Puts samples side by side into larger pictures",
  SPACE_TO_BATCH_ND: "Takes pictures apart into more samples of smaller ones",
  CONV_3D: "Moves filters over its input in three dimensions",
  DYNAMIC_UPDATE_SLICE: "Writes a part into a tensor at a position that is computed",
  SPARSE_TO_DENSE: "Puts values at positions and another one everywhere else",
});
