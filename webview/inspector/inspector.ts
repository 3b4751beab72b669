// Everything about the selected node.
import type {
  AttributeDetails,
  Ghosts,
  GraphState,
  Link,
  NodeDetails,
  Place,
  TensorPlace,
  ValueDetails,
  ViewGraph,
} from "../../src/protocol/messages";
import { bytesText, exactCount } from "../../src/protocol/numbers";
import type { GroupTree } from "../../src/drawing/groups/group-tree";
import { element } from "../look/elements";
import { shortName } from "../../src/drawing/names";
import { groupPanel, type GroupPanelActions } from "./group-panel";
import { removedPanel } from "./removed-panel";
import { link, list, row } from "./rows";
import { TensorPanel, type Tensors } from "./tensor-panel";

export interface InspectorActions extends Tensors, GroupPanelActions {
  goTo(place: Place): void;
  chooseGraph(graph: number): void;
}

export class Inspector {
  readonly root = element("section", { id: "inspector", "aria-live": "polite" });
  #open: TensorPanel | null = null;

  constructor(readonly actions: InspectorActions) {}

  /** @param at Where the node is. @param graphs All that the model has. */
  show(details: NodeDetails | null, at: Place | null, graphs: readonly GraphState[]): void {
    this.#open?.close();
    this.#open = null;
    if (details === null) {
      this.root.replaceChildren(
        element("p", { class: "dim" }, "Select a node or a group in the graph, or a layer in the table."),
      );
      return;
    }
    const { name, operator, domain, version, note, arithmetic, cost, attributes, inputs, outputs, bodies, more } =
      details;
    const kind = [domain, operator].filter((part) => part !== "").join(" · ");
    this.root.replaceChildren(
      element("h2", {}, name),
      element("p", { class: "dim" }, version === null ? kind : `${kind}, version ${version}`),
      ...(note === null ? [] : [element("p", {}, `${note}.`)]),
      ...(arithmetic === null ? [] : [element("p", {}, `It ${arithmetic}.`)]),
      ...(cost === null ? [] : list("Cost", costRows(cost), 0)),
      ...list("Attributes", attributes.map(attributeRow), more.attributes),
      ...list(
        "Inputs",
        inputs.map((value, index) => this.#value(value, at && { ...at, list: "inputs", index, of: null })),
        more.inputs,
      ),
      ...list(
        "Outputs",
        outputs.map((value, index) => this.#value(value, at && { ...at, list: "outputs", index, of: null })),
        more.outputs,
      ),
      ...list(
        "Runs",
        bodies.map((body) => {
          const { name } = graphs[body]!;
          return row(
            "graph",
            link(name, name, () => this.actions.chooseGraph(body)),
          );
        }),
        0,
      ),
    );
  }

  /** A node that only the model has that this one is compared with. @param node Its position in the graph. */
  showRemoved(ghosts: Ghosts, node: number, graph: ViewGraph, graphIndex: number, other: string): void {
    this.#open?.close();
    this.#open = null;
    const link = (to: number) => this.#link({ name: graph.nodes[to]!.name, graph: graphIndex, node: to });
    this.root.replaceChildren(...removedPanel(ghosts, node, graph, other, link));
  }

  showGroup(tree: GroupTree, group: number, isOpen: boolean): void {
    this.#open?.close();
    this.#open = null;
    const hadFocus = this.root.contains(document.activeElement);
    this.root.replaceChildren(...groupPanel(tree, group, isOpen, this.actions));
    if (hadFocus) {
      this.root.querySelector<HTMLElement>("button.secondary")?.focus();
    }
  }

  /** Constants can be looked into. */
  #value(value: ValueDetails, place: TensorPlace | null): HTMLElement {
    const made = valueRow(value);
    if (value.links.length > 0) {
      const way = place?.list === "outputs" ? "to " : "from ";
      made.append(element("dd", { class: "links" }, way, ...value.links.map((each) => this.#link(each))));
    }
    if (place !== null && value.made !== null) {
      const { by, of } = value.made;
      const parts = of.map((each, index) => this.#value(each, { ...place, of: index }));
      made.append(element("dd", {}, `made by ${by.join(", ")} of`, element("dl", {}, ...parts)));
    }
    if (place !== null && value.bytes !== null) {
      const button = element("button", { class: "link", "aria-expanded": "false" }, "Values");
      button.setAttribute("aria-label", `Values of ${value.name}`);
      button.addEventListener("click", () => this.#toggle(button, made, place));
      made.append(element("dd", {}, button));
    }
    return made;
  }

  #link(to: Link): HTMLElement {
    return link(shortName(to.name), to.name, () => this.actions.goTo(to));
  }

  #toggle(button: HTMLElement, row: HTMLElement, place: TensorPlace): void {
    const wasOpen = button.getAttribute("aria-expanded") === "true";
    this.#open?.close();
    this.#open = null;
    this.root.querySelectorAll("button[aria-expanded]").forEach((each) => each.setAttribute("aria-expanded", "false"));
    if (!wasOpen) {
      this.#open = new TensorPanel(this.actions, place);
      button.setAttribute("aria-expanded", "true");
      row.append(element("dd", {}, this.#open.root));
    }
  }
}

function costRows({ macs, activationBytes, parameters, bytes }: NonNullable<NodeDetails["cost"]>): HTMLElement[] {
  return [
    row("multiply-accumulates", macs === null ? "unknown" : exactCount(macs)),
    row("activations", activationBytes === null ? "unknown" : bytesText(activationBytes)),
    ...(parameters === 0 ? [] : [row("parameters", `${exactCount(parameters)}, ${bytesText(bytes)}`)]),
  ];
}

/** What the node leaves out is marked. */
function attributeRow({ name, value, isDefault, note }: AttributeDetails): HTMLElement {
  const shown = value === "" ? "(empty)" : value;
  const text = element("span", { class: "said" }, isDefault ? element("em", {}, `${shown}, default`) : shown);
  return row(name, text, note);
}

/** What the file does not say of it is marked. */
function valueRow({ name, type, inferred, bytes, quantization }: ValueDetails): HTMLElement {
  const stored = bytes === null ? "" : `, constant, ${bytesText(bytes)}`;
  return row(name || "(unnamed)", `${type || "unknown type"}${inferred ? ", inferred" : ""}${stored}`, quantization);
}
