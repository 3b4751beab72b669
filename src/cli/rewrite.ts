// Rewrites a model, writes the result and says what came of it.
import { UsageError, type ParsedArguments } from "./arguments";
import { GZIP_FLAG, wantsExactGzip } from "./gzip-flag";
import { cliContext } from "./interruption";
import { printResult, tell } from "./output";
import { printSteps } from "./print";
import { STANDARD_OUTPUT, transformFile, type Rewrite } from "./transform-file";

export const REWRITE_FLAGS = { ...GZIP_FLAG, force: { takesValue: false } };
export const OUTPUT_FLAGS = { ...REWRITE_FLAGS, output: { takesValue: true } };

/** Rewrites a model, writes the result and says what came of it: beside a model on standard output, elsewhere. */
export async function rewrite(
  input: string,
  output: string | undefined,
  parsed: ParsedArguments,
  work: Rewrite,
): Promise<number> {
  if (output === undefined || output === "") {
    throw new UsageError("-o is missing: name the file the result goes to.");
  }
  const started = performance.now();
  const { context, done } = cliContext("working");
  const { reports, before, after, warnings } = await transformFile(
    input,
    output,
    { force: parsed.flags.has("force"), exactGzip: wantsExactGzip(parsed) },
    work,
    context,
  );
  done();
  const json = {
    input,
    output,
    bytesBefore: before.file + before.others,
    bytesAfter: after.file + after.others,
    otherBytesBefore: before.others,
    otherBytesAfter: after.others,
    gzipBytesBefore: before.gzip.bytes,
    gzipBytesAfter: after.gzip.bytes,
    gzipEstimated: before.gzip.estimated || after.gzip.estimated,
    milliseconds: Math.round(performance.now() - started),
    steps: reports,
    warnings,
  };
  await printResult(
    parsed,
    () => json,
    () => printSteps(reports, before, after, output),
    output === STANDARD_OUTPUT,
  );
  warnings.forEach((warning) => tell(`Warning: ${warning}`));
  return 0;
}
