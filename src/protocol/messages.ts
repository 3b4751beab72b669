// What the sides say to each other: the webview asks the extension, the extension asks the worker, and the worker asks
// the extension for the bytes of files.
import type {
  About,
  EndpointSummary,
  Found,
  AttributeDetails,
  NodeDetails,
  Note,
  Parameter,
  Parameters,
  ParameterValue,
  Place,
  Recipe,
  RecipeStep,
  StepReport,
  Summary,
  TensorFileKind,
  TensorStatistics,
  TransformGroup,
  ViewGraph,
  ViewGroups,
  Window,
} from "../core";

export type {
  EndpointSummary,
  Found,
  AttributeDetails,
  NodeDetails,
  Note,
  Parameters,
  ParameterValue,
  Place,
  Recipe,
  RecipeStep,
  StepReport,
  Summary,
  TensorFileKind,
  TensorStatistics,
  TransformGroup,
  ViewGraph,
  ViewGroups,
  Window,
};
export type { LayerSummary, Link, ValueDetails, ViewNode } from "../core";

/** A layer as the table shows it: what it is now and what it was in the file. */
export interface LayerRow {
  readonly name: string;
  /** Of a tensor by itself its type and shape. */
  readonly operator: string;
  readonly parameters: number;
  readonly share: number;
  readonly dtype: string;
  readonly bytes: number;
  /** Null for a layer the file does not have. */
  readonly bytesBefore: number | null;
  readonly outputShape: string;
  readonly shared: boolean;
  /** Where it is drawn; null where it is not. */
  readonly place: Place | null;
}

export type LayerColumn = "layer" | "operator" | "parameters" | "bytes" | "macs" | "noise" | "share";

/** What the layer table lists, in its order. */
export interface ShownLayers {
  readonly columns: readonly LayerColumn[];
  /** Positions among the layers of the state. */
  readonly rows: Int32Array;
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

export interface StepState extends Omit<StepReport, "changes"> {
  readonly title: string;
  readonly changes: number;
}

/** An input or output of the model. */
export interface EndpointState extends EndpointSummary {
  /** Where it is drawn; null where it is not. */
  readonly at: Place | null;
}

/** A graph that can be drawn. */
export interface GraphState {
  readonly name: string;
  readonly nodes: number;
  /** The first node that runs it; null where none does. */
  readonly caller: Place | null;
}

/** Everything but the graph that a view of a document shows. */
export interface DocumentState {
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
  /** With gzip; an estimate above 1 MB. */
  readonly gzip: { readonly bytes: number; readonly estimated: boolean };
  readonly parameters: number;
  readonly nodes: number;
  readonly inputs: readonly EndpointState[];
  readonly outputs: readonly EndpointState[];
  readonly accounting: Summary["accounting"];
  readonly layers: readonly LayerRow[];
  readonly graphs: readonly GraphState[];
  readonly steps: readonly StepState[];
  /** What Shrink for Device does to a model of this format. */
  readonly recommended: Recipe;
  /** The transforms that can do nothing to a model of this format, and why. */
  readonly obstacles: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly effects: readonly EffectGroup[];
  /** Of a file that holds tensors only; the first entries. */
  readonly metadata: readonly MetadataRow[];
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

/** How far the results of a model are from those of its file as it was opened. */
export interface VerificationState {
  /** identical: every bit; equal: but for rounding; close: within the tolerances; different: beyond. */
  readonly verdict: "identical" | "equal" | "close" | "different";
  readonly reason: string;
  /** Signal to noise of the worst output in dB; null where nothing differs. */
  readonly sqnr: number | null;
  readonly engine: string;
  readonly samples: number;
  /** Of as many samples as have labels, the share that is right; null: nobody said what is. */
  readonly accuracy: { readonly before: number; readonly after: number; readonly labels: number } | null;
  /** What each input was filled with. */
  readonly inputs: readonly { readonly name: string; readonly source: string }[];
  readonly outputs: readonly OutputDistance[];
  /** Null where no layer could be compared. */
  readonly noise: NoiseState | null;
  /** A step that promises to change no numbers and does. */
  readonly faulty: FaultyStep | null;
  /** Whether it was cancelled before all was compared. */
  readonly isPartial: boolean;
}

export interface OutputDistance {
  readonly name: string;
  readonly maxAbsolute: number;
  /** Of the largest magnitude in the original. */
  readonly maxRelative: number;
  /** dB; null where nothing differs. */
  readonly sqnr: number | null;
  readonly cosine: number;
  /** Share of rows whose largest element is the same; null where there are no rows with several. */
  readonly top1: number | null;
  /** Share of rows whose largest element in the original is one of the five largest. */
  readonly top5: number | null;
  readonly nonFinite: number;
  readonly elements: number;
}

/** A node that only one of two models has, or both in different forms. */
export interface DifferenceRow {
  readonly kind: "added" | "removed" | "changed";
  readonly name: string;
  readonly operator: string;
  /** What changed, a sentence each. */
  readonly what: readonly string[];
  /** Where it is drawn in the other model, and in this one; null where it is not. */
  readonly before: Place | null;
  readonly after: Place | null;
}

/** What differs between a model and another one, which counts as the one before. */
export interface DifferencesState {
  readonly bytesBefore: number;
  readonly bytes: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** The first ones. */
  readonly rows: readonly DifferenceRow[];
  /** By graph that is drawn of this model, by node: 1 where it was added, 2 where it changed; null: neither anywhere. */
  readonly marks: readonly (Uint8Array | null)[];
}

export interface ComparisonState extends DifferencesState {
  /** What the other one is called, for people. */
  readonly other: string;
  /** Whether that is a file of its own, and not this one as it was opened. */
  readonly isFile: boolean;
}

/** Signal to noise of what each node of a graph makes, with all that went wrong before it. */
export interface NoiseState {
  readonly graph: number;
  /** By node, in dB; NaN where it was not compared, infinite where nothing differs. */
  readonly decibels: Float32Array;
}

export interface FaultyStep {
  readonly step: number;
  readonly title: string;
  /** Of the worst output, by this step alone. */
  readonly sqnr: number | null;
}

/** What somebody looks for, as typed. */
export interface QueryText {
  readonly text: string;
  /** Whether it is one regular expression. */
  readonly isPattern: boolean;
}

/** A constant among what a node reads or makes, in the order of its details. */
export interface TensorPlace {
  readonly graph: number;
  readonly node: number;
  readonly list: "inputs" | "outputs";
  readonly index: number;
  /** Which of the constants that it is made of; null: it is one itself. */
  readonly of: number | null;
}

/** What a constant holds. */
export interface TensorState {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly quantization: {
    /** Null: one scale for all of it. */
    readonly axis: number | null;
    readonly scale: readonly number[];
    readonly zeroPoint: readonly number[];
  } | null;
  /** Null: its elements are no numbers. */
  readonly statistics: TensorStatistics | null;
}

/** What a step would make of a model, and the steps after it. */
export interface Preview {
  /** Before the step. */
  readonly bytesBefore: number;
  /** After all steps. */
  readonly bytes: number;
  /** Null where it takes making the model to tell. */
  readonly gzip: { readonly bytes: number; readonly estimated: boolean } | null;
  readonly changes: number;
  readonly notes: readonly Note[];
}

/** A transform as menus, forms and questions show it. */
export interface TransformInfo {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly group: TransformGroup;
  readonly lossy: boolean;
  readonly suffix: string | null;
  readonly parameters: readonly NamedParameter[];
}

export interface NamedParameter extends Parameter {
  readonly name: string;
}

/** Served by the worker. A document is its source and a recipe; results are kept, so that undo costs nothing. */
export interface ModelService {
  open(document: string, name: string, size: number): Promise<void>;
  close(document: string): Promise<void>;
  state(document: string, recipe: Recipe): Promise<DocumentState>;
  cost(document: string, recipe: Recipe): Promise<CostState>;
  about(document: string, recipe: Recipe): Promise<AboutState>;
  graph(document: string, recipe: Recipe, graph: number): Promise<ViewGraph>;
  /** What belongs together in a graph, what that holds and, if it is to be worked out, what it costs. */
  groups(document: string, recipe: Recipe, graph: number, withCosts: boolean): Promise<ViewGroups>;
  node(document: string, recipe: Recipe, graph: number, node: number): Promise<NodeDetails>;
  /** What a query finds, of an empty one nothing. @throws RemoteError "parameter" where it is none. */
  find(document: string, recipe: Recipe, query: QueryText): Promise<Found>;
  tensor(document: string, recipe: Recipe, place: TensorPlace): Promise<TensorState>;
  tensorWindow(
    document: string,
    recipe: Recipe,
    place: TensorPlace,
    window: Window,
  ): Promise<readonly (readonly string[])[]>;
  /** Writes a constant as a file of its own. */
  writeTensor(
    document: string,
    recipe: Recipe,
    place: TensorPlace,
    kind: TensorFileKind,
    target: WriteTarget,
  ): Promise<void>;
  /** Writes the model through the file service; the target is one it was told about. */
  write(document: string, recipe: Recipe, target: WriteTarget): Promise<{ readonly bytes: number }>;
  /** What the recipe would make, and what its step at a position has to do with it; the model stays as it is. */
  preview(document: string, recipe: Recipe, step: number): Promise<Preview>;
  /** Those of more steps that would change something, each done after the ones before. */
  effective(document: string, recipe: Recipe, more: Recipe): Promise<Recipe>;
  /**
   * Runs the file as it was opened and what the recipe makes of it. Who cancels gets what is known, if anything is.
   * @throws RemoteError "unsupported" where they cannot be run, with the reason.
   */
  verify(document: string, recipe: Recipe): Promise<VerificationState>;
  /** What differs between two documents as they were opened, line by line. */
  compare(document: string, other: string): Promise<readonly string[]>;
  /** A page of HTML on what a recipe makes of a document. @param name What that is called. */
  report(document: string, recipe: Recipe, name: string): Promise<string>;
  /** A table in Markdown of what the usual recipes make of a document, and a recipe of its own. @param title Of that. */
  variants(document: string, recipe: Recipe, title: string): Promise<readonly string[]>;
  /** What a recipe's result and another document's, which counts as the one before, differ in, node by node. */
  differences(document: string, recipe: Recipe, other: string, otherRecipe: Recipe): Promise<DifferencesState>;
  transforms(): Promise<readonly TransformInfo[]>;
  /** The recipe in the form it is saved in, and back. @throws RemoteError where the file is no recipe. */
  printRecipe(recipe: Recipe): Promise<string>;
  readRecipe(bytes: Uint8Array): Promise<Recipe>;
}

export interface WriteTarget {
  /** How the file service knows it. */
  readonly id: string;
  readonly name: string;
  readonly sameFolder: boolean;
}

/** Served by the extension to the worker: the only way to bytes. */
export interface FileService {
  /** A part of the document's file, or of one beside it. */
  read(document: string, path: string | null, offset: number, length: number): Promise<Uint8Array>;
  /** The size of a file beside the document's; null where there is none. */
  size(document: string, path: string): Promise<number | null>;
  /** The plain files under a folder beside the document's, relative to it. */
  list(document: string, folder: string): Promise<readonly string[]>;
  /** A whole file as it is now, by its path from the document's folder; null where there is none. */
  readBeside(document: string, path: string): Promise<Uint8Array | null>;
  /** The plain files under a folder as it is now, each with its path from the document's folder; none where it is no folder. */
  listBeside(document: string, folder: string): Promise<readonly string[]>;
  /** A script or machine code of those that run models, by its name: for workers that cannot read it themselves. */
  engine(name: string): Promise<Uint8Array>;
  /** Writing a model begins. @param kept Files beside it that it goes on reading, where they are the document's. */
  begin(target: string, kept: readonly string[]): Promise<void>;
  /** Its next file begins; path null: the model itself, which comes last. Nothing is in place before all are whole. */
  create(target: string, path: string | null, length: number): Promise<void>;
  append(target: string, bytes: Uint8Array): Promise<void>;
}

/** Served by the extension to a webview. */
export interface EditorService {
  /** The view is there and wants to be told. */
  ready(): Promise<void>;
  cost(): Promise<CostState>;
  about(): Promise<AboutState>;
  graph(graph: number): Promise<ViewGraph>;
  groups(graph: number, withCosts: boolean): Promise<ViewGroups>;
  node(graph: number, node: number): Promise<NodeDetails>;
  find(query: QueryText): Promise<Found>;
  tensor(place: TensorPlace): Promise<TensorState>;
  tensorWindow(place: TensorPlace, window: Window): Promise<readonly (readonly string[])[]>;
  /** Asks where to, and writes it there. */
  saveTensor(place: TensorPlace, name: string): Promise<void>;
  copy(text: string, what: string): Promise<void>;
  transforms(): Promise<readonly TransformInfo[]>;
  /** Runs one of the extension's commands on this document. */
  command(id: CommandId): Promise<void>;
  /** What a step would make of the model, done last or in the place of another one. */
  preview(step: RecipeStep, replaces: number | null): Promise<Preview>;
  /** Does that. @returns whether it came to something. */
  apply(step: RecipeStep, replaces: number | null): Promise<boolean>;
  /** Takes a step out of the recipe, or swaps it with the one before; both can be undone. */
  removeStep(step: number): Promise<void>;
  moveStepUp(step: number): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** Gives up what is being done. */
  cancel(): Promise<void>;
  /** Shows the model that this one is compared with beside it, where that is a file, at a place. */
  showOther(place: Place | null): Promise<void>;
}

/** Served by a webview to the extension. */
export interface ViewService {
  /** The document changed, or is shown for the first time. */
  show(state: DocumentState): Promise<void>;
  /** What came of running the model that is shown; null: that was not done. */
  verified(verification: VerificationState | null): Promise<void>;
  /** What it was compared with last, as it is now; null: with nothing. */
  compared(comparison: ComparisonState | null): Promise<void>;
  /** Something takes time; null: it ended. */
  busy(work: Work | null): Promise<void>;
  /** What came of something; null: it is no news any more. */
  tell(told: Told | null): Promise<void>;
  /** The document cannot be shown. */
  fail(problem: Problem): Promise<void>;
  /** Shows the form of a transform, with its defaults. */
  openForm(transform: string): Promise<void>;
  /** Selects a node and brings it into view. */
  goTo(place: NonNullable<LayerRow["place"]>): Promise<void>;
  /** Brings the inputs and outputs into view. */
  revealEndpoints(): Promise<void>;
  /** The graph that is shown as a PNG; null: there is none. */
  picture(): Promise<Uint8Array | null>;
  /** Opens the box to find nodes with. @param query What to look for; null: as before. */
  openFind(query: QueryText | null): Promise<void>;
  shownLayers(): Promise<ShownLayers>;
}

export interface Work {
  readonly title: string;
  readonly done: number;
  /** 0: nobody knows. */
  readonly total: number;
}

export interface Told {
  readonly text: string;
  readonly isProblem: boolean;
}

export interface Problem {
  readonly message: string;
  /** Whether the file is something else, so that another editor may fit. */
  readonly notAModel: boolean;
  /** Whether it may go well another time. */
  readonly mayReopen: boolean;
}

/** The extension's commands besides the transforms, which have one each. */
export type CommandId =
  | "modelBonsai.copyEndpoints"
  | "modelBonsai.showEndpoints"
  | "modelBonsai.goToNode"
  | "modelBonsai.find"
  | "modelBonsai.shrinkForDevice"
  | "modelBonsai.verify"
  | "modelBonsai.chooseInputs"
  | "modelBonsai.compareVariants"
  | "modelBonsai.compareWith"
  | "modelBonsai.compareWithOriginal"
  | "modelBonsai.saveReport"
  | "modelBonsai.savePicture"
  | "modelBonsai.copyLayers"
  | "modelBonsai.saveLayers"
  | "modelBonsai.saveRecipe"
  | "modelBonsai.runRecipe"
  | "modelBonsai.openAgain"
  | "modelBonsai.reopenWith";
