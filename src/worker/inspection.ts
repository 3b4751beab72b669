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
  type NodeCostDetails,
  type Recipe,
  type ViewGroups,
} from "../core";
import type {
  AboutState,
  CostState,
  DocumentState,
  MeasuredColumn,
  ModelService,
  NodeRows,
  QueryText,
} from "../protocol/messages";
import { Transferred, type CallContext, type Service } from "../protocol/rpc";
import { contextOf } from "./call-context";
import { documentState } from "./document-state";
import type { Documents } from "./documents";
import { find } from "./find";
import { measuredColumn, nodeRows } from "./layer-columns";
import { metadataRows, MOST_ROWS, textRows } from "./metadata-rows";
import type { Version } from "./version";

type Inspecting = Pick<
  Service<ModelService>,
  "state" | "cost" | "about" | "graph" | "groups" | "node" | "nodeRows" | "measured" | "find"
>;

/** What there is to see of a document. */
export function inspection(documents: Documents): Inspecting {
  const states = new WeakMap<Version, DocumentState>();
  return {
    state: async (document: string, recipe: Recipe, call: CallContext): Promise<DocumentState> => {
      const original = await documents.version(document, [], call);
      const version = await documents.version(document, recipe, call);
      const known = states.get(version);
      if (known !== undefined) {
        return known;
      }
      const state = await documentState(original, version, documents.filesOf(document).main);
      states.set(version, state);
      return state;
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

    graph: async (document: string, recipe: Recipe, graph: number, call: CallContext) => {
      const { graph: view } = await (await documents.version(document, recipe, call)).view(graph);
      // The view keeps its own copy: what is posted is handed over.
      const edges = view.edges.slice();
      return new Transferred({ ...view, edges }, [edges.buffer]);
    },

    groups: async (document: string, recipe: Recipe, graph: number, withCosts: boolean, call: CallContext) => {
      const version = await documents.version(document, recipe, call);
      const view = await version.view(graph);
      const [layers, costs] = [await version.layers(), withCosts ? await version.costs() : null];
      const groups = viewGroups(view, version.model.dialect, layers, costs);
      return new Transferred(groups, columnsOf(groups));
    },

    node: async (document: string, recipe: Recipe, graph: number, node: number, call: CallContext) => {
      const version = await documents.version(document, recipe, call);
      const subject = await version.subject(graph, node);
      const types = await version.types();
      const cost = subject instanceof Node ? await costDetails(version, subject) : null;
      return nodeDetails(version.model, subject, (value) => types.of(value), cost, await version.links());
    },

    nodeRows: async (document: string, recipe: Recipe, call: CallContext): Promise<NodeRows> =>
      nodeRows(await documents.version(document, recipe, call)),

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

function columnsOf(groups: ViewGroups): ArrayBuffer[] {
  return Object.values(groups).flatMap((column) => (ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : []));
}

async function costDetails(version: Version, node: Node): Promise<NodeCostDetails> {
  const layer = (await version.layers()).layers.find((each) => each.node === node);
  return { ...(await version.costs()).of(node), parameters: layer?.parameters ?? 0, bytes: layer?.bytes ?? 0 };
}
