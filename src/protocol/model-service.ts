// What the worker serves.
import type { Found, NodeDetails, Profile, Recipe, TensorFileKind, ViewGraph, ViewGroups, Window } from "../core";
import type { DifferencesState } from "./comparison";
import type { AboutState, CostState, DocumentState, OverviewState, PackedContents } from "./document";
import type { GraphDrawing, PackedTypes } from "./drawing";
import type { WriteTarget } from "./file-service";
import type { MeasuredColumn, NodeRows } from "./layers";
import type { ProfileState } from "./profile";
import type { QueryText } from "./query";
import type { TensorPlace, TensorState } from "./tensor";
import type { Preview, TransformInfo } from "./transforms";
import type { VariantsState } from "./variants";
import type { VerificationState } from "./verification";
import type { Zipped } from "./zipped";

/** Served by the worker. A document is its source and a recipe; results are kept, so that undo costs nothing. */
export interface ModelService {
  open(document: string, name: string, size: number): Promise<void>;
  close(document: string): Promise<void>;
  overview(document: string, recipe: Recipe): Promise<OverviewState>;
  contents(document: string, recipe: Recipe): Promise<Zipped<PackedContents>>;
  state(document: string, recipe: Recipe): Promise<DocumentState>;
  cost(document: string, recipe: Recipe): Promise<CostState>;
  about(document: string, recipe: Recipe): Promise<AboutState>;
  /** A graph as it is drawn first. @param graph Null: the one that is shown first. */
  drawing(document: string, recipe: Recipe, graph: number | null): Promise<Zipped<GraphDrawing>>;
  /** What is worked out of the types in it. */
  types(document: string, recipe: Recipe, graph: number): Promise<Zipped<PackedTypes>>;
  /** All of it, to look nodes up. */
  graph(document: string, recipe: Recipe, graph: number): Promise<ViewGraph>;
  /** What belongs together in a graph, what that holds and, if it is to be worked out, what it costs. */
  groups(document: string, recipe: Recipe, graph: number, withCosts: boolean): Promise<Zipped<ViewGroups>>;
  node(document: string, recipe: Recipe, graph: number, node: number): Promise<NodeDetails>;
  nodeRows(document: string, recipe: Recipe): Promise<Zipped<NodeRows>>;
  /**
   * A column of the layer table: a number for each layer of the state; NaN: not known.
   * @param withNodes Whether those of the rows of nodes without parameters follow.
   */
  measured(document: string, recipe: Recipe, column: MeasuredColumn, withNodes: boolean): Promise<Float64Array>;
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
  /** @throws RemoteError where the file is no profile. @param name Of the file. */
  readProfile(bytes: Uint8Array, name: string): Promise<Profile>;
  /** @param name Of the profile's file. */
  profile(document: string, recipe: Recipe, profile: Profile, name: string): Promise<ProfileState>;
  /** What differs between two documents as they were opened, line by line. */
  compare(document: string, other: string): Promise<readonly string[]>;
  /** A page of HTML on what a recipe makes of a document. @param name What that is called. */
  report(document: string, recipe: Recipe, name: string): Promise<string>;
  /**
   * What the usual recipes make of a document, and a recipe of its own; each is told as a part once it is done.
   * @param title Of its own.
   */
  variants(document: string, recipe: Recipe, title: string): Promise<VariantsState>;
  /** What a recipe's result and another document's, which counts as the one before, differ in, node by node. */
  differences(document: string, recipe: Recipe, other: string, otherRecipe: Recipe): Promise<DifferencesState>;
  transforms(): Promise<readonly TransformInfo[]>;
  /** The recipe in the form it is saved in, and back. @throws RemoteError where the file is no recipe. */
  printRecipe(recipe: Recipe): Promise<string>;
  readRecipe(bytes: Uint8Array): Promise<Recipe>;
}
