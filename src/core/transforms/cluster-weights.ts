// Weights that share a few values: k-means over each tensor, or over each output channel. Elements stay float32.
import type { Transform } from "./transform";
import { slicesOf } from "./quantize/arithmetic";
import { channelsOf } from "./weights/channels";
import { clustered, type Clustering } from "./weights/clustered";
import { planElements } from "./weights/plan-elements";
import { rewriteElements } from "./weights/rewrite-elements";

export interface ClusterWeights extends Clustering {
  readonly [name: string]: number | boolean | string;
  readonly perChannel: boolean;
  readonly minimumElements: number;
}

export const clusterWeights: Transform<ClusterWeights> = {
  id: "cluster-weights",
  title: "Cluster Weights",
  description: "Leaves each layer a few different weights: the file stays as large, but zips to a fraction.",
  group: "parameters",
  lossy: true,
  suffix: "clustered",
  parameters: {
    clusters: {
      title: "Clusters",
      description: "How many different values the weights of a layer may have.",
      default: 16,
      minimum: 2,
      maximum: 256,
      ask: true,
    },
    perChannel: {
      title: "Clusters per channel",
      description: "As many values for each output channel: more accurate, but zips less.",
      default: false,
    },
    keepZeros: {
      title: "Keep zeros",
      description: "Zeros stay zero and take one of the values; for weights that were pruned.",
      default: false,
    },
    minimumElements: {
      title: "Smallest tensor",
      description: "Tensors with fewer elements stay as they are: they save little and cost accuracy.",
      default: 1024,
      minimum: 1,
    },
    initialization: {
      title: "First guess",
      description: "linear: evenly from the smallest to the largest weight; density: as many weights around each.",
      default: "linear",
      choices: ["linear", "density"],
    },
  },
  apply: (model, parameters, context) => {
    const plan = planElements(model, parameters.minimumElements, ({ shape }, readings) =>
      parameters.perChannel ? channelsOf(shape, readings) : slicesOf(shape, null),
    );
    return rewriteElements(model, plan, context, (elements, slices) => clustered(elements, slices, parameters));
  },
};
