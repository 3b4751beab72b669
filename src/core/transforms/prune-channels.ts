// Structured pruning: whole channels of convolutions and neurons of dense layers go, from everything that has them.
import { ModelError } from "../ground/errors";
import { nameOf, type Node } from "../ir/node";
import { chooseChannels } from "./channels/choose-channels";
import { measure, type Measure } from "./channels/importance";
import { namesOf, partsOf, type Part } from "./channels/parts";
import { shrink } from "./channels/shrink";
import { Trace } from "./channels/trace";
import type { Transform } from "./transform";

export interface PruneChannels {
  readonly [name: string]: number | string | readonly string[];
  readonly ratio: number;
  readonly keep: number;
  readonly scope: string;
  readonly importance: string;
  readonly roundTo: number;
  readonly minimumChannels: number;
  readonly layers: readonly string[];
  readonly exclude: readonly string[];
}

export const pruneChannels: Transform<PruneChannels> = {
  id: "prune-channels",
  title: "Prune Channels",
  description:
    "Removes the least important channels and neurons: smaller and faster in every runtime, but wants training afterwards.",
  group: "parameters",
  lossy: true,
  suffix: "narrow",
  parameters: {
    ratio: {
      title: "Ratio",
      description: "The share of a layer's channels that is removed; weights shrink by about twice that.",
      default: 0.25,
      minimum: 0,
      maximum: 1,
      ask: true,
    },
    keep: {
      title: "Channels kept",
      description:
        "How many channels a layer, or each part that a split makes of it, keeps at most; 0: the ratio decides.",
      default: 0,
      minimum: 0,
      whole: true,
    },
    scope: {
      title: "Scope",
      description: "layer: the same share of each; model: the least important of all layers.",
      default: "layer",
      choices: ["layer", "model"],
    },
    importance: {
      title: "Importance",
      description:
        "How channels are judged: by the magnitude of their weights (l1, l2) or the scale of the batch normalization behind them.",
      default: "l2",
      choices: ["l1", "l2", "batch-norm"],
    },
    roundTo: {
      title: "Multiple",
      description: "The number of channels kept is rounded up to a multiple of this; 8 suits most processors.",
      default: 1,
      minimum: 1,
      whole: true,
    },
    minimumChannels: {
      title: "Smallest layer",
      description: "How many channels a layer keeps at least.",
      default: 1,
      minimum: 1,
      whole: true,
    },
    layers: {
      title: "Layers",
      description: "Names of the layers to prune; none: all of them.",
      default: [],
    },
    exclude: {
      title: "Layers left alone",
      description: "Names of layers that keep all their channels.",
      default: [],
    },
  },
  apply: async (model, parameters, context) => {
    const { ratio, keep, scope, importance, roundTo, minimumChannels, layers, exclude } = parameters;
    const wanted = {
      ratio,
      keep: keep === 0 ? null : keep,
      scope: scope as "layer" | "model",
      roundTo,
      minimum: minimumChannels,
    };
    const stage = (index: number) => (done: number, total: number) =>
      context.progress(index * 1000 + Math.round((1000 * done) / Math.max(1, total)), 3000);
    const trace = await Trace.of(model);
    await trace.run(stage(0));
    checkNames(trace.layers, [...layers, ...exclude]);
    const { parts, fixed } = partsOf(trace);
    fixed.forEach(({ layer, reason }) => context.note(nameOf(layer), `keeps its channels: ${reason}`));
    const judged = await measure(trace, importance as Measure, stage(1));
    const obstacleOf = (part: Part): string | null => {
      const isNamed = (names: readonly string[]) => part.layers.some((layer) => names.includes(nameOf(layer)));
      if (isNamed(exclude)) {
        return "excluded by name, or goes with a layer that is";
      }
      if (layers.length > 0 && !isNamed(layers)) {
        return "not among the layers named";
      }
      return part.channels.some((channel) => !Number.isFinite(judged.of(channel)))
        ? "its weights hold values that are not finite"
        : null;
    };
    const chosen = parts.filter((part) => {
      const obstacle = obstacleOf(part);
      if (obstacle !== null) {
        context.note(namesOf(part.layers), `keeps its channels: ${obstacle}`);
      } else if (importance === "batch-norm" && !part.channels.every(judged.isNormalized)) {
        context.note(namesOf(part.layers), "no normalization behind it: judged by the magnitude of its weights (l2)");
      }
      return obstacle === null;
    });
    const gone = new Set(chooseChannels(chosen, judged.of, wanted).flat());
    return gone.size === 0 ? [] : shrink(trace, (channel) => gone.has(channel), stage(2));
  },
};

/** @throws ModelError for a name that no layer has: it would be left alone, or pruned, by mistake. */
function checkNames(layers: readonly Node[], names: readonly string[]): void {
  const known = new Set(layers.map(nameOf));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new ModelError("parameter", `There is no layer "${unknown}" whose channels could be pruned.`, unknown);
  }
}
