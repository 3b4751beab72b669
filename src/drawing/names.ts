// Names as people read them.

/** Converters join the names of what they merged with ";": the first one says enough. */
export function shortName(name: string): string {
  return name.split(";", 1)[0]!;
}

/** A name beside its operator: a last part that only repeats that says nothing. */
export function layerName(name: string, operator: string): string {
  const short = shortName(name);
  const slash = short.lastIndexOf("/");
  return slash > 0 && short.slice(slash + 1).toLowerCase() === operator.toLowerCase() ? short.slice(0, slash) : short;
}

/**
 * What tells each of several names from the others: without the parts between slashes that all begin with, and without
 * those after the first that no other name has there. "net/block_2/expand/Conv2D" → "block_2/expand"
 */
export function tellingNames(names: readonly string[]): string[] {
  const paths = names.map((name) => name.split("/"));
  const distinct = new Map(names.map((name, index) => [name, paths[index]!]));
  // A slash sorts before all else, so that names that begin with the same parts stand side by side.
  const keyed = Array.from(distinct, ([name, path]) => [name.replaceAll("/", "\0"), path] as const);
  const inOrder = keyed.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, path]) => path);
  // What the first and the last share all do; of each name something stays.
  const lead = inOrder.length < 2 ? 0 : Math.min(inOrder[0]!.length - 1, partsShared(inOrder[0]!, inOrder.at(-1)!));
  const told = new Map(
    inOrder.map((path, index) => {
      const shared = (other: readonly string[] | undefined) => (other ? partsShared(path, other) : 0);
      const most = Math.max(shared(inOrder[index - 1]), shared(inOrder[index + 1]));
      const telling = inOrder.length < 2 ? path : path.slice(lead, most + 1);
      return [path.join("/"), telling.join("/")];
    }),
  );
  return names.map((name) => told.get(name)!);
}

function partsShared(one: readonly string[], other: readonly string[]): number {
  const end = Math.min(one.length, other.length);
  let count = 0;
  while (count < end && one[count] === other[count]) {
    count++;
  }
  return count;
}

/**
 * A name in a number of characters: without its middle where it is longer. Its end tells more than its beginning.
 */
export function withoutMiddle(name: string, room: number): string {
  if (name.length <= room) {
    return name;
  }
  const end = Math.max(1, Math.ceil((room - 1) * 0.6));
  const start = Math.max(1, room - 1 - end);
  return `${name.slice(0, start)}…${name.slice(-end)}`;
}

/** The end of a long name, which is what tells it from others. */
export function tail(name: string, length: number): string {
  return name.length > length ? `…${name.slice(1 - length)}` : name;
}
