// Above the graph: what the file is and how large, what was saved, and its inputs and outputs to copy.
import type {
  CostState,
  ContentsState,
  OverviewState,
  EndpointState,
  VerificationState,
} from "../../src/protocol/messages";
import { bytesText, counted, countText, deltaText, exactCount, formatShape } from "../../src/protocol/numbers";
import { visibleText } from "../../src/protocol/visible-text";
import { verdictText } from "../../src/protocol/verdict-text";
import { element, icon, setText } from "../look/elements";
import { effectElements } from "./effects-list";
import { macsText } from "./macs-text";
import { MessageLine } from "./message-line";

/** More endpoints than this are folded away; of inputs and of outputs some are always seen. */
const SHOWN_ENDPOINTS = 6;
/** Of inputs and of outputs each; more are told by their number. */
const MOST_ENDPOINTS = 200;

export interface HeaderActions {
  /** Shows what can be done to the model. */
  shrink(): void;
  /** Opens the box to find nodes with. */
  find(): void;
  copy(text: string, what: string): void;
  /** Gives up what is being done. */
  cancel(): void;
  /** Shows what came of running the model. */
  verification(): void;
  /** Shows a node. */
  goTo(graph: number, node: number): void;
}

export class Header {
  readonly root = element("header");
  readonly message: MessageLine;
  readonly #summary = element("div", { id: "summary" });
  /** Both come later than the rest. */
  readonly #gzip = element("span", { class: "dim", title: "Size after gzip, as in a download" });
  readonly #cost = element("span", { class: "dim", id: "cost" });
  readonly #verdict = element("button", { type: "button", id: "verdict" });
  #state: OverviewState | null = null;
  readonly #endpoints = element("div", { id: "endpoints" });
  readonly #warnings = element("section", { id: "warnings", "aria-label": "Warnings" });
  readonly #find = element(
    "button",
    { type: "button", id: "open-find", class: "secondary", title: "Find in Model (Ctrl+F)" },
    "Find",
  );
  readonly #shrink = element("button", { type: "button", id: "shrink", class: "primary" }, "Shrink");
  readonly #readOnly = element("p", { class: "dim", id: "read-only" });

  constructor(readonly actions: HeaderActions) {
    this.#find.addEventListener("click", () => actions.find());
    this.#verdict.addEventListener("click", () => actions.verification());
    this.showVerdict(null);
    const shrink = this.#shrink;
    shrink.addEventListener("click", () => actions.shrink());
    this.message = new MessageLine({ cancel: () => actions.cancel(), leave: () => shrink.focus() });
    const top = element(
      "div",
      { class: "line" },
      this.#summary,
      element("div", { class: "actions" }, this.#find, shrink),
    );
    this.root.append(top, this.#readOnly, this.#endpoints, this.#warnings, this.message.root);
  }

  show(state: OverviewState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.#cost.replaceChildren();
      this.#gzip.replaceChildren();
    }
    this.#summary.replaceChildren(...sizeParts(state), this.#gzip, ...countParts(state), this.#cost, this.#verdict);
    this.#showEndpoints(state);
    this.#shrink.hidden = state.readOnly !== null;
    this.#readOnly.hidden = state.readOnly === null;
    setText(this.#readOnly, state.readOnly);
  }

  /** Of the model that is shown. */
  showContents({ gzip, warnings, effects }: ContentsState): void {
    setText(this.#gzip, `${gzip.estimated ? "≈ " : ""}${bytesText(gzip.bytes)} gzip`);
    this.#warnings.replaceChildren(
      ...warnings.map((warning) => element("p", {}, warning)),
      ...effectElements(effects, (graph, node) => this.actions.goTo(graph, node)),
    );
    this.#warnings.hidden = this.#warnings.childElementCount === 0;
  }

  /** Of the model that is shown. */
  showCost({ macs, isLowerBound, openLengths, text, notes }: CostState): void {
    this.#cost.replaceChildren(
      element("span", { title: [text, ...notes] }, macsText({ macs, isLowerBound, openLengths })),
    );
  }

  /** Of the model that is shown; null: it was not run. */
  showVerdict(verification: VerificationState | null): void {
    this.#verdict.hidden = verification === null;
    if (verification !== null) {
      const { verdict, reason, faulty } = verification;
      const isBad = verdict === "different" || faulty !== null;
      setText(this.#verdict, verdictText(verification));
      this.#verdict.className = isBad ? "bad" : "good";
      this.#verdict.title = visibleText(`Against the original: ${reason}`);
    }
  }

  #showEndpoints(state: OverviewState): void {
    const inputs = state.inputs.slice(0, MOST_ENDPOINTS);
    const outputs = state.outputs.slice(0, MOST_ENDPOINTS);
    const count = state.inputs.length + state.outputs.length;
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
      const more = element(
        "button",
        { type: "button", class: "more" },
        chips.length === count ? `all ${count}` : `${chips.length} of ${exactCount(count)}`,
      );
      more.addEventListener("click", () => this.#endpoints.classList.toggle("all"));
      this.#endpoints.append(more);
    }
  }

  #chip(endpoint: EndpointState, kind: "input" | "output"): HTMLElement {
    const { name, dtype, shape, reason, signature, at } = endpoint;
    const type = [dtype ?? "", shape === null ? "" : formatShape(shape)].join(" ").trim();
    const told = signature === null ? reason : `${reason}, there called ${signature.alias}`;
    const copy = element(
      "button",
      { type: "button", class: "copy", title: `Copy ${name}`, "aria-label": `Copy ${name}` },
      icon("copy"),
    );
    copy.addEventListener("click", () => this.actions.copy(name, name));
    const title = element("code", {}, name);
    if (at !== null) {
      const link = element("button", { type: "button", class: "link", title: `Go to ${name}` }, name);
      link.addEventListener("click", () => this.actions.goTo(at.graph, at.node));
      title.replaceChildren(link);
    }
    return element(
      "span",
      {
        class: `endpoint ${kind}`,
        "data-kind": kind,
        "data-name": name,
        title: `${name} ${type}: ${told}`,
      },
      element("em", {}, kind === "input" ? "IN" : "OUT"),
      title,
      element("span", { class: "dim" }, type),
      copy,
    );
  }
}

function sizeParts({ title, bytes, otherBytes, bytesBefore }: OverviewState): Node[] {
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
  if (otherBytes > 0) {
    const apart = `${bytesText(bytes - otherBytes)} + ${bytesText(otherBytes)}`;
    const what = "The model's file, and the files beside it that hold its weights or belong to it";
    parts.push(element("span", { class: "dim", id: "apart", title: what }, apart));
  }
  return parts;
}

function countParts({ parameters, nodes, tensors, tensorsOnly }: OverviewState): Node[] {
  return [
    element("span", { class: "dim", title: exactCount(parameters) }, `${countText(parameters)} parameters`),
    element("span", { class: "dim" }, tensorsOnly ? counted(tensors, "tensor") : counted(nodes, "node")),
  ];
}
