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

/** The end of a long name, which is what tells it from others. */
export function tail(name: string, length: number): string {
  return name.length > length ? `…${name.slice(1 - length)}` : name;
}
