import { formatShape, type Layer, type Links } from "../core";
import type { LayerRow } from "../protocol/messages";

/** Layers as the table shows them, each beside what it was in the file, whatever it was called there. */
export function layerRows(layers: readonly Layer[], originals: readonly Layer[], links: Links): LayerRow[] {
  const before = new Map(originals.map(({ node, name, bytes }) => [node?.id ?? name, bytes]));
  return layers.map(({ name, operator, parameters, share, dtype, bytes, outputShape, shared, node }) => ({
    name,
    operator: operator ?? `${dtype} ${formatShape(outputShape)}`,
    parameters,
    share,
    dtype,
    bytes,
    bytesBefore: before.get(node?.id ?? name) ?? null,
    outputShape: operator === null || outputShape === null ? "" : formatShape(outputShape),
    shared,
    place: node === null ? null : links.placeOf(node),
  }));
}
