// The tabs of the side panel, one of which is in front.
import "@vscode-elements/elements/dist/vscode-tabs/index.js";
import "@vscode-elements/elements/dist/vscode-tab-header/index.js";
import "@vscode-elements/elements/dist/vscode-tab-panel/index.js";
import { setText } from "./look/elements";

/** In their order. */
const TABS = ["Layers", "Node", "Shrink", "Model", "Compare"] as const;

export type SideTab = (typeof TABS)[number];

export class SideTabs {
  readonly root = document.createElement("vscode-tabs");

  /** @param panels What each shows. @param selected Which is in front at first, by position. */
  constructor(
    panels: Readonly<Record<SideTab, readonly Node[]>>,
    selected: number,
    /** Another one may be in front now. */
    readonly onShow: (tab: number) => void,
  ) {
    for (const tab of TABS) {
      const header = document.createElement("vscode-tab-header");
      header.slot = "header";
      header.title = tab;
      setText(header, tab);
      const panel = document.createElement("vscode-tab-panel");
      panel.className = `${tab.toLowerCase()}-panel`;
      panel.append(...panels[tab]);
      this.root.append(header, panel);
    }
    this.root.selectedIndex = selected;
    this.root.addEventListener("vsc-tabs-select", () => this.onShow(this.root.selectedIndex));
  }

  /** Whether a tab is the one in front. */
  shows(tab: SideTab): boolean {
    return TABS[this.root.selectedIndex] === tab;
  }

  /** Once it is there, what is in it can be given the focus. */
  async show(tab: SideTab): Promise<void> {
    this.root.selectedIndex = TABS.indexOf(tab);
    this.onShow(this.root.selectedIndex);
    await this.root.updateComplete;
  }
}
