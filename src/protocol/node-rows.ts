// Nodes without parameters as rows of the layer table.
import type { LayerRow, NodeRows } from "./messages";

export function unpackNodeRows({ names, places, kinds, texts }: NodeRows): LayerRow[] {
  return names.map((name, at) => ({
    name,
    operator: texts[kinds[3 * at]!]!,
    parameters: 0,
    share: 0,
    dtype: texts[kinds[3 * at + 1]!]!,
    bytes: 0,
    bytesBefore: 0,
    outputShape: texts[kinds[3 * at + 2]!]!,
    shared: false,
    place: { graph: places[2 * at]!, node: places[2 * at + 1]! },
  }));
}

/** All rows in the order of the graphs; layers that are not drawn come behind the layer before them. */
export function inGraphOrder(layers: readonly LayerRow[], nodes: readonly LayerRow[]): LayerRow[] {
  const merged: LayerRow[] = [];
  let next = 0;
  for (const layer of layers) {
    while (layer.place !== null && next < nodes.length && isBefore(nodes[next]!, layer)) {
      merged.push(nodes[next++]!);
    }
    merged.push(layer);
  }
  return merged.concat(nodes.slice(next));
}

function isBefore({ place: a }: LayerRow, { place: b }: LayerRow): boolean {
  return a!.graph < b!.graph || (a!.graph === b!.graph && a!.node < b!.node);
}
