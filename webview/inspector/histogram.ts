// Pictures of what a tensor holds, in the colours of the theme.
import type { TensorStatistics } from "../../src/protocol/messages";
import { element } from "../look/elements";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 48;
/** More channels than this share a bar: the least and the greatest of them. */
const MOST_BARS = 256;

/** How many elements lie in each bin. @param text What it says, for those who do not see it. */
export function histogram({ counts }: NonNullable<TensorStatistics["histogram"]>, text: string): SVGSVGElement {
  const fullest = counts.reduce((most, count) => Math.max(most, count), 0);
  const bars = Array.from(counts, (count, i) => {
    // What is there is seen.
    const height = count === 0 ? 0 : Math.max(1, (count / fullest) * HEIGHT);
    return `M${i} ${HEIGHT}v${-height}h1v${height}z`;
  });
  return picture("histogram", counts.length, bars.join(""), text);
}

/** From the least to the greatest element at each index of an axis, with a line at 0. */
export function ranges({ minimum, maximum }: NonNullable<TensorStatistics["ranges"]>, text: string): SVGSVGElement {
  const each = Math.ceil(minimum.length / MOST_BARS);
  const bars: { low: number; high: number }[] = [];
  for (let start = 0; start < minimum.length; start += each) {
    const bar = { low: Infinity, high: -Infinity };
    // NaN, where nothing is finite, is neither less nor greater.
    for (let index = start; index < Math.min(start + each, minimum.length); index++) {
      bar.low = minimum[index]! < bar.low ? minimum[index]! : bar.low;
      bar.high = maximum[index]! > bar.high ? maximum[index]! : bar.high;
    }
    bars.push(bar);
  }
  const low = bars.reduce((least, bar) => Math.min(least, bar.low), 0);
  const high = bars.reduce((most, bar) => Math.max(most, bar.high), 0);
  const y = (value: number) => (high === low ? HEIGHT / 2 : ((high - value) / (high - low)) * HEIGHT);
  const drawn = bars.map(({ low, high }, i) =>
    low > high ? "" : `M${i} ${y(high)}h1V${Math.max(y(low), y(high) + 0.5)}h-1z`,
  );
  const made = picture("ranges", bars.length, drawn.join(""), text);
  const zero = document.createElementNS(SVG, "path");
  zero.setAttribute("class", "zero");
  zero.setAttribute("d", `M0 ${y(0)}h${bars.length}`);
  made.append(zero);
  return made;
}

function picture(name: string, width: number, path: string, text: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `picture ${name}`);
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", text);
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

/** Names under a picture's ends. */
export function ends(from: string, to: string): HTMLElement {
  return element(
    "div",
    { class: "ends dim", "aria-hidden": "true" },
    element("span", {}, from),
    element("span", {}, to),
  );
}
