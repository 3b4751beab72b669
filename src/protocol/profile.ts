// What a runtime measured, for the model that is shown.
/** How long each node took, as a runtime measured it. */
export interface ProfileState {
  /** What the file is called. */
  readonly file: string;
  readonly tool: string;
  /** "": nobody said what the numbers are. */
  readonly unit: "ms" | "";
  readonly runs: number | null;
  /** Of all that was measured, and of what of it is a node here. */
  readonly total: number;
  readonly covered: number;
  readonly nodes: number;
  /** By graph that is drawn; null: nothing of it was measured. */
  readonly graphs: readonly (ProfiledGraph | null)[];
  /** What ran how much of it; empty where that is not known. */
  readonly providers: readonly { readonly name: string; readonly amount: number }[];
  /** What of it is no node here: the largest, of so many. */
  readonly rest: readonly { readonly text: string; readonly amount: number }[];
  readonly restCount: number;
}

export interface ProfiledGraph {
  /** By node; NaN where it was not measured. */
  readonly amounts: Float64Array;
  /** By node: where it ran, as one more than a position among the providers; 0: not known. */
  readonly providers: Uint8Array;
  /** By node: 1 where it fell back to the processor, 2 where it ran within another node. */
  readonly marks: Uint8Array;
}
