// Where the bytes are: a rectangle for each layer, as large as what it holds, in the colour of its type.
import type { LayerRow, Place } from "../../src/protocol/messages";
import { bytesText, exactCount, shareText } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { layerName } from "../../src/drawing/names";
import { ReadableNames } from "../../src/drawing/readable-names";
import { dtypeColor } from "./dtype-color";
import { treemap, type Rectangle } from "./treemap";

/** Of the whole, in any unit: it is stretched to what there is. */
const WIDTH = 400;
const HEIGHT = 260;
/** More rectangles than this are too small to be told apart. */
const MOST = 120;
/** A rectangle too small for a name. */
const LEAST_WIDTH = 44;
const LEAST_HEIGHT = 18;
/** Of a name, where the whole has that width. */
const CHARACTER_WIDTH = 7;

interface Item {
  readonly bytes: number;
  readonly label: string;
  readonly operator: string;
  readonly detail: string;
  readonly dtype: string | null;
  readonly place: Place | null;
}

export class BytesMap {
  readonly root = element("div", { id: "bytes-map", role: "group", "aria-label": "Bytes of each layer" });
  #parts: readonly HTMLElement[] = [];

  constructor(readonly goTo: (place: Place) => void) {
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  show(layers: readonly LayerRow[]): void {
    const items = itemsOf(layers);
    const rectangles = treemap(
      items.map(({ bytes }) => bytes),
      WIDTH,
      HEIGHT,
    );
    this.root.hidden = items.length < 2;
    const names = new ReadableNames(items.map(({ label, operator }) => layerName(label, operator)));
    this.#parts = items.map((item, index) => {
      const { width } = rectangles[index]!;
      const shown = names.in(Math.max(4, Math.floor(width / CHARACTER_WIDTH)))[index]!;
      return this.#part(item, shown, rectangles[index]!, index === 0);
    });
    this.root.replaceChildren(...this.#parts);
  }

  /** @param shown Its name in the room that there is. */
  #part(
    { label, detail, dtype, place }: Item,
    shown: string,
    { x, y, width, height }: Rectangle,
    isFirst: boolean,
  ): HTMLElement {
    const part = element("button", { type: "button", title: [label, detail], "aria-label": `${label}, ${detail}` });
    part.tabIndex = isFirst ? 0 : -1;
    part.disabled = place === null;
    part.style.left = `${(x / WIDTH) * 100}%`;
    part.style.top = `${(y / HEIGHT) * 100}%`;
    part.style.width = `${(width / WIDTH) * 100}%`;
    part.style.height = `${(height / HEIGHT) * 100}%`;
    part.style.setProperty("--part", dtypeColor(dtype));
    if (width >= LEAST_WIDTH && height >= LEAST_HEIGHT) {
      part.append(element("span", {}, shown));
    }
    if (place !== null) {
      part.addEventListener("click", () => this.goTo(place));
    }
    return part;
  }

  /** One of them is in the order of Tab; arrows lead to the others. */
  #key(event: KeyboardEvent): void {
    const open = this.#parts.filter((part) => part instanceof HTMLButtonElement && !part.disabled);
    const at = open.indexOf(event.target as HTMLElement);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = event.key === "Home" ? open[0] : event.key === "End" ? open.at(-1) : by && open[at + by];
    if (at < 0 || !next) {
      return;
    }
    event.preventDefault();
    open.forEach((part) => (part.tabIndex = part === next ? 0 : -1));
    next.focus();
  }
}

/** The largest layers, and what is left of all others as one. */
function itemsOf(layers: readonly LayerRow[]): Item[] {
  const whole = layers.reduce((sum, { bytes }) => sum + bytes, 0);
  const sized = layers.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes);
  const detail = (bytes: number) => `${bytesText(bytes)}, ${shareText(bytes / whole)}`;
  const items: Item[] = sized.slice(0, MOST).map(({ name, operator, bytes, dtype, place }) => ({
    bytes,
    label: name === "" ? operator : name,
    operator,
    detail: `${operator}, ${dtype}, ${detail(bytes)}`,
    dtype,
    place,
  }));
  const rest = sized.slice(MOST);
  const bytes = rest.reduce((sum, each) => sum + each.bytes, 0);
  if (bytes > 0) {
    items.push({
      bytes,
      label: `${exactCount(rest.length)} smaller layers`,
      operator: "",
      detail: detail(bytes),
      dtype: null,
      place: null,
    });
    items.sort((a, b) => b.bytes - a.bytes);
  }
  return items;
}
