import {
  costsOf,
  inferTypes,
  layersOf,
  Links,
  ModelError,
  viewGraphs,
  type Costs,
  type Layers,
  type Model,
  type Node,
  type StepReport,
  type Value,
  type ValueTypes,
  type ViewSource,
} from "../core";

/** A model after some steps of a recipe, and what is worked out about it, once it is asked for. */
export class Version {
  readonly layers: () => Promise<Layers>;
  readonly types: () => Promise<ValueTypes>;
  readonly costs: () => Promise<Costs>;
  /** What is drawn of its graphs, with types as the file states them. */
  readonly views: () => Promise<readonly ViewSource[]>;
  /** Between what is drawn. */
  readonly links: () => Promise<Links>;

  /** @param reports Of the steps. */
  constructor(
    readonly model: Model,
    readonly reports: readonly StepReport[],
  ) {
    this.layers = once(() => layersOf(model));
    this.types = once(() => inferTypes(model));
    this.costs = once(() => costsOf(model));
    this.views = once(async () => viewGraphs(model, await this.layers()));
    this.links = once(async () => new Links(model, await this.views()));
  }

  /** @throws ModelError where there is no such graph. */
  async view(graph: number): Promise<ViewSource> {
    const view = (await this.views())[graph];
    if (view === undefined) {
      throw new ModelError("parameter", "There is no such graph.", `${graph}`);
    }
    return view;
  }

  /** What a position of a view stands for. @throws ModelError where there is no such node. */
  async subject(graph: number, node: number): Promise<Node | Value> {
    const subject = (await this.view(graph)).subjects[node];
    if (subject === undefined) {
      throw new ModelError("parameter", "There is no such node.", `${node}`);
    }
    return subject;
  }
}

/** What is made when it is first asked for, for all who ask; again where that failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}
