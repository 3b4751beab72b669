// What the extension serves to a webview.
import type { Found, NodeDetails, Place, RecipeStep, ViewGroups, Window } from "../core";
import type { AboutState, CostState, PackedContents } from "./document";
import type { GraphDrawing, PackedTypes } from "./drawing";
import type { MeasuredColumn, NodeRows, TableLook } from "./layers";
import type { QueryText } from "./query";
import type { Style } from "./styles";
import type { TensorPlace, TensorState } from "./tensor";
import type { Preview, TransformInfo } from "./transforms";
import type { Zipped } from "./zipped";

/** Served by the extension to a webview. */
export interface EditorService {
  /** The view is there and wants to be told. */
  ready(): Promise<void>;
  cost(): Promise<CostState>;
  about(): Promise<AboutState>;
  contents(): Promise<Zipped<PackedContents>>;
  /** @param graph Null: the one that is shown first. */
  drawing(graph: number | null): Promise<Zipped<GraphDrawing>>;
  types(graph: number): Promise<Zipped<PackedTypes>>;
  groups(graph: number, withCosts: boolean): Promise<Zipped<ViewGroups>>;
  node(graph: number, node: number): Promise<NodeDetails>;
  nodeRows(): Promise<Zipped<NodeRows>>;
  measured(column: MeasuredColumn, withNodes: boolean): Promise<Float64Array>;
  /** How the layer table looked last in any editor, and that it looks so now. */
  tableLook(): Promise<TableLook>;
  keepTableLook(look: TableLook): Promise<void>;
  /** The styles of the workspace, and that they are these from now on. */
  styles(): Promise<readonly Style[]>;
  keepStyles(styles: readonly Style[]): Promise<void>;
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
  /** Shows the model after the first steps, and what the last of these did; null: after all. Nothing is changed. */
  showAfter(steps: number | null): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** Gives up what is being done. */
  cancel(): Promise<void>;
  /** The profile is shown no longer. */
  closeProfile(): Promise<void>;
  /** The table of variants is shown no longer. */
  closeVariants(): Promise<void>;
  /** Replaces what is done to the document by what makes a row of that; can be undone. */
  applyVariant(row: number): Promise<void>;
  /** Shows the model that this one is compared with beside it, where that is a file, at a place. */
  showOther(place: Place | null): Promise<void>;
  /**
   * Somebody selected a node: a model that is compared with this one and in sight shows its counterpart.
   * @param name Of the node. @returns what to say where it has none, else null.
   */
  selected(place: Place, name: string): Promise<string | null>;
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
  | "modelBonsai.showProfile"
  | "modelBonsai.compareWith"
  | "modelBonsai.compareWithOriginal"
  | "modelBonsai.saveReport"
  | "modelBonsai.savePicture"
  | "modelBonsai.saveSelectionPicture"
  | "modelBonsai.expandGroups"
  | "modelBonsai.collapseGroups"
  | "modelBonsai.toggleGroups"
  | "modelBonsai.copyLayers"
  | "modelBonsai.saveLayers"
  | "modelBonsai.chooseColumns"
  | "modelBonsai.saveRecipe"
  | "modelBonsai.runRecipe"
  | "modelBonsai.openAgain"
  | "modelBonsai.reopenWith";
