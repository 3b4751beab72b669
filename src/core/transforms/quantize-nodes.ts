// TensorFlow's operators on eight bits, as its quantize_nodes puts them in: the range of each value is measured while the
// graph runs, or given.
import { lackOf, offered } from "../ir/offer";
import { ModelError } from "../ground/errors";
import type { ValueRange } from "../ir/eight-bit";
import { EightBitGraph } from "./eight-bit/graph";
import type { Change, Transform } from "./transform";

export interface QuantizeNodes {
  readonly [name: string]: string | readonly string[];
  readonly excludeOperators: readonly string[];
  readonly inputRange: string;
  readonly fallbackRange: string;
}

export const quantizeNodes: Transform<QuantizeNodes> = {
  id: "quantize-nodes",
  title: "Quantize Nodes to 8 Bits",
  description:
    "Computes in eight bits with TensorFlow's old operators for that, whose results are coarse; for weights alone take Quantize to int8.",
  group: "bits",
  lossy: true,
  mayGrow: () => true,
  suffix: "quint8",
  parameters: {
    excludeOperators: {
      formerly: { ignoreOperators: null },
      title: "Operators to leave",
      description: "Operators that stay as they are.",
      default: [],
    },
    inputRange: {
      title: "Range of the inputs",
      description: 'As "-1,1": callers then give inputs in eight bits over it. Empty: inputs stay floats.',
      default: "",
    },
    fallbackRange: {
      title: "Range of the results",
      description: 'As "-6,6": taken for every result in place of measuring each. Empty: measured.',
      default: "",
    },
  },
  obstacle: (model) => lackOf(model.dialect.eightBitOperators) ?? model.dialect.stripObstacle(model),
  apply: async (model, { excludeOperators, inputRange, fallbackRange }, context) => {
    const eightBitOperators = offered(model.dialect.eightBitOperators);
    const ranges = { input: rangeOf("inputRange", inputRange), result: rangeOf("fallbackRange", fallbackRange) };
    const changes: Change[] = [];
    for (const graph of model.graphs) {
      const rewriter = eightBitOperators(model, graph);
      await new EightBitGraph(model, graph, rewriter, changes, context).rewrite(excludeOperators, ranges);
    }
    for (const [name, body] of model.functions) {
      const rewriter = eightBitOperators(model, body);
      for (const node of body.nodes) {
        if ((await rewriter.form(node)) !== null) {
          context.note(name, "a function: its nodes stay as they are");
          break;
        }
      }
    }
    return changes;
  },
};

/** @throws ModelError where the text is no range around 0. */
function rangeOf(parameter: string, text: string): ValueRange | null {
  if (text.trim() === "") {
    return null;
  }
  const bounds = text.split(",").map((each) => (each.trim() === "" ? NaN : Number(each)));
  const [min, max] = bounds.map(Math.fround);
  if (bounds.length !== 2 || !(min! <= 0 && max! >= 0 && min! < max! && max! - min! < Infinity)) {
    throw new ModelError(
      "parameter",
      `${parameter} has to be two numbers with 0 between them, as "-6,6", not "${text}".`,
      parameter,
    );
  }
  return [min!, max!];
}
