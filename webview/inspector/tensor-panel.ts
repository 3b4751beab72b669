// What a constant holds: numbers about it, pictures, scales, and the values themselves.
import type { TensorPlace, TensorState, Window } from "../../src/protocol/messages";
import { counted, exactCount, measureText, shareText } from "../../src/protocol/numbers";
import { element } from "../look/elements";
import { ends, histogram, ranges } from "./histogram";
import { ValueGrid } from "./value-grid";

/** The rows of scales that are listed. */
const MOST_SCALES = 1000;

export interface Tensors {
  tensor(place: TensorPlace, signal: AbortSignal): Promise<TensorState>;
  window(place: TensorPlace, window: Window): Promise<readonly (readonly string[])[]>;
  save(place: TensorPlace, name: string): void;
}

export class TensorPanel {
  readonly root = element("div", { class: "tensor" }, element("p", { class: "dim" }, "Reading…"));
  readonly #reading = new AbortController();

  constructor(
    readonly tensors: Tensors,
    readonly place: TensorPlace,
  ) {
    void this.#read();
  }

  /** Nobody looks at it any more. */
  close(): void {
    this.#reading.abort();
    this.root.remove();
  }

  async #read(): Promise<void> {
    try {
      this.#show(await this.tensors.tensor(this.place, this.#reading.signal));
    } catch (error) {
      this.root.replaceChildren(element("p", { class: "bad" }, (error as Error).message));
    }
  }

  #show(state: TensorState): void {
    const save = element("button", {}, "Save Tensor As…");
    save.addEventListener("click", () => this.tensors.save(this.place, state.name));
    const grid = new ValueGrid(state.name, state.shape, (window) => this.tensors.window(this.place, window));
    this.root.replaceChildren(...facts(state), ...scales(state), grid.root, save);
  }
}

function facts({ statistics }: TensorState): HTMLElement[] {
  if (statistics === null) {
    return [];
  }
  const { elements, distinct, zeros, nan, infinite, minimum, maximum, mean, deviation } = statistics;
  const share = shareText(elements === 0 ? 0 : zeros / elements);
  const unlike = distinct === null ? "more than 65,536" : exactCount(distinct);
  const lines = [
    `${counted(elements, "element")}, ${unlike} distinct, ${exactCount(zeros)} zero (${share})`,
    ...(nan + infinite === 0 ? [] : [`${exactCount(nan)} NaN, ${exactCount(infinite)} infinite`]),
    ...(mean === null
      ? []
      : [
          `${measureText(minimum!)} to ${measureText(maximum!)}`,
          `mean ${measureText(mean)}, standard deviation ${measureText(deviation!)}`,
        ]),
  ];
  return [...lines.map((line) => element("p", {}, line)), ...pictures(statistics)];
}

function pictures({ histogram: bins, ranges: along, minimum, maximum }: NonNullable<TensorState["statistics"]>) {
  const [low, high] = [measureText(minimum ?? NaN), measureText(maximum ?? NaN)];
  const made: HTMLElement[] = [];
  if (bins !== null && bins.counts.length > 1) {
    const text = `Distribution of the elements from ${low} to ${high}`;
    made.push(element("figure", {}, histogram(bins, text), ends(low, high)));
  }
  if (along !== null && along.minimum.length > 1) {
    const last = along.minimum.length - 1;
    const text = `Least and greatest element at each index of axis ${along.axis}, within ${low} to ${high}`;
    made.push(element("figure", {}, ranges(along, text), ends(`axis ${along.axis}: 0`, `${last}`)));
  }
  return made;
}

/** Every scale and zero point, with the formula that they stand in. */
function scales({ quantization }: TensorState): HTMLElement[] {
  if (quantization === null) {
    return [];
  }
  const { axis, scale, zeroPoint } = quantization;
  const formula = "real = scale × (stored − zero point)";
  if (axis === null) {
    return [element("p", {}, `${formula}; scale ${scale[0]}, zero point ${zeroPoint[0] ?? 0}`)];
  }
  const rows = scale
    .slice(0, MOST_SCALES)
    .map((each, index) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, `${index}`),
        element("td", {}, `${each}`),
        element("td", {}, `${zeroPoint[index] ?? zeroPoint[0] ?? 0}`),
      ),
    );
  const head = ["Index", "Scale", "Zero point"].map((title) => element("th", { scope: "col" }, title));
  const rest = scale.length - rows.length;
  return [
    element(
      "details",
      {},
      element("summary", {}, `${counted(scale.length, "scale")} along axis ${axis}`),
      element("p", { class: "dim" }, formula),
      element(
        "table",
        { class: "scales" },
        element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...rows),
      ),
      ...(rest === 0 ? [] : [element("p", { class: "dim" }, `and ${exactCount(rest)} more`)]),
    ),
  ];
}
