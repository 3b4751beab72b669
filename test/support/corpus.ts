// Real model files: the folder named by MODEL_CORPUS, and the project's own samples.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface CorpusFile {
  readonly id: string;
  readonly path: string;
  readonly bytes: Buffer;
}

const root = process.env["MODEL_CORPUS"] ?? "";

/**
 * Models of the corpus in the order of its manifest; none where the variable is not set. Inputs and labels are no models.
 *
 * @param most Larger files are not read. In bytes.
 */
export function corpusFiles(most = Infinity): CorpusFile[] {
  const manifest = join(root, "MANIFEST.tsv");
  if (root === "" || !existsSync(manifest)) {
    return [];
  }
  const [head, ...rows] = readFileSync(manifest, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  const [id, category, file] = ["id", "category", "file"].map((name) => head!.indexOf(name)) as [
    number,
    number,
    number,
  ];
  return rows
    .filter((row) => !row[category]!.startsWith("e."))
    .map((row) => ({ id: row[id]!, path: join(root, row[file]!) }))
    .filter(({ path }) => statSync(path).size <= most)
    .map(({ id, path }) => ({ id, path, bytes: readFileSync(path) }));
}

export function sampleFiles(): CorpusFile[] {
  return readdirSync("samples")
    .filter((name) => /\.(tflite|onnx|pb)$/.test(name))
    .map((name) => ({ id: name, path: join("samples", name), bytes: readFileSync(join("samples", name)) }));
}
