// Model → .tflite file. Tables are changed only where the model was; what did not change is the table that was read.
import type { ByteSource } from "../../bytes/byte-source";
import { ModelError } from "../../ground/errors";
import type { Graph } from "../../ir/graph";
import type { Model, Signature } from "../../ir/model";
import type { Node } from "../../ir/node";
import type { Value } from "../../ir/value";
import { flatString, FlatTable, FlatTables, flatVector, type FlatValue } from "../../wire/flatbuffer";
import { Pieces, type OutputFile } from "../../ir/pieces";
import { moveArchive } from "./appended-archive";
import { writeAttributes } from "./attributes";
import { BufferTable } from "./buffer-table";
import { extrasOf, type GraphExtras, type ModelExtras, type NodeExtras, type SignatureExtras } from "./extras";
import { makeOperatorCode } from "./operator-codes";
import { arrange } from "./arrange";
import { raisedRuntime, RUNTIME_ENTRY } from "./runtime-version";
import { schema } from "./schema";
import { writeTensor } from "./write-tensor";

export async function writeTflite(model: Model): Promise<OutputFile[]> {
  const extras = extrasOf<ModelExtras>(model)!;
  if (model.fileBytes !== null) {
    // As it was read, whose layout is not ours: the file itself.
    return [{ path: null, pieces: new Pieces().copy(extras.source, 0, extras.source.size) }];
  }
  const buffers = new BufferTable(model, extras);
  const root = new ModelWriter(model, extras, buffers).root();
  if (extras.unknownFields.length > 0) {
    if (root !== extras.root) {
      throw new ModelError(
        "unsupported",
        `The file uses fields newer than this version knows (${extras.unknownFields.join("; ")}); writing it would lose them, so it is left as it is.`,
        extras.unknownFields[0]!,
      );
    }
    return [{ path: null, pieces: new Pieces().copy(extras.source, 0, extras.source.size) }];
  }
  const pieces = arrange(root, extras.source, buffers);
  await append(pieces, extras.source, extras.appended);
  return [{ path: null, pieces }];
}

async function append(pieces: Pieces, source: ByteSource, { start, end }: ModelExtras["appended"]): Promise<void> {
  if (end > start) {
    const bytes = await source.read(start, end - start);
    const moved = moveArchive(bytes, start, pieces.length);
    if (moved === null) {
      pieces.copy(source, start, end);
    } else {
      pieces.bytes(moved);
    }
  }
}

class ModelWriter {
  readonly #codes: FlatTable[];
  readonly #codePlaces = new Map<FlatTable, number>();
  readonly #codeIndex = new Map<string, number>();
  /** Where each value is among the tensors of its subgraph. */
  readonly #tensors = new Map<Value, number>();

  constructor(
    readonly model: Model,
    readonly extras: ModelExtras,
    readonly buffers: BufferTable,
  ) {
    this.#codes = keptCodes(model, extras);
    this.#codes.forEach((code, index) => {
      this.#codePlaces.set(code, index);
      this.#codeIndex.set(codeKey(code), index);
    });
  }

  root(): FlatTable {
    const { root } = this.extras;
    const subgraphs = this.model.graphs.map((graph) => this.#graph(graph));
    const signatures = this.model.signatures.map((signature) => this.#signature(signature));
    return root.with({
      operator_codes: tables(this.#codes, root, "operator_codes"),
      subgraphs: tables(subgraphs, root, "subgraphs"),
      signature_defs: tables(signatures, root, "signature_defs"),
      metadata: tables(
        root.tables("metadata").map((entry) => entry.with({ buffer: this.buffers.indexOf(entry.number("buffer")) })),
        root,
        "metadata",
      ),
      metadata_buffer:
        root.vector("metadata_buffer") === null
          ? null
          : flatVector(
              "i32",
              root.numbers("metadata_buffer")!.map((index) => this.buffers.indexOf(index)),
            ),
      buffers: tables(this.#buffers(), root, "buffers"),
    });
  }

  /** The buffers; the one that states the oldest runtime is raised where operators need a newer one. */
  #buffers(): FlatTable[] {
    const entries = this.extras.root.tables("metadata").filter((entry) => entry.text("name") === RUNTIME_ENTRY);
    const stating = new Set(entries.map((entry) => this.buffers.indexOf(entry.number("buffer"))));
    return this.buffers.tables().map((table, index) => (stating.has(index) ? raisedRuntime(this.model, table) : table));
  }

  #graph(graph: Graph): FlatTable {
    const table = extrasOf<GraphExtras>(graph)?.table ?? new FlatTable(schema.get("SubGraph")!, new Map());
    const values = [...graph.values];
    const index = this.#tensors;
    values.forEach((value, position) => index.set(value, position));
    const tensors = values.map((value) => writeTensor(value, this.buffers.of(value), index));
    const operators = graph.nodes.map((node) => this.#operator(node, index));
    return table.with({
      tensors: tables(tensors, table, "tensors"),
      inputs: indices(graph.inputs, index, table, "inputs"),
      outputs: indices(graph.outputs, index, table, "outputs"),
      operators: tables(operators, table, "operators"),
    });
  }

  #operator(node: Node, index: ReadonlyMap<Value, number>): FlatTable {
    const extras = extrasOf<NodeExtras>(node);
    const original = extras?.table ?? new FlatTable(schema.get("Operator")!, new Map());
    const changes: Record<string, FlatValue | null> = {
      opcode_index: this.#code(node, extras?.code ?? null),
      inputs: indices(node.inputs, index, original, "inputs"),
      outputs: indices(node.outputs, index, original, "outputs"),
    };
    if (node.attached.length > 0) {
      // An intermediate that is left out stays out: only the others are tensors.
      const rest = node.attached.values();
      const intermediates = original
        .numbers("intermediates")!
        .map((old) => (old < 0 ? -1 : index.get(rest.next().value!)!));
      changes["intermediates"] = flatVector("i32", intermediates);
    }
    const table = original.with(changes);
    // Options that were never decoded cannot have changed.
    return node.isDecoded ? writeAttributes(table, node.attributes) : table;
  }

  /** The operator's place in the code table, which gets an entry where a version or an operator is new. */
  #code(node: Node, original: FlatTable | null): number {
    const code =
      original === null
        ? makeOperatorCode(node.op)
        : original.with(node.op.version === original.number("version") ? {} : { version: node.op.version });
    const same = this.#codePlaces.get(code);
    if (same !== undefined) {
      return same;
    }
    const key = codeKey(code);
    let place = this.#codeIndex.get(key);
    if (place === undefined) {
      place = this.#codes.push(code) - 1;
      this.#codePlaces.set(code, place);
      this.#codeIndex.set(key, place);
    }
    return place;
  }

  #signature(signature: Signature): FlatTable {
    const { table } = extrasOf<SignatureExtras>(signature)!;
    const entries = (side: "inputs" | "outputs") =>
      signature[side].map(({ name, value }, position) => {
        const old =
          table.tables(side)[position] ??
          new FlatTable(schema.get("TensorMap")!, new Map([["name", flatString(name)]]));
        return old.with({
          tensor_index: this.#tensors.get(value)!,
          name:
            old.text("name") === name || (old.text("name") === null && name === "")
              ? (old.get("name") ?? null)
              : flatString(name),
        });
      });
    return table.with({
      inputs: tables(entries("inputs"), table, "inputs"),
      outputs: tables(entries("outputs"), table, "outputs"),
    });
  }
}

/** The codes that some operator still uses or that none ever did; unused ones make runtimes ask for more kernels. */
function keptCodes(model: Model, { root, codes }: ModelExtras): FlatTable[] {
  const usedBefore = new Set<FlatTable | undefined>();
  for (const graph of root.tables("subgraphs")) {
    for (const operator of graph.list("operators")) {
      usedBefore.add(codes[operator.number("opcode_index")]);
    }
  }
  const usedNow = new Set(
    model.graphs.flatMap((graph) =>
      graph.nodes.map((node) => {
        const code = extrasOf<NodeExtras>(node)?.code;
        return code?.number("version") === node.op.version ? code : undefined;
      }),
    ),
  );
  return codes.filter((code) => usedNow.has(code) || !usedBefore.has(code));
}

function codeKey(code: FlatTable): string {
  const number = Math.max(code.number("deprecated_builtin_code"), code.number("builtin_code"));
  return `${number}:${code.text("custom_code") ?? ""}:${code.number("version")}`;
}

/** A list that was absent stays absent while it is empty. */
function tables(items: readonly FlatTable[], parent: FlatTable, field: string): FlatTables | null {
  return items.length === 0 && !parent.has(field) ? null : new FlatTables(items);
}

function indices(
  values: readonly (Value | null)[],
  index: ReadonlyMap<Value, number>,
  parent: FlatTable,
  field: string,
): FlatValue | null {
  if (values.length === 0 && !parent.has(field)) {
    return null;
  }
  return flatVector(
    "i32",
    values.map((value) => (value === null ? -1 : index.get(value)!)),
  );
}
