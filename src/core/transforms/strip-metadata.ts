// Takes out what no runtime reads: documentation, what converters noted, operator sets nobody uses. What the author
// said of the model, its signatures and its labels stay unless asked for.
import type { RemarkKind } from "../ir/remarks";
import { shortenNames } from "./strip/short-names";
import type { Change, Transform } from "./transform";

export interface StripMetadata {
  readonly [name: string]: boolean;
  readonly types: boolean;
  readonly metadata: boolean;
  readonly names: boolean;
  readonly devices: boolean;
  readonly colocation: boolean;
}

export const stripMetadata: Transform<StripMetadata> = {
  id: "strip-metadata",
  title: "Strip Metadata",
  description: "Removes doc strings, debug information and unused operator sets, which no runtime reads.",
  group: "nodes",
  lossy: false,
  suffix: null,
  parameters: {
    types: {
      title: "Inner types",
      description: "Remove the types noted for values inside the graph too; runtimes work them out, viewers show less.",
      default: false,
      formats: ["onnx", "tensorflow"],
    },
    metadata: {
      title: "The author's metadata",
      description: "Remove the description, properties such as the licence, and files such as labels too.",
      default: false,
      formats: ["tflite", "onnx"],
    },
    names: {
      title: "Inner names",
      description:
        "Give nodes and values inside the graph short names or none; inputs, outputs and signatures keep theirs.",
      default: false,
    },
    devices: {
      title: "Devices",
      description: "Remove the devices that the graph names for its nodes too; the program that runs it chooses then.",
      default: false,
      formats: ["tensorflow"],
    },
    colocation: {
      title: "Colocation",
      description:
        "Remove which other nodes a TensorFlow graph's nodes want to be placed with too; results do not depend on it.",
      default: false,
      formats: ["tensorflow"],
    },
  },
  apply: (model, { names, ...asked }, context) => {
    const optional = (["types", "metadata", "devices", "colocation"] as const).filter((kind) => asked[kind]);
    const kinds = new Set<RemarkKind>(["documentation", "debugging", "operatorSets", ...optional]);
    const changes = model.dialect.remarks.remove(model, kinds).map(({ subject, count, bytes }): Change => ({
      kind: "removed",
      subject: count === 1 ? subject : `${count.toLocaleString("en-US")} ${subject}`,
      bytesBefore: bytes,
      bytesAfter: 0,
    }));
    return Promise.resolve(names ? [...changes, ...shortenNames(model, context)] : changes);
  },
};
