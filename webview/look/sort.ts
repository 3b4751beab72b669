// Which column a table is sorted by.

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** After a click on a column's title: numbers start with the largest; a third click goes back to the order there was. */
export function nextSort(sort: Sort | null, column: string, isText: boolean): Sort | null {
  const descending = !isText;
  if (sort?.column !== column) {
    return { column, descending };
  }
  return sort.descending === descending ? { column, descending: !descending } : null;
}

/** What `aria-sort` says of a column. */
export function ariaSort(sort: Sort | null, column: string): "none" | "ascending" | "descending" {
  return sort?.column !== column ? "none" : sort.descending ? "descending" : "ascending";
}
