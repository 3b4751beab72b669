// Tables of a .tflite file → Model. Tensors become values, operators nodes, subgraphs graphs.
import type { ByteSource, Files } from "../../bytes/byte-source";
import type { Context } from "../../context";
import { denseBytes, elementCount, type DType } from "../../ir/dtype";
import { malformed, ModelError, truncated } from "../../ground/errors";
import { Graph } from "../../ir/graph";
import { Lineage } from "../../ir/lineage";
import type { MetadataEntry, Model, Signature, SignatureEntry } from "../../ir/model";
import type { ModelFormat } from "../../ir/model-format";
import type { OperatorType } from "../../ir/node";
import type { Quantization } from "../../ir/quantization";
import type { Tensor } from "../../ir/tensor";
import type { TensorType, Value } from "../../ir/value";
import type { FieldOrigin } from "../../wire/field-storage";
import { FlatString, type FlatTable, type FlatTables } from "../../wire/flatbuffer";
import { MAX_RANK } from "../../bytes/limits";
import { TypePool } from "../../ir/type-pool";
import { Allowance } from "./allowance";
import { FileBuffer } from "./buffer-storage";
import { densify } from "./densify";
import { TfliteDialect } from "./dialect";
import {
  tensorName,
  NodeExtras,
  OWNER,
  ValueExtras,
  type BufferStorage,
  type GraphExtras,
  type ModelExtras,
  type SignatureExtras,
} from "./extras";
import { operatorType } from "./operator-codes";
import { outsideSpan, readFile } from "./read-file";
import { dtypeOf } from "./schema";
import { StatedRanks } from "./stated-ranks";

export async function readTflite(files: Files, context: Context, format: ModelFormat): Promise<Model> {
  const file = await readFile(files.main);
  await context.progress(1, 2);
  const { root } = file;
  const reader = new Reader(files.main, root);
  const tables = root.tables("subgraphs");
  if (tables.length === 0) {
    throw new ModelError("malformed", "This TFLite file holds no subgraph; convert the model again.", files.name, 0);
  }
  const graphs = tables.map((table, index) => reader.graph(table, index));
  const signatures = root.tables("signature_defs").map((table) => reader.signature(table, graphs));
  const extras: ModelExtras = {
    owner: OWNER,
    source: files.main,
    root,
    codes: reader.codes.map(({ table }) => table),
    appended: file.appended,
    unknownFields: file.unknownFields,
    buffers: reader.buffers,
    leftOut: new Set(),
  };
  const warnings = [...reader.warnings];
  if (file.unknownFields.length > 0) {
    warnings.push(
      `The file uses fields newer than this version knows (${file.unknownFields.join("; ")}): it can be looked at but not changed.`,
    );
  }
  return {
    lineage: reader.lineage,
    format,
    fileBytes: files.main.size,
    title: "TFLite, schema 3",
    dialect: new TfliteDialect(),
    graphs,
    functions: new Map(),
    signatures,
    variables: new Map(),
    opsets: new Map(),
    metadata: readMetadata(root, reader, file.appended.end - file.appended.start),
    warnings,
    extras,
  };
}

const INDEX_BYTES = 4;
/** An offset, and a table with little in it. */
const TABLE_BYTES = 16;

interface Code {
  readonly table: FlatTable;
  readonly type: OperatorType;
}

class Reader {
  readonly lineage = new Lineage();
  readonly buffers: (BufferStorage | undefined)[] = [];
  readonly warnings = new Set<string>();
  readonly codes: readonly Code[];
  readonly allowance: Allowance;
  readonly #buffers: FlatTables;
  readonly #values = new Map<Graph, readonly Value[]>();
  readonly #types = new TypePool<TensorType>();
  readonly #ofTensors: FieldOrigin;
  readonly #ofMetadata: FieldOrigin;

  constructor(
    readonly source: ByteSource,
    root: FlatTable,
  ) {
    this.allowance = new Allowance(source.size);
    this.#buffers = root.list("buffers");
    this.codes = root.tables("operator_codes").map((table) => ({ table, type: operatorType(table) }));
    this.#ofTensors = { source, what: "Tensor" };
    this.#ofMetadata = { source, what: "Metadata" };
  }

  graph(table: FlatTable, index: number): Graph {
    const name = table.text("name") ?? (index === 0 ? "main" : `subgraph ${index}`);
    const graph = new Graph(this.allowance.take(name, 1, "A subgraph's name"), this.lineage);
    const extras: GraphExtras = { owner: OWNER, table };
    graph.extras = extras;
    const tensors = this.allowance.take(table.list("tensors"), TABLE_BYTES, "The subgraph's tensors");
    const values: Value[] = [];
    const ranks = new StatedRanks(tensors);
    for (let position = 0; position < tensors.length; position++) {
      values.push(this.#value(graph, tensors, position, ranks));
    }
    this.#values.set(graph, values);
    values.forEach((value, position) => attach(value, attachedTo(tensors.at(position)), values));
    const list = (name: string, where: string) =>
      this.#numbers(table, name, where).map((position) => this.#named(values, position, where));
    graph.setInputs(list("inputs", "The subgraph's inputs"));
    graph.setOutputs(list("outputs", "The subgraph's outputs"));
    const operators = this.allowance.take(table.list("operators"), TABLE_BYTES, "The subgraph's operators");
    for (let position = 0; position < operators.length; position++) {
      this.#node(graph, values, operators, position);
    }
    return graph;
  }

  signature(table: FlatTable, graphs: readonly Graph[]): Signature {
    const key = this.allowance.take(table.text("signature_key") ?? "", 1, "A signature's name");
    const graph = graphs[table.number("subgraph_index")];
    if (graph === undefined) {
      throw malformed(`Signature "${key}"`, "it names a subgraph that is not there");
    }
    const where = `Signature "${key}"`;
    const values = this.#values.get(graph)!;
    const entries = (name: string): SignatureEntry[] =>
      this.allowance.take(table.tables(name), INDEX_BYTES, where).map((entry) => ({
        name: this.allowance.take(entry.text("name") ?? "", 1, where),
        value: this.#named(values, entry.number("tensor_index"), where),
      }));
    const extras: SignatureExtras = { owner: OWNER, table };
    return { key, inputs: entries("inputs"), outputs: entries("outputs"), extras };
  }

  #value(graph: Graph, tensors: FlatTables, position: number, ranks: StatedRanks): Value {
    const table = tensors.at(position);
    const name = this.allowance.take(tensorName(table), 1, "A tensor's name");
    const where = `Tensor "${name}"`;
    const shape = this.#numbers(table, "shape", where);
    if (shape.length > MAX_RANK || shape.some((dimension) => dimension < -1)) {
      throw malformed(where, "its shape is not one");
    }
    const dtype = dtypeOf(table.number("type"));
    const constant = this.#constant(table, name, dtype, shape);
    const isOpen = constant === null && shape.length === 0 && ranks.lacks(table);
    const type = isOpen ? { dtype, shape: null } : this.#type(table, dtype, shape, where);
    const value = graph.addValue(name, type);
    const quantization = table.table("quantization");
    if (quantization !== null) {
      this.allowance.take(quantization.vector("scale") ?? [], INDEX_BYTES, where);
      this.allowance.take(quantization.vector("zero_point") ?? [], 2 * INDEX_BYTES, where);
      value.quantization = readQuantization(quantization);
    }
    value.constant = constant;
    value.extras = new ValueExtras(tensors, position, type, value.quantization);
    return value;
  }

  #type(table: FlatTable, dtype: DType, shape: readonly number[], where: string): TensorType {
    const signature = this.#numbers(table, "shape_signature", where);
    const stated = signature.length === shape.length ? signature : shape;
    const isOpen = stated.some((dimension) => dimension < 0);
    return this.#types.of({
      dtype,
      shape: isOpen ? stated.map((dimension) => (dimension < 0 ? null : dimension)) : stated,
    });
  }

  #constant(table: FlatTable, name: string, dtype: DType, shape: readonly number[]): Tensor | null {
    const index = table.number("buffer");
    if (index === 0 || table.boolean("is_variable")) {
      return null;
    }
    const isFirst = this.buffers[index] === undefined;
    const storage = this.#storage(index, this.#ofTensors, name);
    if (storage === null) {
      return null;
    }
    if (shape.some((dimension) => dimension < 0)) {
      throw malformed(`Tensor "${name}"`, "its content is stored, but one of its dimensions is open");
    }
    const sparsity = table.table("sparsity");
    if (sparsity !== null && isFirst) {
      const filled: BufferStorage = {
        buffer: index,
        location: "file",
        copies: storage.copies === true,
        storedBytes: storage.storedBytes + indexBytes(sparsity),
        read: async () => densify(sparsity, shape, denseBytes(dtype, 1), await storage.read(), name),
      };
      this.buffers[index] = filled;
      return { dtype, shape, storage: filled };
    }
    const needed = denseBytes(dtype, elementCount(shape));
    if (sparsity === null && storage.storedBytes < needed) {
      throw malformed(
        `Tensor "${name}"`,
        `its shape ${shape.join("×")} of ${dtype} needs ${needed} bytes, but its buffer has ${storage.storedBytes}`,
      );
    }
    return { dtype, shape: this.#types.of({ dtype, shape }).shape, storage };
  }

  /** What metadata takes up. */
  metadataBytes(index: number, name: string): number {
    return this.#storage(index, this.#ofMetadata, name)?.storedBytes ?? 0;
  }

  /** The storage of a buffer; null where it holds nothing, as the buffers of computed tensors do. */
  #storage(index: number, origin: FieldOrigin, user: string): BufferStorage | null {
    const known = this.buffers[index];
    if (known !== undefined) {
      return known;
    }
    const subject = `${origin.what} "${user}"`;
    if (index >= this.#buffers.length) {
      throw malformed(subject, `it names buffer ${index}, but there are only ${this.#buffers.length}`);
    }
    const table = this.#buffers.at(index);
    const outside = outsideSpan(table, "offset", "size");
    const data = table.vector("data");
    if (outside === null && data === null) {
      return null;
    }
    const valueStart = outside?.start ?? data!.offset!;
    const length = outside === null ? data!.byteLength : outside.end - outside.start;
    if (valueStart + length > this.source.size) {
      throw truncated(subject, valueStart, length, this.source.size);
    }
    const chunk = outside === null ? data!.chunk : null;
    const storage = new FileBuffer(index, origin, { valueStart, length, chunk }, user);
    this.buffers[index] = storage;
    return storage;
  }

  #numbers(table: FlatTable, name: string, where: string): readonly number[] {
    const vector = table.vector(name);
    return vector === null ? NO_NUMBERS : this.allowance.take(vector, INDEX_BYTES, where).numbers();
  }

  /** A value that is listed by its name. */
  #named(values: readonly Value[], index: number, where: string): Value {
    const value = at(values, index, where);
    this.allowance.take(value.name, 1, where);
    return value;
  }

  #node(graph: Graph, values: readonly Value[], operators: FlatTables, position: number): void {
    const table = operators.at(position);
    const code = this.codes[table.number("opcode_index")];
    if (code === undefined) {
      throw malformed(`Operator ${position}`, "it names an operator code that is not there");
    }
    const where = `Operator ${position} (${code.type.name})`;
    this.allowance.take(code.type.domain === "" ? "" : code.type.name, 1, where);
    this.allowance.take(table.vector("custom_options") ?? [], 1, where);
    const list = (name: string): (Value | null)[] =>
      this.#numbers(table, name, where).map((index) => (index === -1 ? null : at(values, index, where)));
    const outputs = list("outputs");
    this.allowance.take(outputs[0]?.name ?? "", 1, where);
    for (const output of outputs) {
      if (output !== null && output.constant !== null) {
        this.warnings.add(
          `${where} makes tensor "${output.name}", whose content is stored; runtimes will refuse the file.`,
        );
        output.constant = null;
      }
    }
    const extras = new NodeExtras(operators, position, code.table);
    const node = graph.append({
      name: outputs[0]?.name ?? `${code.type.name}_${position}`,
      op: code.type,
      inputs: list("inputs"),
      outputs,
      attributes: extras,
      extras,
    });
    const intermediates = list("intermediates").filter((value) => value !== null);
    if (intermediates.length > 0) {
      node.attached = intermediates;
    }
  }
}

const NO_NUMBERS: readonly number[] = [];

/** Of what says where the elements of a sparse tensor stand. */
function indexBytes(sparsity: FlatTable): number {
  const vectors = sparsity
    .tables("dim_metadata")
    .flatMap((dimension) => [dimension.union("array_segments"), dimension.union("array_indices")]);
  return vectors.reduce((sum, vector) => sum + (vector?.table?.vector("values")?.byteLength ?? 0), 0);
}

function attach(value: Value, indices: readonly number[], values: readonly Value[]): void {
  if (indices.length > 0) {
    value.attached = indices.map((index) => at(values, index, "A tensor"));
  }
}

/** Indices of the tensors that hold the scales and zero points of a blockwise quantized one. */
function attachedTo(tensor: FlatTable): readonly number[] {
  const details = tensor.table("quantization")?.union("details")?.table ?? null;
  if (details === null || details.spec.name === "CustomQuantization") {
    return NO_NUMBERS;
  }
  return [details.number("scales"), details.number("zero_points")].filter((index) => index >= 0);
}

function readQuantization(table: FlatTable): Quantization | null {
  const scale = table.numbers("scale") ?? [];
  if (scale.length === 0) {
    return null;
  }
  const zeroPoint = table.numbers("zero_point") ?? [];
  return {
    scale: Float32Array.from(scale),
    zeroPoint: scale.map((_, index) => zeroPoint[index] ?? zeroPoint[0] ?? 0),
    axis: scale.length > 1 ? table.number("quantized_dimension") : null,
  };
}

function readMetadata(root: FlatTable, reader: Reader, appendedBytes: number): MetadataEntry[] {
  const entries: MetadataEntry[] = [];
  const description = root.get("description");
  if (description instanceof FlatString) {
    entries.push({ name: "description", value: description.text, bytes: description.bytes.byteLength });
  }
  for (const table of root.tables("metadata")) {
    const name = reader.allowance.take(table.text("name") ?? "", 1, "The name of metadata");
    entries.push({ name, value: null, bytes: reader.metadataBytes(table.number("buffer"), name) });
  }
  if (appendedBytes > 0) {
    entries.push({ name: "appended to the file", value: null, bytes: appendedBytes });
  }
  return entries;
}

function at(values: readonly Value[], index: number, where: string): Value {
  const value = values[index];
  if (value === undefined) {
    throw malformed(where, `it names tensor ${index}, but the subgraph has ${values.length}`);
  }
  return value;
}
