/** What VS Code is told of a node, for its menu; of no node: that there is nothing to copy. */
export function contextOf(graph: number, node: number | null): string {
  const what = node === null ? {} : { webviewSection: "node", graph, node };
  return JSON.stringify({ ...what, preventDefaultContextMenuItems: true });
}

/** What it is told of the head of the layer table. */
export const TABLE_CONTEXT = JSON.stringify({ webviewSection: "layers", preventDefaultContextMenuItems: true });
