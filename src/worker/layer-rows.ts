import { formatShape, type Layer, type Links, type TypeOf } from "../core";
import type { LayerRow } from "../protocol/messages";

/**
 * Layers as the table shows them, each beside what it was in the file, whatever it was called there.
 * @param typeOf Tells shapes that the file does not state.
 */
export function layerRows(
  layers: readonly Layer[],
  originals: readonly Layer[],
  links: Links,
  typeOf: TypeOf,
): LayerRow[] {
  const shapeOf = ({ node, outputShape }: Layer) => {
    const made = node?.outputs[0] ?? null;
    return outputShape ?? (made === null ? null : typeOf(made).shape);
  };
  const before = new Map(originals.map(({ node, name, bytes }) => [node?.id ?? name, bytes]));
  return layers.map((layer) => {
    const { name, operator, parameters, share, dtype, bytes, shared, node } = layer;
    const shape = shapeOf(layer);
    return {
      name,
      operator: operator ?? `${dtype} ${formatShape(shape)}`,
      parameters,
      share,
      dtype,
      bytes,
      bytesBefore: before.get(node?.id ?? name) ?? null,
      outputShape: operator === null || shape === null ? "" : formatShape(shape),
      shared,
      place: node === null ? null : links.placeOf(node),
    };
  });
}
