import type { ShownVariants, VariantColumn } from "../../src/protocol/messages";
import type { Sort } from "../look/sort";

/** The positions of rows as they are sorted; what is not known comes last, either way. */
export function variantOrder(
  rows: ShownVariants["rows"],
  columns: readonly VariantColumn[],
  sort: Sort | null,
): readonly number[] {
  const order = [...rows.keys()];
  const column = columns.find(({ id }) => id === sort?.column);
  if (sort === null || column === undefined) {
    return order;
  }
  const sign = sort.descending ? -1 : 1;
  return order.sort((a, b) => {
    const [one, other] = [column.value(rows[a]!), column.value(rows[b]!)];
    if (one === null || other === null) {
      return Number(one === null) - Number(other === null);
    }
    return typeof one === "number" && typeof other === "number"
      ? // Where nothing differs both may be infinite.
        sign * (one === other ? 0 : one - other)
      : sign * String(one).localeCompare(String(other), undefined, { numeric: true });
  });
}
