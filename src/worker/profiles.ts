import { entryText, matchProfile, readProfile, type Model, type Profile, type Recipe } from "../core";
import type { ModelService, ProfiledGraph, ProfileState } from "../protocol/messages";
import { Transferred, type CallContext, type Service } from "../protocol/rpc";
import type { Documents } from "./documents";
import type { Version } from "./version";

/** More of them nobody reads, and a message takes time. */
const MOST_ROWS = 200;
const MOST_PROVIDERS = 20;
const FALLBACK = 1;
const WITHIN = 2;

/** Where the time of a model goes. */
export function profiles(documents: Documents): Pick<Service<ModelService>, "readProfile" | "profile"> {
  return {
    readProfile: (bytes: Uint8Array, name: string) => Promise.resolve().then(() => readProfile(bytes, name)),

    profile: async (document: string, recipe: Recipe, profile: Profile, name: string, call: CallContext) => {
      const version = await documents.version(document, recipe, call);
      const state = await stateOf(version, version.model, profile, name);
      const buffers = state.graphs.flatMap((graph) =>
        graph === null ? [] : [graph.amounts, graph.providers, graph.marks].map(({ buffer }) => buffer as ArrayBuffer),
      );
      return new Transferred(state, buffers);
    },
  };
}

async function stateOf(version: Version, model: Model, profile: Profile, file: string): Promise<ProfileState> {
  const { total, covered, nodes, rest, providers } = matchProfile(model, profile);
  const [links, views] = [await version.links(), await version.views()];
  const graphs: (ProfiledGraph | null)[] = views.map(() => null);
  const places = new Map(providers.slice(0, MOST_PROVIDERS).map(({ name }, index) => [name, index + 1]));
  const graphAt = (graph: number): ProfiledGraph => {
    const count = views[graph]!.graph.nodes.length;
    return (graphs[graph] ??= {
      amounts: new Float64Array(count).fill(NaN),
      providers: new Uint8Array(count),
      marks: new Uint8Array(count),
    });
  };
  for (const [node, { amount, provider, isFallback, others }] of nodes) {
    for (const other of others) {
      const place = links.placeOf(other);
      if (place !== null) {
        graphAt(place.graph).marks[place.node] ||= WITHIN;
      }
    }
    const place = links.placeOf(node);
    if (place !== null) {
      const { amounts, providers: ranBy, marks } = graphAt(place.graph);
      amounts[place.node] = amount;
      ranBy[place.node] = places.get(provider ?? "") ?? 0;
      marks[place.node] = isFallback ? FALLBACK : 0;
    }
  }
  const { tool, unit, runs } = profile;
  return {
    ...{ file, tool, unit, runs, total, covered, nodes: nodes.size, graphs },
    providers: providers.slice(0, MOST_PROVIDERS),
    rest: rest.slice(0, MOST_ROWS).map((entry) => ({ text: entryText(entry), amount: entry.amount })),
    restCount: rest.length,
  };
}
