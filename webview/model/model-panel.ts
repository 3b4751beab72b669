// The model as a whole: what it says of itself, and where its bytes are.
import type { AboutState, LayerRow, Place } from "../../src/protocol/messages";
import { bytesText, exactCount, shareText } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { BytesMap } from "./bytes-map";
import { dtypeColor } from "./dtype-color";

export interface ModelActions {
  about(): Promise<AboutState>;
  goTo(place: Place): void;
}

/** Rows that are open at once. */
const FEW = 12;

export class ModelPanel {
  readonly root = element("div", { id: "model" });
  readonly #map: BytesMap;
  /** Null: there is no document yet. */
  #layers: readonly LayerRow[] | null = null;
  #isShown = false;
  /** Counts what was asked for: an answer to anything but the last question comes too late. */
  #asked = 0;

  constructor(readonly actions: ModelActions) {
    this.#map = new BytesMap((place) => actions.goTo(place));
  }

  /** The document is another one now. It is looked into where somebody looks. */
  async show(layers: readonly LayerRow[]): Promise<void> {
    this.#layers = layers;
    this.#asked++;
    if (this.#isShown) {
      await this.open();
    }
  }

  /** Somebody looks. */
  async open(): Promise<void> {
    this.#isShown = true;
    if (this.#layers === null) {
      return;
    }
    const asked = ++this.#asked;
    const about = await this.actions.about();
    if (asked === this.#asked) {
      this.#draw(about, this.#layers);
    }
  }

  close(): void {
    this.#isShown = false;
  }

  #draw({ facts, metadata, signatures, operators, dtypes }: AboutState, layers: readonly LayerRow[]): void {
    this.#map.show(layers);
    this.root.replaceChildren(
      ...section("About", definitions(facts)),
      ...section("Bytes by type", shares(dtypes.map(dtypeRow))),
      ...section("Bytes by layer", this.#map.root.hidden ? [] : [this.#map.root]),
      ...section("Operators", shares(operators.map(operatorRow))),
      ...signatures.flatMap((each) => section(`Signature ${each.key}`, signatureRows(each))),
      ...section("Metadata", definitions(metadata)),
    );
  }
}

function section(title: string, content: readonly HTMLElement[]): HTMLElement[] {
  return content.length === 0 ? [] : [element("section", {}, element("h3", {}, title), ...content)];
}

function definitions(entries: AboutState["facts"]): HTMLElement[] {
  const rows = entries.map(({ name, value }) =>
    element("div", {}, element("dt", { title: name }, name), element("dd", {}, value)),
  );
  return rows.length === 0 ? [] : [element("dl", {}, ...rows)];
}

interface ShareRow {
  readonly name: string;
  readonly detail: string;
  readonly bytes: number;
  readonly color: string;
}

function dtypeRow({ dtype, tensors, elements, bytes }: AboutState["dtypes"][number]): ShareRow {
  const detail = `${plural(tensors, "tensor")}, ${plural(elements, "element")}`;
  return { name: dtype, detail, bytes, color: dtypeColor(dtype) };
}

function operatorRow({ operator, nodes, parameters, bytes }: AboutState["operators"][number]): ShareRow {
  const detail = `${plural(nodes, "node")}${parameters === 0 ? "" : `, ${plural(parameters, "parameter")}`}`;
  return { name: operator, detail, bytes, color: "var(--blue)" };
}

function plural(count: number, noun: string): string {
  return `${exactCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A bar for each; those behind the first few are folded away. */
function shares(rows: readonly ShareRow[]): HTMLElement[] {
  const whole = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  const list = (part: readonly ShareRow[]) =>
    element(
      "ul",
      { class: "shares" },
      ...part.map(({ name, detail, bytes, color }) => {
        const share = whole === 0 ? 0 : bytes / whole;
        const bar = element("i", { "aria-hidden": "true" });
        bar.style.width = `${share * 100}%`;
        bar.style.background = color;
        const size = bytes === 0 ? "" : `${bytesText(bytes)} · ${shareText(share)}`;
        return element(
          "li",
          {},
          element("span", { class: "name", title: name }, name),
          element("span", { class: "size" }, size),
          element("span", { class: "dim" }, detail),
          bar,
        );
      }),
    );
  const more = rows.slice(FEW);
  return rows.length === 0
    ? []
    : [
        list(rows.slice(0, FEW)),
        ...(more.length === 0
          ? []
          : [element("details", {}, element("summary", {}, `${exactCount(more.length)} more`), list(more))]),
      ];
}

function signatureRows({ inputs, outputs }: AboutState["signatures"][number]): HTMLElement[] {
  const rows = (kind: string, values: typeof inputs) =>
    values.map(({ alias, name }) => ({ name: `${kind} ${alias}`, value: name }));
  return definitions([...rows("input", inputs), ...rows("output", outputs)]);
}
