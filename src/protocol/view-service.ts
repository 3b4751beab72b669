// What a webview serves to the extension.
import type { Parameters } from "../core";
import type { ComparisonState } from "./comparison";
import type { OverviewState } from "./document";
import type { LayerRow, ShownLayers } from "./layers";
import type { ProfileState } from "./profile";
import type { QueryText } from "./query";
import type { Style } from "./styles";
import type { ShownVariants } from "./variants";
import type { VerificationState } from "./verification";

/** Served by a webview to the extension. */
export interface ViewService {
  /** The document changed, or is shown for the first time. */
  show(state: OverviewState): Promise<void>;
  /** What came of running the model that is shown; null: that was not done. */
  verified(verification: VerificationState | null): Promise<void>;
  /** What it was compared with last, as it is now; null: with nothing. */
  compared(comparison: ComparisonState | null): Promise<void>;
  /** What usual recipes make of the file, as far as that is done; null: nobody asked, or wants it any more. */
  showVariants(variants: ShownVariants | null): Promise<void>;
  /** A profile for the model as it is now; null: there is none. */
  profiled(profile: ProfileState | null): Promise<void>;
  /** Something takes time; null: it ended. */
  busy(work: Work | null): Promise<void>;
  /** What came of something; null: it is no news any more. */
  tell(told: Told | null): Promise<void>;
  /** The document cannot be shown. */
  fail(problem: Problem): Promise<void>;
  /**
   * Shows the form of a transform.
   * @param parameters Those that are not its defaults. @param replaces A step of the recipe; null: it is for a new one.
   */
  openForm(transform: string, parameters: Parameters, replaces: number | null): Promise<void>;
  /** Selects a node and brings it into view. */
  goTo(place: NonNullable<LayerRow["place"]>): Promise<void>;
  /**
   * Does so since somebody selected its counterpart in another model.
   * @param place Null: there is none, and nothing is selected. @param note Says so.
   */
  follow(place: NonNullable<LayerRow["place"]> | null, note: string | null): Promise<void>;
  /** Brings the inputs and outputs into view. */
  revealEndpoints(): Promise<void>;
  /** Opens or closes all groups of the graph, or shows it with groups where it has none, and the other way round. @returns whether there are groups. */
  regroup(how: Regrouping): Promise<boolean>;
  /** Whether a node or group is selected, or something was found in the graph that is shown. */
  hasSelection(): Promise<boolean>;
  /** The graph that is shown as a file; null: there is none, or no selection. */
  picture(kind: PictureKind, part: PicturePart): Promise<Uint8Array | null>;
  /** Opens the box to find nodes with. @param query What to look for; null: as before. */
  openFind(query: QueryText | null): Promise<void>;
  /** The styles of the workspace changed. */
  showStyles(styles: readonly Style[]): Promise<void>;
  shownLayers(): Promise<ShownLayers>;
  /** Shows what columns the layer table can have. */
  chooseColumns(): Promise<void>;
}

export type Regrouping = "expand" | "collapse" | "toggle";
export type PictureKind = "png" | "svg";
/** All, or a node that is selected with its neighbours, what is in a group, or else what was found. */
export type PicturePart = "graph" | "selection";

export interface Work {
  readonly title: string;
  readonly done: number;
  /** 0: nobody knows. */
  readonly total: number;
}

export interface Told {
  readonly text: string;
  readonly isProblem: boolean;
}

export interface Problem {
  readonly message: string;
  /** Whether the file is something else, so that another editor may fit. */
  readonly notAModel: boolean;
  /** Whether it may go well another time. */
  readonly mayReopen: boolean;
}
