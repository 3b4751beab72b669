// What one scale for all channels of a weight loses against one for each, told from the weights alone.
import type { Slices } from "./arithmetic";

/**
 * In decibels, how much more noise the mean channel gets, relative to its own signal. Rounding to steps of s adds noise
 * of s² / 12 to each element; a step of max / 127 is taken for all channels or for each. Channels count alike, however
 * small they are: what stands behind them, as batch normalization, has made them so. Channels of zeros do not count.
 */
export function lossOfOneScale(elements: Float32Array, { count, inner }: Slices): number {
  const largest = new Float64Array(count);
  const energy = new Float64Array(count);
  for (let start = 0, channel = 0; start < elements.length; start += inner) {
    const end = Math.min(start + inner, elements.length);
    let [most, sum] = [largest[channel]!, energy[channel]!];
    for (let i = start; i < end; i++) {
      const x = elements[i]!;
      const magnitude = Math.abs(x);
      most = magnitude > most ? magnitude : most;
      sum += x * x;
    }
    largest[channel] = most;
    energy[channel] = sum;
    channel = channel + 1 === count ? 0 : channel + 1;
  }
  const perChannel = elements.length / count;
  const noise = (max: number, channel: number) => Math.min(1, ((max / 127) ** 2 / 12 / energy[channel]!) * perChannel);
  const all = largest.reduce((most, each) => Math.max(most, each), 0);
  let [one, own] = [0, 0];
  for (let channel = 0; channel < count; channel++) {
    if (energy[channel]! > 0) {
      one += noise(all, channel);
      own += noise(largest[channel]!, channel);
    }
  }
  return own === 0 ? 0 : 10 * Math.log10(one / own);
}
