// The files that are bent: fixtures of all transforms, the shapes of the scale run, what only a few files have, and small
// real ones.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { corpusFiles } from "../support/corpus";
import { externalModel, externalTensor, weightBytes } from "../support/external-data";
import { encodeMessage, op, placeholder, shapeOf, typeAttr } from "../support/graphdef";
import { encodeText } from "../support/model-text";
import { block, entriesOf, sortedTable } from "../support/sorted-table";
import { encodeSafetensors } from "../support/safetensors";
import { CODES, makeTflite } from "../support/tflite";
import { graphText } from "./graph-text";
import { sitesOf, type Site } from "./bend-flatbuffer";
import { parseTree, type Tree } from "./protobuf-tree";

export const FORMATS = ["onnx", "tensorflow", "tflite", "safetensors"] as const;
export type Format = (typeof FORMATS)[number];

export interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Files beside it. */
  readonly companions: Readonly<Record<string, Uint8Array>>;
  /** Where it is protobuf. */
  readonly trees: Tree[];
  /** Where it is a FlatBuffer. */
  readonly sites: readonly Site[];
  /** Where it is text. */
  readonly text: string | null;
  /** Where it is a header in JSON, behind its length, and data behind that. */
  readonly header: string | null;
  /** What the table of its variables holds, where there is one. */
  readonly variables: Readonly<Record<string, Uint8Array>> | null;
}

export interface Shape {
  readonly shape: string;
  readonly format: string;
  readonly make: (nodes: number) => { name: string; bytes: Uint8Array };
}

const NODES = 24;
const FIXTURES = "test/transforms";
/** Larger files take long and have nothing that small ones have not. */
const LARGEST = 20_000;
const EXTENSIONS: Readonly<Record<Format, RegExp>> = {
  onnx: /\.onnx$/,
  tensorflow: /\.(pb|pbtxt)$/,
  tflite: /\.(tflite|bin)$/,
  safetensors: /\.safetensors$/,
};

export function sourcesOf(format: Format, shapes: readonly Shape[]): Source[] {
  const files = [
    ...readdirSync(FIXTURES)
      .filter((name) => name.endsWith(".txt") && name.includes(`.${format}`))
      .map((name) => encodeText(/^== model\n([^]*?)^== /m.exec(readFileSync(join(FIXTURES, name), "utf8"))![1]!)),
    ...shapes.map(({ make }) => make(NODES)),
    ...corpusFiles(LARGEST).map(({ path, bytes }) => ({ name: basename(path), bytes })),
  ].filter(({ name, bytes }) => EXTENSIONS[format].test(name) && bytes.length <= LARGEST);
  const plain = files.map(({ name, bytes }) => sourceOf(format, name, bytes));
  return [...plain, ...SPECIAL[format]()];
}

const SPECIAL: Readonly<Record<Format, () => Source[]>> = {
  onnx() {
    const tensors = ["a", "b"].map((name) => externalTensor(name, [64, 64], `${name}.bin`));
    const bytes = weightBytes(64 * 64);
    return [
      { ...sourceOf("onnx", "external.onnx", externalModel(tensors)), companions: { "a.bin": bytes, "b.bin": bytes } },
    ];
  },
  tensorflow() {
    const folder = savedModel();
    const trees = parseTree(folder.bytes)!;
    const texts = [savedText(folder.bytes)];
    return [
      ...Array.from({ length: 8 }, (): Source => ({
        ...sourceOf("tensorflow", "saved_model.pb", folder.bytes),
        ...folder,
        trees,
      })),
      ...texts.map((text) => ({
        ...sourceOf("tensorflow", "saved_model.pbtxt", new TextEncoder().encode(text)),
        text,
      })),
    ];
  },
  tflite() {
    const graph = {
      tensors: [
        { name: "x", shape: [1, 4] },
        { name: "w", shape: [512, 4], buffer: 1, scale: Array.from({ length: 512 }, () => 0.5), type: 9 },
        { name: "y", shape: [1, 512], signature: [-1, 512] },
        { name: "v", shape: [1, 4], variable: true },
      ],
      operators: [
        { code: 0, inputs: [0, 1, -1], outputs: [2], options: [8, [[0, 1, 1]]] as const },
        { code: 1, inputs: [0], outputs: [3], intermediates: [2] },
      ],
      inputs: [0],
      outputs: [2],
    };
    const spec = {
      codes: [[CODES.FULLY_CONNECTED, 1] as const, [CODES.CUSTOM, 1, "Mine"] as const],
      buffers: [null, new Uint8Array(2048), { offset: 100, size: 16 }, new Uint8Array(40)],
      signatures: [
        { key: "serve", graph: 0, inputs: { a: 0 }, outputs: { b: 2 } },
        { key: "other", graph: 1, inputs: { a: 0 }, outputs: { b: 2 } },
      ],
      metadata: { note: 3 },
      graphs: [graph, graph],
    };
    return [1, 2, 30].map((repeated) => sourceOf("tflite", "special.tflite", makeTflite({ ...spec, repeated })));
  },
  safetensors() {
    const tensors = (layers: number) =>
      Array.from({ length: layers }, (_, layer) => [
        { name: `layers.${layer}.weight`, dtype: "F32", shape: [4, 8], bytes: new Uint8Array(128) },
        { name: `layers.${layer}.bias`, dtype: "BF16", shape: [4], bytes: new Uint8Array(8) },
        { name: `layers.${layer}.scale`, dtype: "F8_E8M0", shape: [], bytes: new Uint8Array(1) },
      ]).flat();
    return [1, 4, 40].map((layers) => {
      const bytes = encodeSafetensors(tensors(layers), { format: "pt", note: "as \u0022it\u0022 is" });
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
      const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
      return { ...sourceOf("safetensors", "special.safetensors", bytes), header };
    });
  },
};

function sourceOf(format: Format, name: string, bytes: Uint8Array): Source {
  const isText = name.endsWith(".pbtxt");
  const exact = Uint8Array.from(bytes);
  return {
    name,
    bytes: exact,
    companions: {},
    trees: format === "tflite" || format === "safetensors" || isText ? [] : (parseTree(exact) ?? []),
    sites: format === "tflite" ? sitesOrNone(exact) : [],
    text: isText ? new TextDecoder().decode(exact) : null,
    header: null,
    variables: null,
  };
}

/** None where a file is damaged already. */
function sitesOrNone(bytes: Uint8Array): readonly Site[] {
  try {
    return sitesOf(bytes);
  } catch (error) {
    if (error instanceof RangeError) {
      return [];
    }
    throw error;
  }
}

/** A SavedModel with variables, a signature and a function. */
function savedModel() {
  const name = (index: number) => `dense_${index}/kernel`;
  const handle = (index: number) => ({
    name: name(index),
    op: "VarHandleOp",
    attr: {
      dtype: typeAttr(1),
      shape: { shape: shapeOf([4, 4]) },
      shared_name: { s: new TextEncoder().encode(name(index)) },
    },
  });
  const layer = (index: number) => [
    handle(index),
    op(`read_${index}`, "ReadVariableOp", [name(index)], { dtype: typeAttr(1) }),
    op(`y${index}`, "MatMul", [index === 0 ? "x" : `y${index - 1}`, `read_${index}`]),
  ];
  const body = {
    signature: { name: "f", input_arg: [{ name: "a", type: 1 }], output_arg: [{ name: "b", type: 1 }] },
    node_def: [
      op("r", "Relu", ["a"]),
      op("again", "PartitionedCall", ["r:activations:0"], { f: { func: { name: "f" } } }),
    ],
    ret: { b: "again:output:0" },
  };
  const info = (tensor: string) => ({ name: tensor, dtype: 1, tensor_shape: shapeOf([1, 4]) });
  const bytes = encodeMessage("SavedModel", {
    saved_model_schema_version: 1,
    meta_graphs: [
      {
        meta_info_def: { tags: ["serve"], tensorflow_version: "2.15" },
        graph_def: {
          node: [
            placeholder("x", [1, 4]),
            ...[0, 1, 2].flatMap(layer),
            op("z", "PartitionedCall", ["y2"], { f: { func: { name: "f" } } }),
          ],
          library: { function: [body] },
        },
        signature_def: {
          serving_default: { inputs: { x: info("x:0") }, outputs: { z: info("z:0") }, method_name: "m" },
        },
      },
    ],
  });
  // BundleEntryProto: dtype 1, shape 2, offset 4, size 5.
  const shape = [18, 8, 18, 2, 8, 4, 18, 2, 8, 4];
  const entry = (index: number) => Uint8Array.from([8, 1, ...shape, 32, index * 64, 40, 64]);
  const variables = Object.fromEntries([
    ...[0, 1, 2].map((index) => [name(index), entry(index)] as const),
    ["", Uint8Array.of(8, 1)],
  ]);
  const companions = {
    "variables/variables.index": sortedTable(block(entriesOf(variables))),
    "variables/variables.data-00000-of-00001": new Uint8Array(192),
  };
  return { bytes, variables, companions };
}

function savedText(bytes: Uint8Array): string {
  return graphText("SavedModel", parseTree(bytes)!);
}
