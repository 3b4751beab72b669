// Layers whose channels can only go together, and within them the channels of which any can be left out alike.
import { addTo } from "../../ir/multimap";
import { nameOf, type Node } from "../../ir/node";
import type { Trace } from "./trace";

/** Channels that occur along the same axes, so that each of them holds on to as many as stay of the part. */
export interface Part {
  /** The layers that make them, in order. */
  readonly layers: readonly Node[];
  /** One channel for each set that goes together. */
  readonly channels: number[];
  /** How many channels of a layer go with each. */
  readonly multiplicity: number;
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Layers none of whose channels can go, with the reason. */
  readonly fixed: readonly { readonly layer: Node; readonly reason: string }[];
}

export function partsOf(trace: Trace): Parts {
  const { classes } = trace.tracks;
  const layerOf = joinLayers(trace);
  const signatures = signaturesOf(trace);
  const groups = new Map<number, Map<number, number[]>>();
  const multiplicities = new Map<number, Map<number, number>>();
  const reasons = new Map<number, string>();
  const free = new Set<number>();
  const seen = new Set<number>();
  for (let channel = 0; channel < classes.size; channel++) {
    const layer = classes.layerOf(channel);
    const root = classes.find(channel);
    if (layer < 0) {
      continue;
    }
    const group = layerOf(layer);
    const reason = classes.reasonOf(root);
    if (reason !== null) {
      reasons.set(layer, reasons.get(layer) ?? reason);
    } else {
      free.add(layer);
      const counts = multiplicities.get(root) ?? new Map<number, number>();
      multiplicities.set(root, counts.set(layer, (counts.get(layer) ?? 0) + 1));
    }
    if (!seen.has(root)) {
      seen.add(root);
      const entry = groups.get(group) ?? new Map<number, number[]>();
      groups.set(group, entry);
      if (reason === null) {
        addTo(entry, signatures[root]!, root);
      }
    }
  }
  const members = new Map<number, Node[]>();
  trace.layers.forEach((node, layer) => addTo(members, layerOf(layer), node));
  const parts = [...groups].flatMap(([group, entry]) =>
    [...entry.values()].map((channels) => ({
      layers: members.get(group)!,
      channels,
      multiplicity: [...multiplicities.get(channels[0]!)!.values()].reduce((most, each) => Math.max(most, each)),
    })),
  );
  const fixed = trace.layers.flatMap((layer, index) =>
    free.has(index) ? [] : [{ layer, reason: reasons.get(index) ?? "it makes no channels" }],
  );
  return { parts, fixed };
}

export function namesOf(layers: readonly Node[]): string {
  const [first, ...others] = layers;
  return others.length === 0 ? nameOf(first!) : `${nameOf(first!)} and ${others.length} more`;
}

/** Layers some of whose channels go together belong together. */
function joinLayers({ layers, tracks: { classes } }: Trace): (layer: number) => number {
  const parents = layers.map((_, index) => index);
  const find = (layer: number) => {
    while (parents[layer] !== layer) {
      layer = parents[layer] = parents[parents[layer]!]!;
    }
    return layer;
  };
  const first = new Map<number, number>();
  for (let channel = 0; channel < classes.size; channel++) {
    const [layer, root] = [classes.layerOf(channel), classes.find(channel)];
    if (layer >= 0) {
      const [a, b] = [find(layer), find(first.get(root) ?? layer)];
      parents[Math.max(a, b)] = Math.min(a, b);
      first.set(root, layer);
    }
  }
  return (layer) => (layer < 0 ? layer : find(layer));
}

/** A number for each channel, the same for those along exactly the same axes. */
function signaturesOf({ tracks }: Trace): Int32Array {
  const { classes } = tracks;
  const signatures = new Int32Array(classes.size);
  const known = new Map<string, number>();
  /** A list that stands along several axes tells no more than along one. */
  const lists = new Set<Int32Array>();
  let place = 0;
  for (const [, axes] of tracks) {
    for (const { channels } of axes.values()) {
      if (lists.has(channels)) {
        continue;
      }
      lists.add(channels);
      place++;
      const seen = new Set<number>();
      for (const channel of channels) {
        const root = classes.find(channel);
        if (!seen.has(root)) {
          seen.add(root);
          const key = `${signatures[root]}:${place}`;
          const signature = known.get(key) ?? known.size + 1;
          known.set(key, signature);
          signatures[root] = signature;
        }
      }
    }
  }
  return signatures;
}
