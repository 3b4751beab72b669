// What of a graph is shown: which groups are open, remembered for each graph, and whether plumbing is hidden.
import type { ViewGraph, ViewGroups } from "../../src/protocol/messages";
import { firstOpen } from "../../src/drawing/groups/first-open";
import { GroupTree } from "../../src/drawing/groups/group-tree";
import { plumbingIn } from "../../src/drawing/groups/plumbing";
import type { Showing } from "../../src/drawing/groups/visible-graph";

/** What is remembered of a graph. */
export interface SavedGroups {
  /** Whether groups are shown at all. */
  readonly isOn: boolean;
  /** The open ones. */
  readonly open: readonly number[];
}

export class Grouping {
  #index = -1;
  #tree: GroupTree | null = null;
  #isOn = false;
  #open: Uint8Array = new Uint8Array();
  /** Those opened to show a node on the way to others, to be closed again. */
  #passing: readonly number[] = [];
  readonly #saved: Map<number, SavedGroups>;
  #plumbing: Uint8Array | null = null;
  #hides: boolean;

  /** @param saved By graph. @param hides Whether plumbing is hidden. */
  constructor(
    saved: Readonly<Record<string, SavedGroups>>,
    hides: boolean,
    readonly onChange: (saved: Readonly<Record<string, SavedGroups>>, hides: boolean) => void,
  ) {
    this.#hides = hides;
    this.#saved = new Map(Object.entries(saved).map(([graph, each]) => [Number(graph), each]));
  }

  /** Null: no groups are shown. */
  get tree(): GroupTree | null {
    return this.#isOn ? this.#tree : null;
  }

  get hasGroups(): boolean {
    return this.#tree !== null;
  }

  get showing(): Showing {
    return { tree: this.tree, open: this.#open, hidden: this.#hides ? this.#plumbing : null };
  }

  get hides(): boolean {
    return this.#hides;
  }

  get hasPlumbing(): boolean {
    return this.#plumbing !== null;
  }

  /** Whether a node is hidden, whatever groups are open. */
  isHidden(node: number): boolean {
    return this.#hides && (this.#plumbing?.[node] ?? 0) !== 0;
  }

  hide(hides: boolean): void {
    this.#hides = hides;
    this.#changed();
  }

  isOpen(group: number): boolean {
    return this.#open[group] === 1;
  }

  /**
   * The groups of a graph that is to be shown. Of the graph that was shown before, those with the same names stay open.
   * @param groups Null: they are not known.
   */
  show(graph: ViewGraph, index: number, groups: ViewGroups | null): void {
    const before = this.#index === index ? this.#tree : null;
    const openBefore = before === null ? null : openKeys(before, this.#open);
    const tree = groups === null ? null : new GroupTree(graph, groups);
    this.#tree = tree !== null && tree.nodeCounts.some((count) => count > 0) ? tree : null;
    this.#index = index;
    this.#passing = [];
    this.#plumbing = plumbingIn(graph);
    if (this.#tree === null) {
      this.#isOn = false;
      return;
    }
    const saved = this.#saved.get(index);
    if (openBefore !== null) {
      this.#open = Uint8Array.from(this.#tree.keys(), (key) => (openBefore.has(key) ? 1 : 0));
      // They have other positions now.
      this.#changed();
    } else if (saved !== undefined) {
      this.#isOn = saved.isOn;
      this.#open = new Uint8Array(this.#tree.length);
      saved.open.forEach((group) => group < this.#open.length && (this.#open[group] = 1));
    } else {
      const open = firstOpen(this.#tree);
      this.#isOn = open !== null;
      this.#open = open ?? new Uint8Array(this.#tree.length);
    }
  }

  /** What the same groups cost, where that is known later than they are. */
  showCosts(groups: ViewGroups): void {
    if (this.#tree?.length === groups.parents.length) {
      this.#tree = new GroupTree(this.#tree.graph, groups);
    }
  }

  turn(isOn: boolean): void {
    this.#isOn = isOn && this.#tree !== null;
    this.#changed();
  }

  toggle(group: number): void {
    this.#open[group] = this.#open[group] === 1 ? 0 : 1;
    this.#passing = [];
    this.#changed();
  }

  setAll(isOpen: boolean): void {
    this.#open.fill(isOpen ? 1 : 0);
    this.#isOn = this.#tree !== null;
    this.#passing = [];
    this.#changed();
  }

  /**
   * Opens what is around a node, or a group, so that it is seen.
   * @param isPassing Whether one goes on from there: then it is closed again.
   * @returns whether that changes what is seen.
   */
  openAround(place: { readonly node: number } | { readonly group: number }, isPassing: boolean): boolean {
    const { tree } = this;
    if (tree === null) {
      return false;
    }
    const around = "node" in place ? tree.around(place.node) : tree.upFrom(tree.parents[place.group]!);
    const closing = this.#passing.filter((group) => !around.includes(group));
    const opening = around.filter((group) => this.#open[group] === 0);
    closing.forEach((group) => (this.#open[group] = 0));
    opening.forEach((group) => (this.#open[group] = 1));
    const stillOpen = this.#passing.filter((group) => around.includes(group));
    this.#passing = isPassing ? [...stillOpen, ...opening] : [];
    const changes = closing.length + opening.length > 0;
    if (changes) {
      this.#changed();
    }
    return changes;
  }

  #changed(): void {
    const open = [...this.#open.keys()].filter((group) => this.#open[group] === 1);
    this.#saved.set(this.#index, { isOn: this.#isOn, open });
    this.onChange(Object.fromEntries(this.#saved), this.#hides);
  }
}

function openKeys(tree: GroupTree, open: Uint8Array): ReadonlySet<string> {
  return new Set(tree.keys().filter((_, group) => open[group] === 1));
}
