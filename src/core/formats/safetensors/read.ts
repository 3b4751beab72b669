// A .safetensors file → Model: tensors without a graph. Only the header is read.
import { readBlocks, readRange, type ByteSource, type Files } from "../../bytes/byte-source";
import { bitsOf, elementCount } from "../../ir/dtype";
import { malformed, oneLine, truncated } from "../../ground/errors";
import { Graph } from "../../ir/graph";
import { Lineage } from "../../ir/lineage";
import type { Model } from "../../ir/model";
import type { ModelFormat } from "../../ir/model-format";
import { NO_OPERATORS } from "../../ir/no-operators";
import { own } from "../../ir/own";
import type { Storage } from "../../ir/tensor";
import { ELEMENT_TYPES } from "./element-types";
import { OWNER, type ModelExtras } from "./extras";
import { readHeader, type Header, type TensorEntry } from "./header";

export async function readSafetensors({ main }: Files, format: ModelFormat): Promise<Model> {
  const header = await readHeader(main);
  const lineage = new Lineage();
  const graph = new Graph("", lineage);
  for (const entry of header.tensors) {
    checkSize(entry, header, main);
    const { name, shape, begin, end } = entry;
    const dtype = own(ELEMENT_TYPES, entry.dtype) ?? "opaque";
    const storage = new FileStorage(main, header.end + begin, end - begin, name);
    graph.addConstant(name, { dtype, shape, storage });
  }
  const extras: ModelExtras = { owner: OWNER, header };
  return {
    lineage,
    format,
    title: format.title,
    dialect: NO_OPERATORS,
    fileBytes: main.size,
    graphs: [graph],
    functions: new Map(),
    signatures: [],
    variables: new Map(),
    opsets: new Map(),
    metadata: header.metadata,
    warnings: [...gaps(header, main.size), ...unknownTypes(header)],
    extras,
  };
}

function checkSize({ name, dtype, shape, begin, end }: TensorEntry, header: Header, { size }: ByteSource): void {
  const subject = `Tensor "${name}"`;
  if (header.end + end > size) {
    throw truncated(subject, header.end + begin, end - begin, size);
  }
  const elements = elementCount(shape);
  const known = own(ELEMENT_TYPES, dtype);
  if (Number.isNaN(elements) || (known !== undefined && elements * bitsOf(known) !== (end - begin) * 8)) {
    const what = `its shape ${shape.join("×") || "scalar"} of ${dtype} does not fill the ${end - begin} bytes it has`;
    throw malformed(subject, what);
  }
}

/** @throws ModelError where two tensors share bytes. */
function gaps({ tensors, end }: Header, fileBytes: number): string[] {
  const ordered = tensors.filter(({ begin, end }) => begin < end).sort((one, other) => one.begin - other.begin);
  let covered = 0;
  let unused = 0;
  let previous = "";
  for (const { name, begin, end } of ordered) {
    if (begin < covered) {
      throw malformed(`Tensor "${name}"`, `it begins inside "${previous}"`);
    }
    unused += begin - covered;
    covered = end;
    previous = name;
  }
  unused += fileBytes - end - covered;
  return unused === 0
    ? []
    : [`${unused.toLocaleString("en-US")} bytes of the file belong to no tensor; other readers refuse such a file.`];
}

function unknownTypes({ tensors }: Header): string[] {
  const unknown = new Set(tensors.map(({ dtype }) => dtype).filter((dtype) => own(ELEMENT_TYPES, dtype) === undefined));
  return [...unknown]
    .slice(0, MOST_TYPES)
    .map((dtype) =>
      oneLine(`Elements of type "${dtype}" are not known here: such tensors are told by their bytes alone.`),
    );
}

const MOST_TYPES = 10;

class FileStorage implements Storage {
  readonly location = "file";

  constructor(
    readonly source: ByteSource,
    readonly start: number,
    readonly storedBytes: number,
    readonly name: string,
  ) {}

  read(): Promise<Uint8Array> {
    return readRange(this.source, this.start, this.storedBytes, `Tensor "${this.name}"`);
  }

  blocks(): AsyncIterable<Uint8Array> {
    return readBlocks(this.source, this.start, this.storedBytes, `Tensor "${this.name}"`);
  }
}
