// Options of operators that run graphs or keep state, and of custom ones.
import type { Notes } from "../../../semantics/attribute-notes";

export const controlNotes: Notes = {
  custom_options: "What the operator's own kernel reads; it is kept as it is",
  subgraph: "Number of the graph that is run",
  then_subgraph_index: "Number of the graph that is run where the condition holds",
  else_subgraph_index: "Number of the graph that is run where the condition does not hold",
  cond_subgraph_index: "Number of the graph that says whether the loop goes on",
  body_subgraph_index: "Number of the graph that is run in each turn",
  "body_subgraph_index of STABLEHLO_REDUCE STABLEHLO_REDUCE_WINDOW": "Number of the graph that joins two elements",
  init_subgraph_index: "Number of the graph that is run once, before anything else",
  table_id: "Number of the table, by which others find it",
  key_dtype: "Type of the keys",
  value_dtype: "Type of the values",
  container: "Where the variable is kept; empty: with the model",
  shared_name: "Name of the variable, by which others find it",
};
