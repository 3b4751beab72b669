// What a view of a document shows besides the graph.
import type { About, EndpointSummary, Place, Recipe, StepReport, Summary } from "../core";
import type { LayerRow, PackedLayers } from "./layers";

/** What a view of a document shows at once. */
export interface OverviewState {
  /** "tflite", "onnx", "tensorflow" or "safetensors". */
  readonly format: string;
  /** Why it can be looked at and not changed; null where it can be changed. */
  readonly readOnly: string | null;
  /** Whether the file holds tensors and nothing that computes: there is a table of them and no graph. */
  readonly tensorsOnly: boolean;
  readonly title: string;
  readonly bytes: number;
  /** Of these, what lies in files beside the model's own. */
  readonly otherBytes: number;
  /** Of the file as it was opened. */
  readonly bytesBefore: number;
  readonly parameters: number;
  readonly nodes: number;
  /** Of a file that holds tensors only. */
  readonly tensors: number;
  readonly inputs: readonly EndpointState[];
  readonly outputs: readonly EndpointState[];
  readonly graphs: readonly GraphState[];
  /** The one to begin with. */
  readonly firstGraph: number;
  readonly steps: readonly StepState[];
  /** After how many of the steps it is shown; absent: after all. */
  readonly shownSteps?: number;
  /** What Shrink for Device does to a model of this format. */
  readonly recommended: Recipe;
}

/** What it shows besides, which may come later. */
export interface ContentsState {
  /** With gzip; an estimate above 1 MB. */
  readonly gzip: { readonly bytes: number; readonly estimated: boolean };
  readonly accounting: Summary["accounting"];
  readonly layers: readonly LayerRow[];
  /** The transforms that can do nothing to a model of this format, and why. */
  readonly obstacles: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly effects: readonly EffectGroup[];
  /** Of a file that holds tensors only; the first entries. */
  readonly metadata: readonly MetadataRow[];
}

/** The same with its layers as columns. */
export interface PackedContents extends Omit<ContentsState, "layers"> {
  readonly layers: PackedLayers;
}

/** Everything but the graph that there is to know of a document at once. */
export interface DocumentState extends OverviewState, ContentsState {}

/** A graph that can be drawn. */
export interface GraphState {
  readonly name: string;
  readonly nodes: number;
  /** The first node that runs it; null where none does. */
  readonly caller: Place | null;
}

/** An input or output of the model. */
export interface EndpointState extends EndpointSummary {
  /** Where it is drawn; null where it is not. */
  readonly at: Place | null;
}

export interface StepState extends Omit<StepReport, "changes"> {
  readonly title: string;
  readonly changes: number;
}

/** What a runtime would do with a model besides computing: nodes of which the same is to be said. */
export interface EffectGroup {
  /** "ReadFile reads files" */
  readonly text: string;
  /** Files and addresses, where the model names them; the first ones. */
  readonly names: readonly string[];
  /** Whether models of this kind commonly have it. */
  readonly ordinary: boolean;
  readonly count: number;
  /** The first nodes. */
  readonly first: readonly {
    readonly node: string;
    /** The graph it is in. */
    readonly place: string;
    /** Where it is drawn; null where it is not. */
    readonly at: Place | null;
  }[];
}

/** Something the file says of itself. */
export interface MetadataRow {
  readonly name: string;
  /** Its beginning, if it is long. */
  readonly value: string;
}

/** The model as a whole: asked for where it is shown. */
export interface AboutState extends Omit<About, "metadata"> {
  /** The first entries. */
  readonly metadata: readonly MetadataRow[];
}

/** What running a model costs: asked for once it is shown. */
export interface CostState {
  readonly macs: number | null;
  readonly isLowerBound: boolean;
  /** How many lengths the file leaves open, each of which counts as 1. */
  readonly openLengths: number;
  /** "569 M multiply-accumulates, peak of activations 4.82 MB" */
  readonly text: string;
  /** What that rests on, in a sentence each. */
  readonly notes: readonly string[];
  /** Multiply-accumulates of each layer of the state, in its order; null: not known. */
  readonly layers: readonly (number | null)[];
}
