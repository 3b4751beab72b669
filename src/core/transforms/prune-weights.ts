// Magnitude pruning: the weights closest to zero become zero. Elements stay float32, at their places,
// or are stored sparsely.
import type { Context } from "../context";
import { ModelError } from "../ground/errors";
import type { EditableModel } from "../ir/model";
import { rangeOf } from "./quantize/arithmetic";
import type { Change, Transform } from "./transform";
import { inputAxisOf } from "./weights/channels";
import { MagnitudeRank } from "./weights/magnitudes";
import { planElements } from "./weights/plan-elements";
import { prunedBelow, prunedGroups, prunedTo, survivors, type Pattern } from "./weights/pruned";
import { readInTurn } from "./weights/read-in-turn";
import { rewriteElements } from "./weights/rewrite-elements";
import { valuesToMake } from "./weights/sample";
import { sparedNodes } from "./weights/spared";
import { storeSparsely } from "./weights/store-sparsely";

export interface PruneWeights {
  readonly [name: string]: number | string | boolean;
  readonly sparsity: number;
  readonly scope: string;
  readonly pattern: string;
  readonly minimumElements: number;
  readonly sparse: boolean;
}

export const pruneWeights: Transform<PruneWeights> = {
  id: "prune-weights",
  title: "Prune Weights",
  description: "Sets the smallest weights to zero: the file stays as large, but zips smaller, more so as int8.",
  group: "parameters",
  lossy: true,
  suffix: "pruned",
  parameters: {
    sparsity: {
      title: "Sparsity",
      description: "The share of weights that are zero afterwards; 0.5 costs little, 0.8 wants training afterwards.",
      default: 0.5,
      minimum: 0,
      maximum: 1,
      ask: true,
    },
    scope: {
      title: "Scope",
      description:
        "layer: the same share of each; model: what is smallest in all of them, sparing the first convolution, depthwise ones and the last layer.",
      default: "layer",
      choices: ["layer", "model"],
    },
    pattern: {
      title: "Pattern",
      description:
        'unstructured, or "2:4": at most two of each four inputs of an output stay, whatever the sparsity and scope; as processors with sparse kernels want it.',
      default: "unstructured",
    },
    minimumElements: {
      title: "Smallest tensor",
      description: "Tensors with fewer elements stay as they are: they save little and cost accuracy.",
      default: 1024,
      minimum: 1,
      whole: true,
    },
    sparse: {
      title: "Stored sparsely",
      description:
        "Stores only what is not zero, where that is smaller: in TFLite files from about a third of zeros on, in ONNX files from two thirds. Runtimes fill in the zeros as they load. Zipped, a file with all its zeros may be smaller.",
      default: false,
      formats: ["tflite", "onnx"],
    },
  },
  apply: async (model, parameters, context) => {
    const changes = await prune(model, parameters, context);
    if (!parameters.sparse) {
      return changes;
    }
    const { chosen } = planElements(model, parameters.minimumElements, () => ({}));
    return [...changes, ...(await storeSparsely(model, chosen, context))];
  },
};

function prune(model: EditableModel, parameters: PruneWeights, context: Context): Promise<Change[]> {
  const { sparsity, scope, pattern, minimumElements } = parameters;
  const groups = parsePattern(pattern);
  if (groups !== null) {
    return pruneGroups(model, groups, minimumElements, context);
  }
  if (scope === "model") {
    return pruneTogether(model, sparsity, minimumElements, context);
  }
  const plan = planElements(model, minimumElements, () => ({}));
  return rewriteElements(model, plan, context, (elements) => prunedTo(elements, survivors(elements.length, sparsity)));
}

const LARGEST_GROUP = 256;

function parsePattern(text: string): Pattern | null {
  if (text === "unstructured") {
    return null;
  }
  const [, keep, of] = (/^(\d{1,3}):(\d{1,3})$/.exec(text) ?? []).map(Number);
  if (keep === undefined || of === undefined || keep < 1 || keep >= of || of > LARGEST_GROUP) {
    const forms = `unstructured or two numbers as in "2:4", the first less than the second, up to ${LARGEST_GROUP}`;
    throw new ModelError("parameter", `pattern of prune-weights has to be ${forms}, not "${text}".`, "pattern");
  }
  return { keep, of };
}

function pruneGroups(
  model: EditableModel,
  pattern: Pattern,
  minimumElements: number,
  context: Context,
): Promise<Change[]> {
  const plan = planElements(model, minimumElements, ({ shape }, readings) => {
    const axis = inputAxisOf(shape, readings);
    if (axis === null) {
      return "it has no one axis of inputs to group";
    }
    return shape[axis]! > pattern.keep ? { shape, axis } : `no more than ${pattern.keep} inputs an output`;
  });
  return rewriteElements(model, plan, context, (elements, { shape, axis }) =>
    prunedGroups(elements, shape, axis, pattern),
  );
}

/** One threshold for all: the weights are read twice to find it, and once more to rewrite them. */
async function pruneTogether(
  model: EditableModel,
  sparsity: number,
  minimumElements: number,
  context: Context,
): Promise<Change[]> {
  const spared = sparedNodes(model);
  const plan = planElements(model, minimumElements, ({ shape }, readings) => spared(readings, shape) ?? {});
  const values = valuesToMake(
    plan.chosen.map(({ value }) => value),
    context,
  );
  const total = values.reduce((sum, { constant }) => sum + constant!.storage.storedBytes, 0);
  const rank = new MagnitudeRank();
  let bytes = 0;
  const readAll = async (count: (elements: Float32Array) => void) => {
    for await (const elements of readInTurn(values)) {
      if (rangeOf(elements).finite) {
        count(elements);
      }
      bytes += elements.byteLength;
      await context.progress(bytes, 3 * total);
    }
  };
  await readAll((elements) => rank.countUpper(elements));
  rank.choose(survivors(rank.elements, sparsity));
  await readAll((elements) => rank.countLower(elements));
  const threshold = rank.threshold();
  let { ties } = threshold;
  const last: Context = { ...context, progress: (done) => context.progress(2 * total + done, 3 * total) };
  return rewriteElements(model, plan, last, (elements) => {
    const pruned = prunedBelow(elements, { ...threshold, ties });
    ties = pruned.ties;
    return pruned.elements;
  });
}
