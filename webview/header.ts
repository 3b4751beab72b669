// Above the graph: what the file is and how large, what was saved, and its inputs and outputs to copy.
import type {
  CommandId,
  DocumentState,
  EndpointSummary,
  TransformGroup,
  TransformInfo,
} from "../src/protocol/messages";
import { bytesText, countText, deltaText, exactCount } from "../src/protocol/numbers";
import { element, icon } from "./elements";

/** More endpoints than this are folded away; of inputs and of outputs some are always seen. */
const SHOWN_ENDPOINTS = 6;

export interface HeaderActions {
  transform(id: string): void;
  command(id: CommandId): void;
  copy(text: string, what: string): void;
  chooseGraph(index: number): void;
}

/** Groups of the menu, from what saves most to what only tidies; the transforms' own order within. */
const GROUPS: readonly TransformGroup[] = ["bits", "parameters", "nodes"];

export class Header {
  readonly root = element("header");
  readonly #summary = element("div", { id: "summary" });
  readonly #endpoints = element("div", { id: "endpoints" });
  readonly #warnings = element("div", { id: "warnings", role: "status" });
  readonly #menu = element("div", { class: "dropdown" });
  readonly #graphs = element("select", { id: "graphs", "aria-label": "Graph" });

  constructor(readonly actions: HeaderActions) {
    this.#graphs.addEventListener("change", () => actions.chooseGraph(this.#graphs.selectedIndex));
    const top = element(
      "div",
      { class: "line" },
      this.#summary,
      element("div", { class: "actions" }, this.#graphs, this.#menu),
    );
    this.root.append(top, this.#endpoints, this.#warnings);
  }

  show(state: DocumentState, graphIndex: number): void {
    this.#summary.replaceChildren(...summaryParts(state));
    this.#showEndpoints(state);
    this.#warnings.replaceChildren(...state.warnings.map((warning) => element("p", {}, warning)));
    this.#graphs.hidden = state.graphs.length < 2;
    this.#graphs.replaceChildren(
      ...state.graphs.map(({ name, nodes }) => element("option", {}, `${name} (${exactCount(nodes)})`)),
    );
    this.#graphs.selectedIndex = graphIndex;
  }

  #showEndpoints({ inputs, outputs }: DocumentState): void {
    const chips = [
      ...inputs.map((endpoint) => this.#chip(endpoint, "input")),
      ...outputs.map((endpoint) => this.#chip(endpoint, "output")),
    ];
    this.#endpoints.classList.remove("all");
    this.#endpoints.replaceChildren(...chips);
    if (chips.length > SHOWN_ENDPOINTS) {
      const half = SHOWN_ENDPOINTS / 2;
      const shownInputs = Math.min(inputs.length, Math.max(half, SHOWN_ENDPOINTS - outputs.length));
      const shownOutputs = SHOWN_ENDPOINTS - shownInputs;
      chips.slice(shownInputs, inputs.length).forEach((chip) => chip.classList.add("folded"));
      chips.slice(inputs.length + shownOutputs).forEach((chip) => chip.classList.add("folded"));
      const more = element("button", { type: "button", class: "more" }, `all ${chips.length}`);
      more.addEventListener("click", () => this.#endpoints.classList.toggle("all"));
      this.#endpoints.append(more);
    }
  }

  #chip(endpoint: EndpointSummary, kind: "input" | "output"): HTMLElement {
    const { name, dtype, shape, reason, signature } = endpoint;
    const type = [
      dtype ?? "",
      shape === null ? "" : shape.length === 0 ? "scalar" : shape.map((each) => each ?? "?").join("×"),
    ];
    const copy = element(
      "button",
      { type: "button", class: "copy", title: `Copy ${name}`, "aria-label": `Copy ${name}` },
      icon("copy"),
    );
    copy.addEventListener("click", () => this.actions.copy(name, name));
    return element(
      "span",
      {
        class: `endpoint ${kind}`,
        "data-kind": kind,
        "data-name": name,
        title: signature === null ? reason : `${reason}, there called ${signature.alias}`,
      },
      element("em", {}, kind === "input" ? "IN" : "OUT"),
      element("code", {}, name),
      element("span", { class: "dim" }, type.join(" ").trim()),
      copy,
    );
  }

  /** Fills the menu with what can be done to a model. */
  offer(transforms: readonly TransformInfo[]): void {
    const button = element(
      "button",
      { type: "button", id: "shrink", class: "primary", "aria-haspopup": "menu", "aria-expanded": "false" },
      "Shrink",
      icon("chevron"),
    );
    const item = (title: string, act: () => void) => {
      const made = element("button", { type: "button", role: "menuitem" }, title);
      made.addEventListener("click", () => {
        close();
        act();
      });
      return made;
    };
    const groups = [
      ...GROUPS.map((group) =>
        transforms
          .filter((each) => each.group === group)
          .map(({ id, title, asks }) =>
            item(asks.length > 0 ? `${title}...` : title, () => this.actions.transform(id)),
          ),
      ),
      [
        item("Run Recipe", () => this.actions.command("modelBonsai.runRecipe")),
        item("Save Recipe", () => this.actions.command("modelBonsai.saveRecipe")),
      ],
    ];
    const items = groups.flat();
    const menu = element(
      "div",
      { class: "menu", role: "menu", hidden: "" },
      ...groups.flatMap((group, index) => (index === 0 ? group : [element("hr", { role: "separator" }), ...group])),
    );
    const close = () => {
      menu.hidden = true;
      button.setAttribute("aria-expanded", "false");
    };
    button.addEventListener("click", () => {
      menu.hidden = !menu.hidden;
      button.setAttribute("aria-expanded", `${!menu.hidden}`);
      if (!menu.hidden) {
        items[0]!.focus();
      }
    });
    const holder = this.#menu;
    holder.replaceChildren(button, menu);
    holder.addEventListener("focusout", (event) => {
      if (!holder.contains(event.relatedTarget as Node | null)) {
        close();
      }
    });
    holder.addEventListener("keydown", (event) => {
      const at = items.indexOf(document.activeElement as HTMLButtonElement);
      if (event.key === "Escape") {
        close();
        button.focus();
      } else if (at >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        event.preventDefault();
        items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]!.focus();
      }
    });
  }
}

function summaryParts({ title, bytes, bytesBefore, gzip, parameters, nodes }: DocumentState): Node[] {
  const parts: Node[] = [element("b", {}, title)];
  if (bytes === bytesBefore) {
    parts.push(element("span", {}, bytesText(bytes)));
  } else {
    const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("i"));
    (bar.firstElementChild as HTMLElement).style.width = `${Math.min(100, (bytes / bytesBefore) * 100)}%`;
    parts.push(
      element(
        "span",
        { class: "delta" },
        `${bytesText(bytesBefore)} `,
        element("span", { class: "dim" }, "→"),
        " ",
        element("b", {}, bytesText(bytes)),
        bar,
        element("strong", { class: bytes < bytesBefore ? "good" : "bad" }, deltaText(bytesBefore, bytes)),
      ),
    );
  }
  const compressed = `${gzip.estimated ? "≈ " : ""}${bytesText(gzip.bytes)} gzip`;
  parts.push(
    element("span", { class: "dim", title: "Size after gzip, as in a download" }, compressed),
    element("span", { class: "dim", title: exactCount(parameters) }, `${countText(parameters)} parameters`),
    element("span", { class: "dim" }, `${exactCount(nodes)} ${nodes === 1 ? "node" : "nodes"}`),
  );
  return parts;
}
