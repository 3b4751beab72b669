// A model after some of a document's steps, as views ask for it.
import type {
  AboutState,
  CostState,
  DocumentState,
  Found,
  GraphDrawing,
  MeasuredColumn,
  NodeDetails,
  NodeRows,
  OverviewState,
  PackedContents,
  PackedTypes,
  QueryText,
  Recipe,
  TensorPlace,
  TensorState,
  ViewGraph,
  ViewGroups,
  Window,
  Zipped,
} from "../protocol/messages";
import type { OpenedModel } from "./opened-model";

export class ShownModel {
  /** @param steps That were done, as they are when something is asked. */
  constructor(
    readonly model: OpenedModel,
    readonly steps: () => Recipe,
  ) {}

  get recipe(): Recipe {
    return this.steps();
  }

  /** What is known of it at once. */
  overview(): Promise<OverviewState> {
    return this.model.ask("overview", [this.recipe]);
  }

  contents(): Promise<Zipped<PackedContents>> {
    return this.model.ask("contents", [this.recipe]);
  }

  state(): Promise<DocumentState> {
    return this.model.ask("state", [this.recipe]);
  }

  cost(): Promise<CostState> {
    return this.model.ask("cost", [this.recipe]);
  }

  about(): Promise<AboutState> {
    return this.model.ask("about", [this.recipe]);
  }

  drawing(graph: number | null): Promise<Zipped<GraphDrawing>> {
    return this.model.ask("drawing", [this.recipe, graph]);
  }

  types(graph: number): Promise<Zipped<PackedTypes>> {
    return this.model.ask("types", [this.recipe, graph]);
  }

  graph(graph: number): Promise<ViewGraph> {
    return this.model.ask("graph", [this.recipe, graph]);
  }

  groups(graph: number, withCosts: boolean): Promise<Zipped<ViewGroups>> {
    return this.model.ask("groups", [this.recipe, graph, withCosts]);
  }

  node(graph: number, node: number): Promise<NodeDetails> {
    return this.model.ask("node", [this.recipe, graph, node]);
  }

  nodeRows(): Promise<Zipped<NodeRows>> {
    return this.model.ask("nodeRows", [this.recipe]);
  }

  measured(column: MeasuredColumn, withNodes: boolean, signal?: AbortSignal): Promise<Float64Array> {
    const options = signal === undefined ? {} : { signal };
    return this.model.ask("measured", [this.recipe, column, withNodes], options);
  }

  find(query: QueryText, signal: AbortSignal): Promise<Found> {
    return this.model.ask("find", [this.recipe, query], { signal });
  }

  tensor(place: TensorPlace, signal: AbortSignal): Promise<TensorState> {
    return this.model.ask("tensor", [this.recipe, place], { signal });
  }

  tensorWindow(place: TensorPlace, window: Window): Promise<readonly (readonly string[])[]> {
    return this.model.ask("tensorWindow", [this.recipe, place, window]);
  }
}
