// What differs between two models, as people read it.
import type { Comparison } from "./compare";
import type { EqualCount, TensorComparison } from "./compare-tensors";
import type { TensorHash } from "./hashes";
import { bytesText, counted, deltaText, exactCount, formatShape } from "./numbers";

/** How many tensors are named that are not equal. */
const NAMED_TENSORS = 10;

function tensorLines({ changed }: TensorComparison): string[] {
  const typeText = ({ dtype, shape }: TensorHash) => `${dtype} ${formatShape(shape)}`;
  const lines = changed.slice(0, NAMED_TENSORS).map(({ name, before, after }) => {
    if (before === null || after === null) {
      return `  ${name} (${typeText((before ?? after)!)}): only ${before === null ? "afterwards" : "before"}`;
    }
    const [from, to] = [typeText(before), typeText(after)];
    return `  ${name}: ${from === to ? `other values (${from})` : `${from} to ${to}`}`;
  });
  const more = changed.length - lines.length;
  return more === 0 ? lines : [...lines, `  and ${exactCount(more)} more`];
}

function equalText({ equal, of }: EqualCount): string {
  return `${exactCount(equal)} of ${exactCount(of)}`;
}

/** What `diff` says of two models, line by line. @param before Bytes. @param after Bytes. */
export function comparisonLines(
  before: number,
  after: number,
  { added, removed, rewritten }: Comparison,
  tensors: TensorComparison,
): string[] {
  const lines = [
    `${bytesText(before)} → ${bytesText(after)} (${deltaText(before, after)})`,
    `${equalText(tensors.weights)} weights are equal${tensors.others.of === 0 ? "" : `, and ${equalText(tensors.others)} other constants`}`,
    ...tensorLines(tensors),
    `structure and metadata ${tensors.structureEqual ? "are equal" : "differ"}`,
    `${counted(added.length, "node")} added, ${removed.length} removed, ${rewritten.length} rewritten`,
    ...added.map(({ name, operator }) => `+ ${name} (${operator})`),
    ...removed.map(({ name, operator }) => `− ${name} (${operator})`),
    ...rewritten.map(({ name, operatorAfter, what }) => `~ ${name} (${operatorAfter}): ${what.join("; ")}`),
  ];
  return lines;
}
