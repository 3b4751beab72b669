// A model after some of a document's steps, as views ask for it.
import type {
  AboutState,
  CostState,
  DocumentState,
  Found,
  MeasuredColumn,
  NodeDetails,
  NodeRows,
  QueryText,
  Recipe,
  TensorPlace,
  TensorState,
  ViewGraph,
  ViewGroups,
  Window,
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

  state(): Promise<DocumentState> {
    return this.model.call("state", [this.model.opened, this.recipe]);
  }

  cost(): Promise<CostState> {
    return this.model.call("cost", [this.model.opened, this.recipe]);
  }

  about(): Promise<AboutState> {
    return this.model.call("about", [this.model.opened, this.recipe]);
  }

  graph(graph: number): Promise<ViewGraph> {
    return this.model.call("graph", [this.model.opened, this.recipe, graph]);
  }

  groups(graph: number, withCosts: boolean): Promise<ViewGroups> {
    return this.model.call("groups", [this.model.opened, this.recipe, graph, withCosts]);
  }

  node(graph: number, node: number): Promise<NodeDetails> {
    return this.model.call("node", [this.model.opened, this.recipe, graph, node]);
  }

  nodeRows(): Promise<NodeRows> {
    return this.model.call("nodeRows", [this.model.opened, this.recipe]);
  }

  measured(column: MeasuredColumn, withNodes: boolean, signal?: AbortSignal): Promise<Float64Array> {
    const options = signal === undefined ? {} : { signal };
    return this.model.call("measured", [this.model.opened, this.recipe, column, withNodes], options);
  }

  find(query: QueryText, signal: AbortSignal): Promise<Found> {
    return this.model.call("find", [this.model.opened, this.recipe, query], { signal });
  }

  tensor(place: TensorPlace, signal: AbortSignal): Promise<TensorState> {
    return this.model.call("tensor", [this.model.opened, this.recipe, place], { signal });
  }

  tensorWindow(place: TensorPlace, window: Window): Promise<readonly (readonly string[])[]> {
    return this.model.call("tensorWindow", [this.model.opened, this.recipe, place, window]);
  }
}
