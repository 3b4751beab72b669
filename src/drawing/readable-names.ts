// The names of a list in the room that each of them has: what tells them from each other stays.
import { tellingNames, withoutMiddle } from "./names";

const BOUNDARY = /[/_.\-…]/u;
/** What is left of a name has to fill so much of its room; else its beginning is shown, too. */
const WORTH_ENDING = 0.6;
/** What still looks alike after so many attempts stays so. */
const ATTEMPTS = 4;
/** So many names are measured. */
const MEASURED = 50;

export class ReadableNames {
  /** What all of them begin with, which is left out; "" where that is nothing. */
  readonly common: string;
  /** What each is called where there is room. */
  readonly whole: readonly string[];
  #brief: readonly string[] | null = null;
  #fitted: { readonly room: number; readonly names: readonly string[] } | null = null;

  constructor(names: readonly string[]) {
    this.common = commonBeginning(names);
    this.whole = tellingNames(names.map((name) => name.slice(this.common.length)));
  }

  /** Whether what is left out says something: more than the separator that full paths begin with. */
  get isCommonTelling(): boolean {
    return /[\p{L}\p{N}]/u.test(this.common);
  }

  /** Each in a number of characters. */
  in(room: number): readonly string[] {
    if (this.#fitted?.room !== room) {
      this.#fitted = { room, names: this.#fit(Math.max(1, room)) };
    }
    return this.#fitted.names;
  }

  /** Of those that speak for all. @param widthOf Of a text. */
  widest(widthOf: (text: string) => number): number {
    return widestOf(this.whole, widthOf);
  }

  /** Each in as many pixels. @param widthOf Of a text; the first names speak for all, of which there may be thousands. */
  within(pixels: number, widthOf: (text: string) => number): readonly string[] {
    const characters = this.whole.slice(0, MEASURED).join("");
    const average = characters === "" ? 1 : widthOf(characters) / characters.length;
    let room = Math.max(1, Math.floor(pixels / average));
    for (let excess = Infinity; excess > 0 && room > 1;) {
      excess = Math.ceil((widestOf(this.in(room), widthOf) - pixels) / average);
      room = Math.max(1, room - Math.max(0, excess));
    }
    return this.in(room);
  }

  #fit(room: number): string[] {
    if (this.whole.every(({ length }) => length <= room)) {
      return [...this.whole];
    }
    this.#brief ??= briefNames(this.whole);
    const texts = this.#brief;
    const fitted = this.whole.map((name, at) => (name.length <= room ? name : ending(texts[at]!, room)));
    const places = texts.map((): number[] => []);
    for (let attempt = 0; attempt < ATTEMPTS && tellApart(this.whole, texts, places, fitted, room); attempt++);
    return fitted;
  }
}

function widestOf(names: readonly string[], widthOf: (text: string) => number): number {
  return names.slice(0, MEASURED).reduce((most, name) => Math.max(most, widthOf(name)), 0);
}

/** What all names begin with, as far as parts between slashes and dots go, so that something stays of each. */
function commonBeginning(names: readonly string[]): string {
  const [first = ""] = names;
  let common = first.length;
  let least = Infinity;
  let isOne = true;
  for (const name of names) {
    let shared = 0;
    while (shared < common && name[shared] === first[shared]) {
      shared++;
    }
    common = shared;
    least = Math.min(least, name.length);
    isOne &&= name === first;
  }
  const ends = Math.min(common, least - 1);
  return isOne ? "" : /^(.*[/.])?/su.exec(first.slice(0, ends))![0];
}

/** A part of a path, by the parts that follow it. */
type Branches = Map<string, Branches>;

/** Names without the parts that always follow the one before: "rnn/while/cell/cell_0/gru/MatMul" → "rnn…cell_0…MatMul". */
function briefNames(names: readonly string[]): string[] {
  const paths = names.map((name) => name.split(/(?<=[/.])/u));
  const root: Branches = new Map();
  for (const path of paths) {
    let at = root;
    for (const part of path) {
      let next = at.get(part);
      if (next === undefined) {
        next = new Map();
        at.set(part, next);
      }
      at = next;
    }
  }
  return paths.map((path) => {
    const told: string[] = [];
    let at = root;
    path.forEach((part, index) => {
      if (at.size > 1 || index === path.length - 1) {
        told.push(part);
      } else if (told.at(-1) !== "…") {
        told.push("…");
      }
      at = at.get(part)!;
    });
    const name = path.join("");
    const brief = told.join("").replace(/[/.]…/gu, "…");
    return brief.length < name.length ? brief : name;
  });
}

/** The last words of a name; of one whose last word is long or short, its beginning too. */
function ending(name: string, room: number): string {
  if (name.length <= room) {
    return name;
  }
  const boundary = /[/_.\-…]/gu;
  boundary.lastIndex = name.length - room;
  const found = boundary.exec(name);
  const rest = found === null ? "" : name.slice(found.index + 1);
  const isEnough = rest.length + 1 >= room * WORTH_ENDING || name[found?.index ?? 0] === "…";
  return rest !== "" && isEnough ? `…${rest}` : withoutMiddle(name, room);
}

/**
 * Where names look alike, shows the word in which they differ first, beside those that told them from others before, and
 * as much of their ends as there is room for.
 * @param places Where each was told from others so far. @param fitted What they look like. @returns whether any did.
 */
function tellApart(
  names: readonly string[],
  texts: readonly string[],
  places: readonly number[][],
  fitted: string[],
  room: number,
): boolean {
  const alike = new Map<string, number[]>();
  fitted.forEach((each, at) => {
    const others = alike.get(each);
    if (others === undefined) {
      alike.set(each, [at]);
    } else {
      others.push(at);
    }
  });
  let any = false;
  for (const group of alike.values()) {
    const first = names[group[0]!]!;
    if (group.length > 1 && group.some((at) => names[at] !== first)) {
      any = true;
      const shared = sharedLength(group.map((at) => texts[at]!));
      for (const at of group) {
        places[at]!.push(shared);
        fitted[at] = around(texts[at]!, places[at]!, room);
      }
    }
  }
  return any;
}

function sharedLength(texts: readonly string[]): number {
  const [first = ""] = texts;
  return texts.reduce((most, text) => {
    let count = 0;
    while (count < most && text[count] === first[count]) {
      count++;
    }
    return count;
  }, first.length);
}

interface Word {
  readonly start: number;
  readonly end: number;
  /** In it. */
  readonly position: number;
}

/** The words of a text that some positions are in, and as much of its end as there is room for. */
function around(text: string, positions: readonly number[], room: number): string {
  // The last ones are those that are still needed.
  const words = wordsAt(text, positions.slice(-Math.max(1, Math.floor((room - 2) / LEAST_WORD))));
  const first = words[0]!.start;
  const whole = `${first === 0 ? "" : "…"}${text.slice(first)}`;
  if (whole.length <= room) {
    return whole;
  }
  const share = words.length === 1 ? ONE_WORD : SEVERAL_WORDS;
  const most = Math.max(1, Math.floor(((room - words.length - 1) * share) / words.length));
  const parts = words.map(({ start, end, position }) => {
    // Of a long word what stands around the position.
    const from = Math.max(start, Math.min(end - most, position - (most >> 1)));
    return { from, to: Math.min(end, from + most) };
  });
  const head = `${parts[0]!.from === 0 ? "" : "…"}${parts.map(({ from, to }) => text.slice(from, to)).join("…")}`;
  const left = Math.min(room - head.length - 1, text.length - parts.at(-1)!.to);
  return `${head}…${left > 0 ? text.slice(-left) : ""}`.replace(/…+/gu, "…");
}

/** Of the room, for the words in which names differ; the rest is their ends'. */
const ONE_WORD = 0.6;
const SEVERAL_WORDS = 0.8;

/** With what is left out beside it. */
const LEAST_WORD = 3;

/** In order, each once. */
function wordsAt(text: string, positions: readonly number[]): Word[] {
  const words = positions.map((position): Word => {
    let start = position;
    while (start > 0 && !BOUNDARY.test(text[start - 1]!)) {
      start--;
    }
    const end = position + /^[/_.\-…]?[^/_.\-…]*/u.exec(text.slice(position))![0].length;
    return { start, end, position };
  });
  words.sort((a, b) => a.start - b.start || a.position - b.position);
  return words.filter(({ start }, at) => at === 0 || start !== words[at - 1]!.start);
}
