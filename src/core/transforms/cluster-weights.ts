// Weights that share a few values: k-means over each tensor, or over each output channel. Elements stay float32, or
// become positions in a table of them.
import type { Graph } from "../ir/graph";
import type { Tensor } from "../ir/tensor";
import type { Value } from "../ir/value";
import type { Transform } from "./transform";
import type { Reading } from "./weights/choose";
import { slicesOf } from "./quantize/arithmetic";
import { channelsOf } from "./weights/channels";
import { clustered, type Clustering } from "./weights/clustered";
import { planElements } from "./weights/plan-elements";
import { rewriteElements } from "./weights/rewrite-elements";
import { storeCodebooks } from "./weights/store-codebooks";

export interface ClusterWeights extends Clustering {
  readonly [name: string]: number | boolean | string;
  readonly perChannel: boolean;
  readonly minimumElements: number;
  readonly codebook: boolean;
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
      whole: true,
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
      whole: true,
    },
    initialization: {
      title: "First guess",
      description: "linear: evenly from the smallest to the largest weight; density: as many weights around each.",
      default: "linear",
      choices: ["linear", "density"],
    },
    codebook: {
      title: "As a table",
      description:
        "Stores the values once and a byte for one or more weights, so that the file itself gets smaller. ONNX Runtime looks them up as it loads, TensorFlow too up to 10 MB a layer; LiteRT does it in each run, which takes longer.",
      default: false,
    },
  },
  apply: async (model, parameters, context) => {
    // What cannot be looked up in a table is not made coarse for one.
    const obstacleOf = (graph: Graph, value: Value) => {
      const overhead = parameters.codebook ? model.dialect.codebooks.overheadBytes(model, graph, value) : 0;
      return typeof overhead === "string" ? overhead : null;
    };
    const formOf = ({ shape }: Tensor, readings: readonly Reading[]) =>
      parameters.perChannel ? channelsOf(shape, readings) : slicesOf(shape, null);
    const plan = planElements(model, parameters.minimumElements, formOf, obstacleOf);
    const changes = await rewriteElements(model, plan, context, (elements, slices) =>
      clustered(elements, slices, parameters),
    );
    return parameters.codebook ? [...changes, ...(await storeCodebooks(model, plan.chosen, context))] : changes;
  },
};
