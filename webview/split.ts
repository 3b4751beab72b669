// The graph with the panel beside it, or above it where the editor is too narrow for both side by side.
import "@vscode-elements/elements/dist/vscode-split-layout/index.js";

/** The panel's width until somebody drags it. */
const PANEL_WIDTH = 440;
const LEAST_GRAPH = 240;
/** Of the editor: in less width, and as much height, they are stacked. */
const NARROW = 620;
const HIGH = 400;
/** Of the graph over the panel, until somebody drags it. */
const STACKED_SHARE = "46%";

const BESIDE = { split: "vertical", "min-start": "200px", "min-end": "240px" } as const;
const STACKED = { split: "horizontal", "min-start": "140px", "min-end": "140px" } as const;

/** What is dragged keeps the size that it had in the other direction, which would leave a corner of it. */
const WHOLE_SASH = `
  .handle.split-vertical { height: 100% !important; margin-top: 0 !important; }
  .handle.split-horizontal { width: 100% !important; margin-left: 0 !important; }
`;

export function graphAndSide(graph: HTMLElement, side: HTMLElement): HTMLElement {
  const split = document.createElement("vscode-split-layout");
  graph.slot = "start";
  side.slot = "end";
  split.setAttribute("fixed-pane", "end");
  split.append(graph, side);
  void split.updateComplete.then(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(WHOLE_SASH);
    split.shadowRoot?.adoptedStyleSheets.push(sheet);
  });
  const arrange = (width: number, height: number) => {
    const isStacked = width < NARROW && height >= HIGH;
    const { split: direction, ...least } = isStacked ? STACKED : BESIDE;
    if (split.getAttribute("split") === direction) {
      return;
    }
    const beside = `${Math.max(LEAST_GRAPH, width - PANEL_WIDTH)}px`;
    split.setAttribute("initial-handle-position", isStacked ? STACKED_SHARE : beside);
    Object.entries(least).forEach(([name, value]) => split.setAttribute(name, value));
    split.setAttribute("split", direction);
    split.classList.toggle("stacked", isStacked);
  };
  arrange(window.innerWidth, window.innerHeight);
  new ResizeObserver(([entry]) => arrange(entry!.contentRect.width, entry!.contentRect.height)).observe(split);
  return split;
}
