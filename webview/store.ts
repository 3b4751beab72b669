// What is shown, in one place. Parts of the page subscribe and read what they need.
import type {
  ComparisonState,
  ContentsState,
  CostState,
  NodeDetails,
  OverviewState,
  ProfileState,
  ShownVariants,
  VerificationState,
  ViewGraph,
} from "../src/protocol/messages";
import type { Matches } from "./find/search";
import type { StyleMatches } from "./styles/styles";

export interface ViewState {
  readonly document: OverviewState | null;
  /** What it holds; null: not known yet. */
  readonly contents: ContentsState | null;
  /** Which of the document's graphs is drawn. */
  readonly graphIndex: number;
  readonly graph: ViewGraph | null;
  /** Position in the graph. */
  readonly selected: number | null;
  /** The selected group; where one is, no node is selected. */
  readonly group: number | null;
  readonly details: NodeDetails | null;
  /** Null: nothing is looked for. */
  readonly matches: Matches | null;
  /** What kept queries find that are switched on. */
  readonly styles: readonly StyleMatches[];
  /** Null: the model was not run as it is. */
  readonly verification: VerificationState | null;
  /** Null: not known yet. */
  readonly cost: CostState | null;
  /** Null: the model was not compared as it is. */
  readonly comparison: ComparisonState | null;
  /** Null: none is shown. */
  readonly profile: ProfileState | null;
  /** Null: nobody asked what usual recipes make of the file. */
  readonly variants: ShownVariants | null;
}

export type Listener = (state: ViewState, previous: ViewState) => void;

export class Store {
  #state: ViewState = {
    document: null,
    contents: null,
    graphIndex: 0,
    graph: null,
    selected: null,
    group: null,
    details: null,
    matches: null,
    styles: [],
    verification: null,
    cost: null,
    comparison: null,
    profile: null,
    variants: null,
  };
  readonly #listeners: Listener[] = [];

  get state(): ViewState {
    return this.#state;
  }

  subscribe(listener: Listener): void {
    this.#listeners.push(listener);
  }

  update(change: Partial<ViewState>): void {
    const previous = this.#state;
    this.#state = { ...previous, ...change };
    for (const listener of this.#listeners) {
      listener(this.#state, previous);
    }
  }
}
