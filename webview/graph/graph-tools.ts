// The buttons over the drawing.
import type { Grouping } from "../groups/grouping";
import { element, icon } from "../look/elements";

export const ZOOM_STEP = 1.25;

export interface GraphToolActions {
  /** Hides identities and shape arithmetic, or shows them. */
  hide(hides: boolean): void;
  /** Chooses other groups to be shown. */
  regroup(change: (grouping: Grouping) => void): void;
  zoomBy(factor: number): void;
  fit(): void;
  fitSelection(): void;
}

export class GraphTools {
  readonly root: HTMLElement;
  readonly hide: HTMLButtonElement;
  readonly groups: HTMLButtonElement;
  readonly #openAll: HTMLButtonElement;
  readonly #closeAll: HTMLButtonElement;

  /** @param colorBy What comes before the buttons. */
  constructor(
    readonly grouping: Grouping,
    colorBy: HTMLElement,
    actions: GraphToolActions,
  ) {
    this.hide = toolButton("hide", "Hide Identities and Shape Arithmetic (H)", () => actions.hide(!grouping.hides));
    this.groups = toolButton("groups", "Groups (G)", () =>
      actions.regroup((groups) => groups.turn(groups.tree === null)),
    );
    this.#openAll = toolButton("openAll", "Expand All Groups", () => actions.regroup((groups) => groups.setAll(true)));
    this.#closeAll = toolButton("closeAll", "Collapse All Groups", () =>
      actions.regroup((groups) => groups.setAll(false)),
    );
    this.root = element(
      "div",
      { role: "toolbar", "aria-label": "View" },
      colorBy,
      this.hide,
      this.groups,
      this.#openAll,
      this.#closeAll,
      toolButton("plus", "Zoom In (+)", () => actions.zoomBy(ZOOM_STEP)),
      toolButton("minus", "Zoom Out (-)", () => actions.zoomBy(1 / ZOOM_STEP)),
      toolButton("fit", "Fit (0)", () => actions.fit()),
      toolButton("selection", "Fit Selection (1)", () => actions.fitSelection()),
    );
  }

  /** Shows what there is to choose from, and what is chosen. */
  show(): void {
    const { hasGroups, hasPlumbing, hides, tree } = this.grouping;
    this.hide.setAttribute("aria-pressed", `${hides}`);
    this.hide.hidden = !hasPlumbing;
    this.groups.setAttribute("aria-pressed", `${tree !== null}`);
    this.groups.hidden = !hasGroups;
    [this.#openAll, this.#closeAll].forEach((each) => (each.hidden = tree === null));
  }
}

function toolButton(name: Parameters<typeof icon>[0], label: string, run: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", title: label, "aria-label": label }, icon(name));
  made.addEventListener("click", run);
  return made;
}
