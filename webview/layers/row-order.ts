import { noiseOf, profiledOf, type LayerList } from "../../src/protocol/layer-list";
import type { LayerColumn, LayerRow } from "../../src/protocol/messages";

/** By a column, the least first; what is not known comes before nothing. */
export function compareRows(a: LayerRow, b: LayerRow, column: LayerColumn, values: Values): number {
  switch (column) {
    case "layer":
      return a.name.localeCompare(b.name, undefined, { numeric: true });
    case "operator":
      return a.operator.localeCompare(b.operator);
    case "dtype":
      return a.dtype.localeCompare(b.dtype, undefined, { numeric: true });
    case "shape":
      return a.outputShape.localeCompare(b.outputShape, undefined, { numeric: true });
    case "bytes":
      return a.bytes - b.bytes;
    case "before":
      return (a.bytesBefore ?? -1) - (b.bytesBefore ?? -1);
    case "parameters":
    case "share":
      return a.parameters - b.parameters;
    case "noise": {
      // Infinite ones are as far apart as they are from what is not known: no difference of both is a number.
      const noise = (row: LayerRow) => Math.min(Number.MAX_VALUE, noiseOf(row, values.noise) ?? -Number.MAX_VALUE);
      return Math.sign(noise(a) - noise(b));
    }
    case "profile":
      return (profiledOf(a, values.profile) ?? -1) - (profiledOf(b, values.profile) ?? -1);
    default:
      return (values.measureOf(a, column) ?? -1) - (values.measureOf(b, column) ?? -1);
  }
}

type Values = Pick<LayerList, "measureOf" | "noise" | "profile">;
