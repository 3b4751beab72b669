// What a runtime would do with a model besides computing: facts, by name and place. Nothing of it is done here.
import type { Effect, EffectKind } from "../ir/effects";
import type { Model } from "../ir/model";
import { nameOf, type Node } from "../ir/node";
import type { Storage, Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";
import { namedGraphs } from "./named-graphs";

export interface Hazard {
  /** With its domain where it has one; "external data" for a tensor. */
  readonly operator: string;
  /** The node's name, or the tensor's. */
  readonly node: string;
  /** The graph it is in: "main graph", "function f", "If_1 › then_branch". */
  readonly place: string;
  readonly kind: EffectKind | "external";
  /** After the operator's name: "reads files". */
  readonly why: string;
  /** Files and addresses, where the model names them. */
  readonly names: readonly string[];
  /** Whether models of this kind commonly have it: the saving of variables, printing, operators of one runtime. */
  readonly ordinary: boolean;
}

/** A hazard and the node it is about; null for a tensor. */
export interface Finding extends Hazard {
  readonly subject: Node | null;
}

const ORDINARY: ReadonlySet<Hazard["kind"]> = new Set(["saver", "prints", "extension"]);
/** What TensorFlow's Saver calls files until somebody names one, and the parts it writes at first. */
const SAVER_DEFAULT = /^(model|(_temp(_\w*)?\/|\.)part)$/;
const TOUCHING: ReadonlySet<Hazard["kind"]> = new Set(["files", "network"]);
/** Strings and nodes that are looked at for one name, so that the time stays proportional to the nodes. */
const MOST_STEPS = 32;
const MOST_NAMES = 16;
/** A constant of more bytes is a vocabulary, not a name. */
const LARGEST_TEXTS = 1024 * 1024;

/** Nodes with one operator of which the same is to be said. */
export interface HazardGroup<H extends Hazard = Hazard> extends Pick<Hazard, "operator" | "why" | "ordinary"> {
  readonly count: number;
  /** The first ones. */
  readonly first: readonly H[];
  readonly names: readonly string[];
}

/** In groups, those that are not ordinary before the others. */
export function groupHazards<H extends Hazard>(hazards: readonly H[], most: number): HazardGroup<H>[] {
  const groups = new Map<string, { first: H[]; names: Set<string>; count: number }>();
  for (const hazard of hazards) {
    const key = JSON.stringify([hazard.operator, hazard.why]);
    const group = groups.get(key) ?? { first: [], names: new Set(), count: 0 };
    groups.set(key, group);
    group.count++;
    if (group.first.length < most) {
      group.first.push(hazard);
      hazard.names.forEach((name) => group.names.add(name));
    }
  }
  return [...groups.values()]
    .map(({ first, names, count }) => {
      const { operator, why, ordinary } = first[0]!;
      return { operator, why, ordinary, count, first, names: [...names] };
    })
    .sort((a, b) => Number(a.ordinary) - Number(b.ordinary));
}

/** In the order of the graphs and nodes; in time proportional to them. */
export async function findHazards(model: Model): Promise<Finding[]> {
  const effectOf = model.dialect.effects(model);
  const found: Finding[] = [];
  const texts = new Texts();
  for (const { graph, name: place } of namedGraphs(model)) {
    graph.values.forEach(({ name, constant }) => {
      const outside = constant?.storage.outside;
      if (outside !== undefined) {
        found.push({ ...external(name, outside), place, subject: null });
      }
    });
    for (const node of graph.nodes) {
      const effect = effectOf(node);
      const hazard = effect === null ? null : await describe(node, effect, texts);
      if (hazard !== null) {
        const { domain, name } = node.op;
        const operator = domain === "" || domain === "custom" ? name : `${domain}.${name}`;
        found.push({ operator, node: nameOf(node), place, ...hazard, subject: node });
      }
    }
  }
  const isOpen = ({ kind, names, ordinary }: Hazard) => !ordinary && TOUCHING.has(kind) && names.length === 0;
  return found.some(isOpen) ? [...found, ...(await findPlaces(model, found, texts))] : found;
}

/** Texts that say where something is: one of them may be what an operator is given through calls. */
async function findPlaces(model: Model, found: readonly Finding[], known: Texts): Promise<Finding[]> {
  const told = new Set(found.flatMap(({ names }) => names));
  const places: Finding[] = [];
  for (const { graph, name: place } of namedGraphs(model)) {
    for (const { name, constant, producer } of graph.values) {
      const texts = constant === null ? [] : await known.of(constant);
      const names = texts.filter((text) => isPlace(text) && !told.has(text));
      if (names.length > 0) {
        const operator = producer?.op.name ?? "constant";
        const why = "holds what looks like a path or an address";
        places.push({ operator, node: name, place, kind: "files", why, names, ordinary: false, subject: producer });
      }
    }
  }
  return places;
}

function external(node: string, why: string) {
  return { operator: "external data", node, kind: "external", why, names: [], ordinary: false } as const;
}

type Described = Pick<Hazard, "kind" | "why" | "names" | "ordinary">;

async function describe(node: Node, effect: Effect, texts: Texts): Promise<Described | null> {
  const { kind, why, inputs = [], needsName = false } = effect;
  const names = new Set(effect.names ?? []);
  let isGiven = false;
  for (const input of inputs) {
    const value = node.inputs[input] ?? null;
    const source = value === null ? null : await texts.sourceOf(value);
    source?.names.forEach((name) => names.add(name));
    isGiven ||= source?.isGiven === true;
  }
  const shown = [...names].filter((name) => name !== "" && (!isGiven || isPlace(name))).slice(0, MOST_NAMES);
  if (needsName && inputs.length > 0 && !isGiven && shown.length === 0) {
    return null;
  }
  if (kind === "saver") {
    const isUsual = shown.every((name) => SAVER_DEFAULT.test(name));
    return isUsual
      ? { kind, why: `${why} in files that the program names, as usual`, names: [], ordinary: true }
      : { kind: "files", why: `${why} in files that the model names`, names: shown, ordinary: false };
  }
  const told = isGiven && shown.length === 0 ? `${why} that the caller names` : why;
  return { kind, why: told, names: shown, ordinary: ORDINARY.has(kind) };
}

/** Whether a part of a name says where something is by itself. */
function isPlace(name: string): boolean {
  return /^(\/[^/\s]|\\\\\w|~\/|[A-Za-z][\w+.-]*:\/\/|[A-Za-z]:\\|\.\.[/\\])/.test(name);
}

interface Source {
  readonly names: readonly string[];
  /** Whether some of it comes from whoever runs the model. */
  readonly isGiven: boolean;
}

/** Where names come from: strings in the model, joined and chosen from by its nodes, or from outside. */
class Texts {
  readonly #sources = new Map<Value, Promise<Source>>();
  /** Many constants may have one storage. */
  readonly #texts = new Map<Storage, Promise<readonly string[]>>();

  async of({ dtype, storage }: Tensor): Promise<readonly string[]> {
    if (dtype !== "string") {
      return [];
    }
    const texts = this.#texts.get(storage) ?? textsIn(storage);
    this.#texts.set(storage, texts);
    return texts;
  }

  sourceOf(value: Value): Promise<Source> {
    let source = this.#sources.get(value);
    if (source === undefined) {
      source = this.#follow(value);
      this.#sources.set(value, source);
    }
    return source;
  }

  async #follow(value: Value): Promise<Source> {
    const seen = new Set<Value>([value]);
    const names: string[] = [];
    let isGiven = false;
    for (const { constant, producer } of seen) {
      if (constant !== null) {
        (await this.of(constant)).forEach((name) => names.push(name));
        continue;
      }
      const inputs = producer?.inputs ?? [];
      isGiven ||= inputs.length === 0 || seen.size > MOST_STEPS || producer!.op.name === "PlaceholderWithDefault";
      // Not all of the inputs: many nodes may read what a node makes of a million.
      for (let index = 0; index < inputs.length && seen.size <= MOST_STEPS; index++) {
        const input = inputs[index]!;
        if (input !== null) {
          seen.add(input);
        }
      }
    }
    return { names, isGiven };
  }
}

const utf8 = new TextDecoder();

async function textsIn({ texts, storedBytes }: Storage): Promise<readonly string[]> {
  const isRead = texts !== undefined && storedBytes <= LARGEST_TEXTS;
  return isRead ? (await texts(MOST_NAMES)).map((bytes) => utf8.decode(bytes)) : [];
}
