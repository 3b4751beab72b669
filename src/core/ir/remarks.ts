import type { Model } from "./model";

/** What a file says to people and tools, and no runtime reads. */
export type RemarkKind =
  | "documentation" // of graphs, nodes and values
  | "debugging" // where converters and exporters say what things were made from
  | "operatorSets" // that no operator is of
  | "devices" // that nodes were placed on where they were trained
  | "colocation" // with other nodes
  | "types" // of values inside the graph, which follow from the operators
  | "metadata"; // the author's own: description, licence, labels

/** Remarks of one sort: "doc strings". */
export interface Remark {
  readonly subject: string;
  readonly count: number;
  readonly bytes: number;
}

export interface Remarks {
  /** Takes remarks out. @returns those that were there. */
  remove(model: Model, kinds: ReadonlySet<RemarkKind>): Remark[];
}
