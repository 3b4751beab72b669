// What a view remembers while it is hidden.
import type { QueryText, TableLook } from "../src/protocol/messages";
import type { View } from "./graph/camera";
import type { SavedGroups } from "./groups/grouping";
import type { OpenForm } from "./shrink/step-form";

export interface SavedView {
  /** Null: nobody chose one yet. */
  readonly graph: number | null;
  readonly selected: number | null;
  /** The selected group, of the graph's. */
  readonly group: number | null;
  /** By graph. */
  readonly groups: Readonly<Record<string, SavedGroups>>;
  /** Whether identities and shape arithmetic are hidden. */
  readonly hides: boolean;
  readonly view: View | null;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  /** Of the table of variants. */
  readonly variantsSort: SavedView["sort"];
  /** Of the layer table; null: as it looked last anywhere. */
  readonly look: TableLook | null;
  /** Whether nodes without parameters are listed, too. */
  readonly allNodes: boolean;
  /** Which tab of the side panel is in front. */
  readonly tab: number;
  readonly form: OpenForm | null;
  /** The names of styles that are switched off. */
  readonly stylesOff: readonly string[];
  /** What is looked for, while the box for it is open. */
  readonly query: QueryText | null;
}

const NOTHING_SAVED: SavedView = {
  graph: null,
  selected: null,
  group: null,
  groups: {},
  hides: false,
  view: null,
  sort: null,
  variantsSort: null,
  look: null,
  allNodes: false,
  stylesOff: [],
  tab: 0,
  form: null,
  query: null,
};

export class Memory {
  #view: SavedView;

  /** @param saved What there is from before; an older version may have left out some of it. */
  constructor(
    saved: Partial<SavedView> | undefined,
    readonly save: (view: SavedView) => void,
  ) {
    this.#view = { ...NOTHING_SAVED, ...saved };
  }

  get view(): SavedView {
    return this.#view;
  }

  remember(change: Partial<SavedView>): void {
    this.#view = { ...this.#view, ...change };
    this.save(this.#view);
  }
}
