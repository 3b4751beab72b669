// What attributes say, for people: one line each, by name, and by operator where it differs.
import type { AttributeManual, NotedAttribute } from "../ir/attribute-manual";
import type { Attribute, Node } from "../ir/node";
import { own } from "../ir/own";

export interface Note {
  readonly says: string;
  /** What values say, by the text or number that stands in the file; null where one says nothing more. */
  readonly values?: Readonly<Record<string, string>> | ((value: string) => string | null);
  /** What holds where it is left out, of one that has no default. */
  readonly absent?: string;
}

/** By name, "axis", or for some operators only, "axis of Concat Split". */
export type Notes = Readonly<Record<string, string | Note>>;

export class NoteTable {
  #table: ReadonlyMap<string, Note> | null = null;

  constructor(readonly parts: readonly Notes[]) {}

  find(operator: string, attribute: string): Note | null {
    this.#table ??= tableOf(this.parts);
    return this.#table.get(`${attribute} of ${operator}`) ?? this.#table.get(attribute) ?? null;
  }
}

function tableOf(parts: readonly Notes[]): Map<string, Note> {
  const table = new Map<string, Note>();
  for (const [key, note] of parts.flatMap((part) => Object.entries(part))) {
    for (const each of keysOf(key)) {
      table.set(each, typeof note === "string" ? { says: note } : note);
    }
  }
  return table;
}

/** "axis of Concat Split": "axis of Concat", "axis of Split". */
export function keysOf(key: string): readonly string[] {
  const [name, operators] = key.split(" of ");
  return operators === undefined ? [key] : operators.split(" ").map((operator) => `${name} of ${operator}`);
}

/** What a format's specification says of its operators' attributes. */
export interface Specification {
  readonly notes: NoteTable;
  /** The operator as the notes have it; null where the format does not specify it. */
  readonly operator: (node: Node) => string | null;
  /** What the operator may have; null: without a default. */
  readonly defaults: (node: Node) => Iterable<readonly [string, Attribute | null]>;
  /** Whether the file leaves out what the node was given when it was read. */
  readonly isLeftOut?: (attribute: Attribute, name: string) => boolean;
}

export function manualOf({ notes, operator, defaults, isLeftOut }: Specification): AttributeManual {
  return (node) => {
    const called = operator(node);
    const find = (name: string) => (called === null ? null : notes.find(called, name));
    const noted: NotedAttribute[] = [];
    for (const [name, value] of node.attributes) {
      const note = find(name);
      noted.push({ name, value, isDefault: isLeftOut?.(value, name) === true, note: note && noteText(note, value) });
    }
    for (const [name, byDefault] of called === null ? [] : defaults(node)) {
      const note = find(name);
      const value = byDefault ?? note?.absent ?? null;
      if (value !== null && !node.attributes.has(name)) {
        noted.push({ name, value, isDefault: true, note: note && noteText(note, value) });
      }
    }
    return noted;
  };
}

function noteText({ says, values }: Note, value: Attribute | string): string {
  const text = typeof value === "string" ? null : plainText(value);
  if (text === null || values === undefined) {
    return says;
  }
  const meaning = typeof values === "function" ? values(text) : (own(values, text) ?? null);
  return meaning === null ? says : `${says}: ${meaning}`;
}

/** Of a single choice. */
function plainText(attribute: Attribute): string | null {
  switch (attribute.kind) {
    case "int":
    case "bool":
    case "string":
    case "type":
      return String(attribute.value);
    default:
      return null;
  }
}
