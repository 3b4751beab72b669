// Where the time of a model goes, as a runtime measured it.
import { basename } from "node:path";
import {
  amountText,
  counted,
  entryText,
  matchProfile,
  nameOf,
  readProfile,
  shareText,
  type Profile,
  type ProfileMatch,
} from "../../core";
import { positional, type ParsedArguments } from "../arguments";
import { cliContext } from "../interruption";
import { nodeInputFolder } from "../node-input-folder";
import { printResult } from "../output";
import { aligned, rowsOf, shortened } from "../table";
import { withModel } from "../transform-file";
import type { Verb } from "./verb";

export const profileVerb: Verb = {
  usage: `  profile MODEL PROFILE [--json]               how long each node took where it ran: of onnxruntime's profile,
                                               benchmark_model's operators as a table or CSV, or node data of Model
                                               Explorer; and what of it is no node of the model`,
  flags: {},
  run: profile,
};

async function profile(parsed: ParsedArguments): Promise<number> {
  const [file, path] = positional(parsed, ["MODEL", "PROFILE"]);
  const { context, done } = cliContext("reading");
  await withModel(file!, context, async (model) => {
    const measured = readProfile(await nodeInputFolder(".").read(path!), basename(path!));
    const match = matchProfile(model, measured);
    done();
    const nodes = nodesOf(match);
    await printResult(
      parsed,
      () => ({
        ...{
          tool: measured.tool,
          unit: measured.unit,
          runs: measured.runs,
          total: match.total,
          covered: match.covered,
        },
        ...{ providers: match.providers, nodes, rest: match.rest },
      }),
      () => linesOf(measured, match, nodes, basename(file!)),
    );
  });
  return 0;
}

interface NodeRow {
  readonly name: string;
  readonly operator: string;
  readonly amount: number;
  readonly share: number;
  readonly provider: string | null;
  readonly isFallback: boolean;
  /** Names of nodes that ran within it. */
  readonly with: readonly string[];
}

/** The largest first. */
function nodesOf({ nodes, total }: ProfileMatch): readonly NodeRow[] {
  return [...nodes]
    .map(([node, { amount, provider, isFallback, others }]) => ({
      ...{ name: nameOf(node), operator: node.op.name, amount, share: total === 0 ? 0 : amount / total },
      ...{ provider, isFallback, with: others.map(nameOf) },
    }))
    .sort((a, b) => b.amount - a.amount);
}

/** More names beside one nobody reads. */
const MOST_OTHERS = 3;

function* linesOf(
  { tool, unit, runs }: Profile,
  { total, covered, providers, rest }: ProfileMatch,
  nodes: readonly NodeRow[],
  model: string,
): Generator<string> {
  const share = (part: number) => shareText(total === 0 ? 0 : part / total);
  const isMixed = providers.length > 1;
  yield `${tool}${runs === null ? "" : `, mean of ${counted(runs, "run")}`}: ${amountText(total, unit)}, ${share(covered)} of it in ${counted(nodes.length, "node")} of ${model}`;
  if (isMixed) {
    yield providers.map(({ name, amount }) => `${name} ${share(amount)}`).join(", ");
  }
  if (nodes.length > 0) {
    yield "";
    yield* aligned(
      rowsOf(
        nodes,
        ({ name, operator, amount, provider, isFallback, with: others }) => [
          name,
          operator,
          amountText(amount, unit),
          share(amount),
          isFallback ? `fell back to ${provider}` : isMixed ? (provider ?? "") : "",
          others.length === 0 ? "" : `with ${othersText(others)}`,
        ],
        ["node", "operator", unit === "" ? "value" : "time", "share", "", ""],
      ),
    );
  }
  if (rest.length > 0) {
    yield "";
    yield `${counted(rest.length, "part")} of the profile ${rest.length === 1 ? "is" : "are"} no node of the model, ${share(total - covered)}:`;
    yield* aligned(rowsOf(rest, (entry) => [entryText(entry), amountText(entry.amount, unit), share(entry.amount)]));
  }
}

function othersText(names: readonly string[]): string {
  const left = names.length - MOST_OTHERS;
  return `${names.slice(0, MOST_OTHERS).map(shortened).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}
