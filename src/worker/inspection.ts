import {
  aboutModel,
  costNotes,
  costSummary,
  costText,
  isLowerBound,
  layerMacs,
  Node,
  nodeDetails,
  viewGroups,
  viewTypes,
  type NodeCostDetails,
  type Recipe,
  type ViewGraph,
  type ViewSource,
  type ViewTypes,
  type ViewGroups,
} from "../core";
import { packGraph, packTypes } from "../protocol/drawing";
import type {
  AboutState,
  ContentsState,
  CostState,
  DocumentState,
  GraphDrawing,
  MeasuredColumn,
  ModelService,
  NodeRows,
  OverviewState,
  PackedContents,
  PackedTypes,
  QueryText,
} from "../protocol/messages";
import { packLayers } from "../protocol/layers";
import { Transferred, type CallContext, type Service } from "../protocol/rpc";
import { zip, type Zipped } from "../protocol/zipped";
import { contextOf } from "./call-context";
import { contentsState, overviewState } from "./document-state";
import type { Documents } from "./documents";
import { find } from "./find";
import { measuredColumn, nodeRows } from "./layer-columns";
import { metadataRows, MOST_ROWS, textRows } from "./metadata-rows";
import type { Version } from "./version";

type Inspecting = Pick<
  Service<ModelService>,
  | "overview"
  | "contents"
  | "state"
  | "cost"
  | "about"
  | "drawing"
  | "types"
  | "graph"
  | "groups"
  | "node"
  | "nodeRows"
  | "measured"
  | "find"
>;

/** Of larger graphs a first picture is drawn before all types are known. */
const TYPED_AT_ONCE = 2000;

/** What there is to see of a document. */
export function inspection(documents: Documents): Inspecting {
  const overviews = new WeakMap<Version, Promise<OverviewState>>();
  const contents = new WeakMap<Version, Promise<ContentsState>>();
  // What a page asks for each time it is opened.
  const zippedContents = new WeakMap<ContentsState, Promise<Zipped<PackedContents>>>();
  const drawings = new WeakMap<ViewSource, Promise<Zipped<GraphDrawing>>>();
  const types = new WeakMap<ViewSource, Promise<Zipped<PackedTypes>>>();
  const groups = new WeakMap<ViewSource, Promise<Zipped<ViewGroups>>>();

  const overview = async (document: string, recipe: Recipe, call: CallContext) => {
    const original = await documents.version(document, [], call);
    const version = await documents.version(document, recipe, call);
    return once(overviews, version, () => overviewState(original, version));
  };
  const contentsOf = async (document: string, recipe: Recipe, call: CallContext) => {
    const original = await documents.version(document, [], call);
    const version = await documents.version(document, recipe, call);
    return once(contents, version, () => contentsState(original, version, documents.filesOf(document).main));
  };

  return {
    overview: async (document: string, recipe: Recipe, call: CallContext): Promise<OverviewState> => {
      const state = await overview(document, recipe, call);
      const version = await documents.version(document, recipe, call);
      // It will be asked for next.
      setTimeout(
        () =>
          void version
            .view(state.firstGraph)
            .then((view) => once(drawings, view, () => drawingOf(version, view)))
            .catch(() => {}),
      );
      return state;
    },

    contents: async (document: string, recipe: Recipe, call: CallContext): Promise<Zipped<PackedContents>> => {
      const state = await contentsOf(document, recipe, call);
      return once(zippedContents, state, () => zip({ ...state, layers: packLayers(state.layers) }));
    },

    state: async (document: string, recipe: Recipe, call: CallContext): Promise<DocumentState> => ({
      ...(await overview(document, recipe, call)),
      ...(await contentsOf(document, recipe, call)),
    }),

    drawing: async (
      document: string,
      recipe: Recipe,
      graph: number | null,
      call: CallContext,
    ): Promise<Zipped<GraphDrawing>> => {
      const wanted = graph ?? (await overview(document, recipe, call)).firstGraph;
      // What is known at once is told before this is worked out.
      await new Promise((resolve) => setTimeout(resolve));
      const version = await documents.version(document, recipe, call);
      const view = await version.view(wanted);
      return once(drawings, view, () => drawingOf(version, view));
    },

    types: async (document: string, recipe: Recipe, graph: number, call: CallContext): Promise<Zipped<PackedTypes>> => {
      const version = await documents.version(document, recipe, call);
      const view = await version.view(graph);
      return once(types, view, async () => zip(packTypes(await typesIn(version, view))));
    },

    cost: async (document: string, recipe: Recipe, call: CallContext): Promise<CostState> => {
      const version = await documents.version(document, recipe, call);
      const costs = await version.costs();
      const { layers } = await version.layers();
      const summary = costSummary(costs);
      return {
        macs: costs.macs,
        isLowerBound: isLowerBound(summary),
        openLengths: costs.openDimensions.size,
        text: costText(summary),
        notes: costNotes(summary),
        layers: layerMacs(layers, costs),
      };
    },

    about: async (document: string, recipe: Recipe, call: CallContext): Promise<AboutState> => {
      const version = await documents.version(document, recipe, call);
      const about = await aboutModel(version.model, await version.layers());
      const few = <T>(items: readonly T[]) => items.slice(0, MOST_ROWS);
      return {
        facts: textRows(about.facts),
        metadata: metadataRows(about.metadata),
        signatures: few(about.signatures).map(({ key, inputs, outputs }) => ({
          key,
          inputs: few(inputs),
          outputs: few(outputs),
        })),
        operators: few(about.operators),
        dtypes: about.dtypes,
      };
    },

    graph: async (document: string, recipe: Recipe, graph: number, call: CallContext): Promise<ViewGraph> => {
      const version = await documents.version(document, recipe, call);
      return typed(version, await version.view(graph));
    },

    groups: async (document: string, recipe: Recipe, graph: number, withCosts: boolean, call: CallContext) => {
      const version = await documents.version(document, recipe, call);
      const view = await version.view(graph);
      const make = async () => {
        const [layers, costs] = [await version.layers(), withCosts ? await version.costs() : null];
        return zip(viewGroups(view, version.model.dialect, layers, costs));
      };
      return withCosts ? once(groups, view, make) : make();
    },

    node: async (document: string, recipe: Recipe, graph: number, node: number, call: CallContext) => {
      const version = await documents.version(document, recipe, call);
      const subject = await version.subject(graph, node);
      const types = await version.types();
      const cost = subject instanceof Node ? await costDetails(version, subject) : null;
      return nodeDetails(version.model, subject, (value) => types.of(value), cost, await version.links());
    },

    nodeRows: async (document: string, recipe: Recipe, call: CallContext): Promise<Zipped<NodeRows>> =>
      zip(await nodeRows(await documents.version(document, recipe, call))),

    measured: async (
      document: string,
      recipe: Recipe,
      column: MeasuredColumn,
      withNodes: boolean,
      call: CallContext,
    ): Promise<Float64Array> =>
      measuredColumn(await documents.version(document, recipe, call), column, withNodes, contextOf(call)),

    find: async (document: string, recipe: Recipe, query: QueryText, call: CallContext) => {
      const version = await documents.version(document, recipe, call);
      const types = await version.types();
      const [views, { layers }] = [await version.views(), await version.layers()];
      const found = await find(query, { views, layers, typeOf: (value) => types.of(value) }, call.signal);
      return new Transferred(found, [found.nodes.buffer, found.starts.buffer, found.layers.buffer]);
    },
  };
}

/** What is made of something when it is first asked for, for all who ask; again where that failed. */
function once<K extends object, T>(made: WeakMap<K, Promise<T>>, key: K, make: () => Promise<T>): Promise<T> {
  let known = made.get(key);
  if (known === undefined) {
    known = make();
    made.set(key, known);
    known.catch(() => made.delete(key));
  }
  return known;
}

async function drawingOf(version: Version, view: ViewSource): Promise<Zipped<GraphDrawing>> {
  const isTyped = view.subjects.length <= TYPED_AT_ONCE;
  const graph = packGraph(isTyped ? await typed(version, view) : view.graph);
  const { layers } = await version.layers();
  let groups: ViewGroups | null = null;
  try {
    groups = viewGroups(view, version.model.dialect, { layers }, null);
  } catch {
    // It is drawn without.
  }
  return zip({ graph, groups, isTyped });
}

async function typesIn(version: Version, view: ViewSource): Promise<ViewTypes> {
  const types = await version.types();
  return viewTypes(view, (value) => types.of(value));
}

async function typed(version: Version, view: ViewSource): Promise<ViewGraph> {
  const { types, labels, inferred } = await typesIn(version, view);
  const nodes = view.graph.nodes.map((node, at) => ({ ...node, type: types[at]! }));
  return { ...view.graph, nodes, labels, inferred };
}

async function costDetails(version: Version, node: Node): Promise<NodeCostDetails> {
  const layer = (await version.layers()).layers.find((each) => each.node === node);
  return { ...(await version.costs()).of(node), parameters: layer?.parameters ?? 0, bytes: layer?.bytes ?? 0 };
}
