// Links that open a model at a node: <scheme>://<extension>/open?file=…&graph=…&node=…&nth=…

/** What a link says. Anybody may have written it. */
export interface NodeLink {
  /** An absolute path, or one in a folder that is open. */
  readonly file: string;
  /** The graph's name, or its number as "#3"; null: the main graph. */
  readonly graph: string | null;
  /** Null: none, only the file. */
  readonly node: string | null;
  /** Which of the nodes of that name, from 1 up. */
  readonly nth: number;
}

/** Where a file may be: in one of the folders, or null: anywhere on this machine. */
export interface FilePlace {
  readonly folder: number | null;
  readonly path: string;
}

const LONGEST = 4096;

/** @param query As VS Code gives it, decoded once already. @returns null for one that names no file. */
export function parseNodeLink(query: string): NodeLink | null {
  if (query.length > LONGEST) {
    return null;
  }
  const values = new Map(
    query.split("&").map((part) => {
      const at = part.indexOf("=");
      return at < 0 ? [part, ""] : [part.slice(0, at), decoded(part.slice(at + 1))];
    }),
  );
  const file = values.get("file") ?? "";
  const nth = Number(values.get("nth") ?? 1);
  return file === ""
    ? null
    : {
        file,
        graph: values.get("graph") ?? null,
        node: values.get("node") ?? null,
        nth: Number.isSafeInteger(nth) && nth > 0 ? nth : 1,
      };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A percent sign that stands for itself.
  }
}

/** @param base "vscode://publisher.name" */
export function printNodeLink(base: string, { file, graph, node, nth }: NodeLink): string {
  const values = { file, graph, node, nth: nth === 1 ? null : String(nth) };
  const parts = Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encoded(value)}`],
  );
  return `${base}/open?${parts.join("&")}`;
}

/** What would end a value is encoded twice, as VS Code decodes once before the values are told apart. */
function encoded(text: string): string {
  const once = text.replace(/[%&=+#?]/g, encodeURIComponent);
  return encodeURIComponent(once).replaceAll("%2F", "/").replaceAll("%3A", ":");
}

/** Where to look for a file, in this order; null for what is no path on this machine or in a folder. */
export function placesOf(file: string, folders: readonly string[]): readonly FilePlace[] | null {
  const path = file.replaceAll("\\", "/");
  if (path.includes("\0") || path.startsWith("//") || /^[a-z][a-z0-9+.-]+:/i.test(path)) {
    return null; // Elsewhere in the network, or not a file.
  }
  if (/^(\/|[a-z]:\/)/i.test(path)) {
    return [{ folder: null, path }];
  }
  if (path.includes(":") || path.split("/").includes("..")) {
    return null;
  }
  const [first, ...rest] = path.split("/");
  const named =
    rest.length === 0
      ? []
      : folders.flatMap((name, folder) => (name === first ? [{ folder, path: rest.join("/") }] : []));
  return [...named, ...folders.map((_, folder) => ({ folder, path }))];
}

/** "#3": a graph by its number. */
const NUMBER = /^#(\d{1,9})$/;

/** The graph that a link means; −1 for none. */
export function graphOf(names: readonly string[], graph: string | null): number {
  const [, number] = NUMBER.exec(graph ?? "#0") ?? [];
  return number === undefined ? names.indexOf(graph!) : Number(number) < names.length ? Number(number) : -1;
}

/** What a link calls a graph: its name, where it is found by that, else its number. */
export function graphText(names: readonly string[], graph: number): string | null {
  const name = names[graph]!;
  const isFound = name !== "" && !NUMBER.test(name) && names.indexOf(name) === graph;
  return graph === 0 ? null : isFound ? name : `#${graph}`;
}

/** The nth of the nodes of a name; −1 where there are not so many. */
export function nodeOf(nodes: readonly { readonly name: string }[], name: string, nth: number): number {
  let left = nth;
  return nodes.findIndex((node) => node.name === name && --left === 0);
}

/** Which of the nodes of its name a node is, from 1 up. */
export function nthOf(nodes: readonly { readonly name: string }[], node: number): number {
  const { name } = nodes[node]!;
  let nth = 0;
  for (let at = 0; at <= node; at++) {
    nth += nodes[at]!.name === name ? 1 : 0;
  }
  return nth;
}
