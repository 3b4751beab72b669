// Colours that can be read on the backgrounds they stand on, whatever the theme. Contrast as WCAG 2.1 defines it:
// https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio

/** Red, green and blue from 0 to 255, and opacity from 0 to 1. */
export type Color = readonly [number, number, number, number];

/** What WCAG asks of text. */
export const TEXT_CONTRAST = 4.5;
/** What WCAG asks of lines and shapes that mean something. */
export const SHAPE_CONTRAST = 3;

const STEPS = 20;

/** A colour in one of the two forms in which a canvas gives it back: "#rrggbb" or "rgba(…)". */
export function parseColor(text: string): Color {
  const hex = /^#(\w\w)(\w\w)(\w\w)$/.exec(text);
  if (hex !== null) {
    return [...hex.slice(1).map((each) => parseInt(each, 16)), 1] as unknown as Color;
  }
  const [red = 0, green = 0, blue = 0, opacity = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, opacity];
}

export function printColor(color: Color): string {
  return `rgb(${color
    .slice(0, 3)
    .map((each) => Math.round(each))
    .join(", ")})`;
}

/** A colour over a background that lets nothing through. */
export function over([red, green, blue, opacity]: Color, background: Color): Color {
  const mix = (top: number, bottom: number) => top * opacity + bottom * (1 - opacity);
  return [mix(red, background[0]), mix(green, background[1]), mix(blue, background[2]), 1];
}

export function contrast(one: Color, other: Color): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** A colour, moved towards the foreground until it stands out from every background. */
export function readable(
  color: Color,
  foreground: Color,
  backgrounds: readonly Color[],
  wanted: number = TEXT_CONTRAST,
): Color {
  for (let step = 0; step < STEPS; step++) {
    const mixed = mix(color, foreground, step / STEPS);
    if (backgrounds.every((background) => contrast(over(mixed, background), background) >= wanted)) {
      return mixed;
    }
  }
  return foreground;
}

function mix(from: Color, to: Color, share: number): Color {
  return from.map((each, index) => each + (to[index]! - each) * share) as unknown as Color;
}

function luminance([red, green, blue]: Color): number {
  const linear = [red, green, blue].map((each) => {
    const value = each / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}
