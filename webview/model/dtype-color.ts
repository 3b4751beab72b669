/** Of a type of elements, as the style sheet has it: by what it takes, from 32 bits and more down to four and fewer. */
export function dtypeColor(dtype: string | null): string {
  const bits = dtype === null ? null : (/\d+/.exec(dtype)?.[0] ?? null);
  if (dtype === null || bits === null) {
    return "var(--vscode-descriptionForeground)";
  }
  const isInteger = dtype.includes("int");
  return Number(bits) >= 32
    ? isInteger
      ? "var(--yellow)"
      : "var(--blue)"
    : Number(bits) === 16
      ? "var(--purple)"
      : Number(bits) === 8
        ? "var(--green)"
        : "var(--orange)";
}
