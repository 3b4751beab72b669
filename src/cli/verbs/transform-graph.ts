// model-bonsai transform-graph: the words and the pipeline of TensorFlow's transform_graph.
import { positional, UsageError, type ParsedArguments } from "../arguments";
import { parsePipeline } from "../graph-transform-tool/pipeline";
import { runPipeline } from "../graph-transform-tool/run";
import { checkCall } from "../graph-transform-tool/steps";
import { REWRITE_FLAGS, rewrite } from "../rewrite";
import type { Verb } from "./verb";

const ITS_FLAGS = ["in_graph", "out_graph", "inputs", "outputs", "transforms"];

export const transformGraphVerb: Verb = {
  usage: `  transform-graph --in_graph=FILE --out_graph=OUT --inputs=A,B --outputs=C --transforms='...'
                                               a pipeline of TensorFlow's Graph Transform Tool, on any model`,
  flags: { ...REWRITE_FLAGS, ...Object.fromEntries(ITS_FLAGS.map((name) => [name, { takesValue: true }])) },
  run: transformGraph,
};

async function transformGraph(parsed: ParsedArguments): Promise<number> {
  positional(parsed, []);
  const [file, output, pipeline] = ["in_graph", "out_graph", "transforms"].map((name) => {
    const value = parsed.flags.get(name);
    if (value === undefined || value === "") {
      throw new UsageError(`--${name} is missing.`);
    }
    return value;
  });
  const calls = parsePipeline(pipeline!);
  if (calls.length === 0) {
    throw new UsageError("--transforms names no transform.");
  }
  calls.forEach(checkCall);
  const list = (name: string) => (parsed.flags.get(name) ?? "").split(",").filter((each) => each !== "");
  const names = { inputs: list("inputs"), outputs: list("outputs") };
  return rewrite(file!, output, parsed, (model, context) => runPipeline(model, calls, names, context));
}
