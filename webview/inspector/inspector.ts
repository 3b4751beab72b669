// Everything about the selected node.
import type { NodeDetails, ValueDetails } from "../../src/protocol/messages";
import { bytesText, exactCount } from "../../src/protocol/numbers";
import { element } from "../look/elements";

export class Inspector {
  readonly root = element("section", { id: "inspector", "aria-live": "polite" });

  show(details: NodeDetails | null): void {
    if (details === null) {
      this.root.replaceChildren(element("p", { class: "dim" }, "Select a node in the graph or a layer in the table."));
      return;
    }
    const { name, operator, domain, version, arithmetic, cost, attributes, inputs, outputs, more } = details;
    const kind = [domain, operator].filter((part) => part !== "").join(" · ");
    this.root.replaceChildren(
      element("h2", {}, name),
      element("p", { class: "dim" }, version === null ? kind : `${kind}, version ${version}`),
      ...(arithmetic === null ? [] : [element("p", {}, `It ${arithmetic}.`)]),
      ...(cost === null ? [] : list("Cost", costRows(cost), 0)),
      ...list(
        "Attributes",
        attributes.map((attribute) => row(attribute.name, attribute.value)),
        more.attributes,
      ),
      ...list("Inputs", inputs.map(valueRow), more.inputs),
      ...list("Outputs", outputs.map(valueRow), more.outputs),
    );
  }
}

function costRows({ macs, activationBytes, parameters, bytes }: NonNullable<NodeDetails["cost"]>): HTMLElement[] {
  return [
    row("multiply-accumulates", macs === null ? "unknown" : exactCount(macs)),
    row("activations", activationBytes === null ? "unknown" : bytesText(activationBytes)),
    ...(parameters === 0 ? [] : [row("parameters", `${exactCount(parameters)}, ${bytesText(bytes)}`)]),
  ];
}

function list(title: string, rows: readonly HTMLElement[], more: number): HTMLElement[] {
  const rest = more === 0 ? [] : [element("p", { class: "dim" }, `and ${exactCount(more)} more`)];
  return rows.length === 0 ? [] : [element("h3", {}, title), element("dl", {}, ...rows), ...rest];
}

function row(name: string, ...lines: readonly string[]): HTMLElement {
  const shown = lines.filter((line) => line !== "");
  return element("div", {}, element("dt", { title: name }, name), ...shown.map((line) => element("dd", {}, line)));
}

/** What the file does not say of it is marked. */
function valueRow({ name, type, inferred, bytes, quantization }: ValueDetails): HTMLElement {
  const stored = bytes === null ? "" : `, constant, ${bytesText(bytes)}`;
  return row(name || "(unnamed)", `${type || "unknown type"}${inferred ? ", inferred" : ""}${stored}`, quantization);
}
