// TFLite files made with the flatbuffers library, which is not our code: slots are given by number.
import { Builder, ByteBuffer } from "flatbuffers";

export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** The shape as stated, −1 for what is not known. */
  readonly signature?: readonly number[];
  /** Whether the file says that it has a rank. */
  readonly ranked?: boolean;
  /** TensorType; 0 is float32. */
  readonly type?: number;
  /** Index of the buffer; 0 for computed tensors. */
  readonly buffer?: number;
  readonly scale?: readonly number[];
  readonly zeroPoint?: readonly number[];
  readonly axis?: number;
  /** Whether it keeps its value from run to run. */
  readonly variable?: boolean;
}

export interface OperatorSpec {
  /** Position in the code table. */
  readonly code: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Number in the options union and its scalar fields: [slot, width in bytes, value]. */
  readonly options?: readonly [number, readonly (readonly [number, 1 | 4, number])[]];
  /** Tensors that an LSTM scales its inner results by. */
  readonly intermediates?: readonly number[];
}

export interface GraphSpec {
  readonly tensors: readonly TensorSpec[];
  readonly operators: readonly OperatorSpec[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export interface FileSpec {
  readonly graphs: readonly GraphSpec[];
  /** Every part of the file is listed so many times, as the same table. */
  readonly repeated?: number;
  /** [builtin code, version, custom code] */
  readonly codes: readonly (readonly [number, number, string?])[];
  /** null: a buffer without data; offset and size: one whose data stand behind the tables. */
  readonly buffers: readonly (Uint8Array | { readonly offset: number; readonly size: number } | null)[];
  readonly signatures?: readonly {
    key: string;
    graph: number;
    inputs: Record<string, number>;
    outputs: Record<string, number>;
  }[];
  readonly metadata?: Readonly<Record<string, number>>;
}

export const CODES = {
  ADD: 0,
  AVERAGE_POOL_2D: 1,
  CONCATENATION: 2,
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 4,
  DEQUANTIZE: 6,
  EMBEDDING_LOOKUP: 7,
  FLOOR: 8,
  FULLY_CONNECTED: 9,
  LOGISTIC: 14,
  MAX_POOL_2D: 17,
  MUL: 18,
  RELU: 19,
  RELU_N1_TO_1: 20,
  RELU6: 21,
  RESHAPE: 22,
  SOFTMAX: 25,
  TANH: 28,
  CUSTOM: 32,
  PAD: 34,
  GATHER: 36,
  TRANSPOSE: 39,
  MEAN: 40,
  SUB: 41,
  DIV: 42,
  SQUEEZE: 43,
  STRIDED_SLICE: 45,
  EXP: 47,
  SPLIT: 49,
  MAXIMUM: 55,
  MINIMUM: 57,
  LESS: 58,
  NEG: 59,
  PADV2: 60,
  GREATER: 61,
  SIN: 66,
  TRANSPOSE_CONV: 67,
  EXPAND_DIMS: 70,
  EQUAL: 71,
  LOG: 73,
  SQRT: 75,
  SHAPE: 77,
  POW: 78,
  REDUCE_PROD: 81,
  REDUCE_MAX: 82,
  PACK: 83,
  ABS: 101,
  WHERE: 109,
  ELU: 111,
  QUANTIZE: 114,
  BATCH_MATMUL: 126,
  CONV_3D: 132,
} as const;
/** TensorType of the element types that tests use. */
export const TYPES = { float32: 0, float16: 1, int32: 2, uint8: 3, int64: 4, bool: 6, int16: 7, int8: 9 } as const;
export const OPTIONS = {
  conv2d: 1,
  depthwise: 2,
  pool: 5,
  fullyConnected: 8,
  concatenation: 10,
  add: 11,
  mul: 21,
  reducer: 27,
  sub: 28,
  div: 29,
  stridedSlice: 32,
  split: 35,
  transposeConv: 49,
  pack: 59,
} as const;
/** The options table of each operator that has one here. */
export const OPTIONS_OF: Readonly<Record<string, number>> = {
  ADD: OPTIONS.add,
  AVERAGE_POOL_2D: OPTIONS.pool,
  CONCATENATION: OPTIONS.concatenation,
  CONV_2D: OPTIONS.conv2d,
  DEPTHWISE_CONV_2D: OPTIONS.depthwise,
  DIV: OPTIONS.div,
  FULLY_CONNECTED: OPTIONS.fullyConnected,
  MAX_POOL_2D: OPTIONS.pool,
  MEAN: OPTIONS.reducer,
  MUL: OPTIONS.mul,
  PACK: OPTIONS.pack,
  REDUCE_MAX: OPTIONS.reducer,
  REDUCE_PROD: OPTIONS.reducer,
  SPLIT: OPTIONS.split,
  STRIDED_SLICE: OPTIONS.stridedSlice,
  SUB: OPTIONS.sub,
  TRANSPOSE_CONV: OPTIONS.transposeConv,
};
export const ACTIVATIONS = ["NONE", "RELU", "RELU_N1_TO_1", "RELU6"];
/** Where in its options an operator has its activation. */
export const ACTIVATION_SLOTS: Readonly<Record<string, number>> = {
  ADD: 0,
  AVERAGE_POOL_2D: 5,
  CONCATENATION: 1,
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 4,
  DIV: 0,
  FULLY_CONNECTED: 0,
  MAX_POOL_2D: 5,
  MUL: 0,
  SUB: 0,
  TRANSPOSE_CONV: 3,
};

export const PADDINGS = ["SAME", "VALID"];
const POOL_SLOTS: Readonly<Record<string, readonly [slot: number, width: 1 | 4]>> = {
  padding: [0, 1],
  stride_w: [1, 4],
  stride_h: [2, 4],
  filter_width: [3, 4],
  filter_height: [4, 4],
};
/** Other options of an operator: slot, bytes. */
export const OPTION_SLOTS: Readonly<Record<string, Readonly<Record<string, readonly [slot: number, width: 1 | 4]>>>> = {
  CONCATENATION: { axis: [0, 4] },
  CONV_2D: { padding: [0, 1], stride_w: [1, 4], stride_h: [2, 4] },
  DEPTHWISE_CONV_2D: { padding: [0, 1], stride_w: [1, 4], stride_h: [2, 4], depth_multiplier: [3, 4] },
  AVERAGE_POOL_2D: POOL_SLOTS,
  MAX_POOL_2D: POOL_SLOTS,
  MEAN: { keep_dims: [0, 1] },
  PACK: { values_count: [0, 4], axis: [1, 4] },
  REDUCE_MAX: { keep_dims: [0, 1] },
  REDUCE_PROD: { keep_dims: [0, 1] },
  SPLIT: { num_splits: [0, 4] },
  STRIDED_SLICE: { shrink_axis_mask: [4, 4] },
};

export function makeTflite(spec: FileSpec): Uint8Array {
  const b = new Builder(1024);
  const { repeated = 1 } = spec;
  const buffers = spec.buffers.map((data) => {
    let vector = 0;
    if (data instanceof Uint8Array) {
      b.startVector(1, data.length, 16);
      for (let i = data.length - 1; i >= 0; i--) {
        b.addInt8(data[i]!);
      }
      vector = b.endVector();
    }
    b.startObject(3);
    b.addFieldOffset(0, vector, 0);
    if (data !== null && !(data instanceof Uint8Array)) {
      b.addFieldInt64(1, BigInt(data.offset), 0n);
      b.addFieldInt64(2, BigInt(data.size), 0n);
    }
    return b.endObject();
  });
  const codes = spec.codes.map(([code, version, custom]) => {
    const name = custom === undefined ? 0 : b.createString(custom);
    b.startObject(4);
    b.addFieldInt8(0, Math.min(code, 127), 0);
    b.addFieldOffset(1, name, 0);
    b.addFieldInt32(2, version, 1);
    b.addFieldInt32(3, code, 0);
    return b.endObject();
  });
  const graphs = spec.graphs.map((graph) => makeGraph(b, graph, repeated));
  const signatures = (spec.signatures ?? []).map(({ key, graph, inputs, outputs }) => {
    const maps = [inputs, outputs].map((entries) =>
      tables(
        b,
        Object.entries(entries).map(([name, tensor]) => {
          const text = b.createString(name);
          b.startObject(2);
          b.addFieldOffset(0, text, 0);
          b.addFieldInt32(1, tensor, 0);
          return b.endObject();
        }),
      ),
    );
    const text = b.createString(key);
    b.startObject(5);
    b.addFieldOffset(0, maps[0]!, 0);
    b.addFieldOffset(1, maps[1]!, 0);
    b.addFieldOffset(2, text, 0);
    b.addFieldInt32(4, graph, 0);
    return b.endObject();
  });
  const metadata = Object.entries(spec.metadata ?? {}).map(([name, buffer]) => {
    const text = b.createString(name);
    b.startObject(2);
    b.addFieldOffset(0, text, 0);
    b.addFieldInt32(1, buffer, 0);
    return b.endObject();
  });
  const [bufferTables, codeTables, graphTables, signatureTables, metadataTables] = [
    buffers,
    codes,
    graphs,
    signatures,
    metadata,
  ].map((each, kind) => tables(b, kind < 2 ? each : again(each, repeated)));
  const description = b.createString("made by a test");
  b.startObject(10);
  b.addFieldInt32(0, 3, 0);
  b.addFieldOffset(1, codeTables!, 0);
  b.addFieldOffset(2, graphTables!, 0);
  b.addFieldOffset(3, description, 0);
  b.addFieldOffset(4, bufferTables!, 0);
  if (metadata.length > 0) {
    b.addFieldOffset(6, metadataTables!, 0);
  }
  if (signatures.length > 0) {
    b.addFieldOffset(7, signatureTables!, 0);
  }
  b.finish(b.endObject(), "TFL3");
  return b.asUint8Array().slice();
}

function again<T>(items: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => items).flat();
}

function makeGraph(b: Builder, { tensors, operators, inputs, outputs }: GraphSpec, repeated: number): number {
  const tensorTables = tensors.map((tensor) => {
    const name = b.createString(tensor.name);
    const shape = int32s(b, tensor.shape);
    const signature = tensor.signature === undefined ? 0 : int32s(b, tensor.signature);
    let quantization = 0;
    if (tensor.scale !== undefined) {
      b.startVector(4, tensor.scale.length, 4);
      [...tensor.scale].reverse().forEach((each) => b.addFloat32(each));
      const scale = b.endVector();
      b.startVector(8, tensor.scale.length, 8);
      tensor.scale.forEach((_, i) => b.addInt64(BigInt(tensor.zeroPoint?.[tensor.scale!.length - 1 - i] ?? 0)));
      const zeroPoint = b.endVector();
      b.startObject(7);
      b.addFieldOffset(2, scale, 0);
      b.addFieldOffset(3, zeroPoint, 0);
      b.addFieldInt32(6, tensor.axis ?? 0, 0);
      quantization = b.endObject();
    }
    b.startObject(11);
    b.addFieldOffset(0, shape, 0);
    b.addFieldInt8(1, tensor.type ?? 0, 0);
    b.addFieldInt32(2, tensor.buffer ?? 0, 0);
    b.addFieldOffset(3, name, 0);
    b.addFieldOffset(4, quantization, 0);
    b.addFieldInt8(5, tensor.variable === true ? 1 : 0, 0);
    b.addFieldOffset(7, signature, 0);
    b.addFieldInt8(8, tensor.ranked === true ? 1 : 0, 0);
    return b.endObject();
  });
  const operatorTables = operators.map((operator) => {
    const [inputVector, outputVector] = [int32s(b, operator.inputs), int32s(b, operator.outputs)];
    const intermediates = operator.intermediates === undefined ? 0 : int32s(b, operator.intermediates);
    let options = 0;
    if (operator.options !== undefined) {
      b.startObject(8);
      for (const [slot, width, value] of operator.options[1]) {
        if (width === 1) {
          b.addFieldInt8(slot, value, 0);
        } else {
          b.addFieldInt32(slot, value, 0);
        }
      }
      options = b.endObject();
    }
    b.startObject(13);
    b.addFieldInt32(0, operator.code, 0);
    b.addFieldOffset(1, inputVector, 0);
    b.addFieldOffset(2, outputVector, 0);
    b.addFieldInt8(3, operator.options?.[0] ?? 0, 0);
    b.addFieldOffset(4, options, 0);
    b.addFieldOffset(8, intermediates, 0);
    return b.endObject();
  });
  const name = b.createString("main");
  const vectors = [
    tables(b, again(tensorTables, repeated)),
    int32s(b, again(inputs, repeated)),
    int32s(b, again(outputs, repeated)),
    tables(b, again(operatorTables, repeated)),
  ];
  b.startObject(6);
  vectors.forEach((vector, slot) => b.addFieldOffset(slot, vector, 0));
  b.addFieldOffset(4, name, 0);
  return b.endObject();
}

function int32s(b: Builder, values: readonly number[]): number {
  b.startVector(4, values.length, 4);
  [...values].reverse().forEach((each) => b.addInt32(each));
  return b.endVector();
}

function tables(b: Builder, offsets: readonly number[]): number {
  b.startVector(4, offsets.length, 4);
  [...offsets].reverse().forEach((each) => b.addOffset(each));
  return b.endVector();
}

/** A table of a file, read with the flatbuffers library: fields by slot. */
export class Table {
  constructor(
    readonly bb: ByteBuffer,
    readonly position: number,
  ) {}

  static root(bytes: Uint8Array): Table {
    const bb = new ByteBuffer(bytes);
    return new Table(bb, bb.readInt32(0));
  }

  #at(slot: number): number {
    const offset = this.bb.__offset(this.position, 4 + slot * 2);
    return offset === 0 ? 0 : this.position + offset;
  }

  has(slot: number): boolean {
    return this.#at(slot) !== 0;
  }

  byte(slot: number): number {
    return this.has(slot) ? this.bb.readInt8(this.#at(slot)) : 0;
  }

  int(slot: number, fallback = 0): number {
    return this.has(slot) ? this.bb.readInt32(this.#at(slot)) : fallback;
  }

  text(slot: number): string {
    return String(this.bb.__string(this.#at(slot)));
  }

  length(slot: number): number {
    return this.has(slot) ? this.bb.__vector_len(this.#at(slot)) : 0;
  }

  table(slot: number): Table {
    return new Table(this.bb, this.bb.__indirect(this.#at(slot)));
  }

  tables(slot: number): Table[] {
    const start = this.has(slot) ? this.bb.__vector(this.#at(slot)) : 0;
    return Array.from({ length: this.length(slot) }, (_, i) => new Table(this.bb, this.bb.__indirect(start + i * 4)));
  }

  ints(slot: number): number[] {
    const start = this.has(slot) ? this.bb.__vector(this.#at(slot)) : 0;
    return Array.from({ length: this.length(slot) }, (_, i) => this.bb.readInt32(start + i * 4));
  }

  floats(slot: number): number[] {
    const start = this.has(slot) ? this.bb.__vector(this.#at(slot)) : 0;
    return Array.from({ length: this.length(slot) }, (_, i) => this.bb.readFloat32(start + i * 4));
  }

  /** Where a vector's first element stands in the file. */
  start(slot: number): number {
    return this.bb.__vector(this.#at(slot));
  }

  bytes(slot: number): Uint8Array {
    return this.bb.bytes().subarray(this.start(slot), this.start(slot) + this.length(slot));
  }
}
