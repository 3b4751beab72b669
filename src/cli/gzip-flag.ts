// --gzip: how exactly a size after gzip is told.
import { UsageError, type ParsedArguments } from "./arguments";

export const GZIP_FLAG = { gzip: { takesValue: true } };

/** @throws UsageError where sizes with gzip are asked for in a way that there is not. */
export function wantsExactGzip({ flags }: ParsedArguments): boolean {
  const way = flags.get("gzip") ?? "sampled";
  if (way !== "sampled" && way !== "exact") {
    throw new UsageError(`--gzip takes one of sampled, exact; not "${way}".`);
  }
  return way === "exact";
}
