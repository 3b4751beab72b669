// The right answers: which class each sample is of.
import { ModelError } from "../../core";
import { readCsv } from "./csv";

/**
 * By the folder that each file is in: names that are numbers are the classes themselves, others their position in order.
 * @param files Paths below the folder of all.
 */
export function labelsOfFolders(files: readonly string[], folder: string): readonly number[] {
  const names = files.map((file) => file.split("/").at(-2) ?? "");
  const classes = [...new Set(names)].sort();
  if (classes.includes("")) {
    throw new ModelError("parameter", `There is no folder for each class in "${folder}".`, folder);
  }
  const areNumbers = classes.every((name) => /^\d{1,9}$/.test(name));
  const positions = new Map(classes.map((name, position) => [name, position]));
  return names.map((name) => (areNumbers ? Number(name) : positions.get(name)!));
}

/**
 * From a table: of one column, the classes in the order of the samples; of two, the name of each file and its class.
 * @param files Paths of the samples; null: they are no files.
 */
export function labelsOfTable(bytes: Uint8Array, file: string, files: readonly string[] | null): readonly number[] {
  const rows = readCsv(bytes);
  const isLabel = (field: string | undefined) => field !== undefined && /^\d{1,9}$/.test(field);
  const wrong = (why: string) =>
    new ModelError("parameter", `${file} does not tell the class of each sample: ${why}.`, file);
  const body = rows.slice(isLabel(rows[0]?.at(-1)) ? 0 : 1);
  const bad = body.findIndex((row) => !isLabel(row.at(-1)));
  if (bad >= 0) {
    throw wrong(`row ${bad + 1} ends in no class`);
  }
  if ((body[0]?.length ?? 0) < 2 || files === null) {
    return body.map((row) => Number(row.at(-1)));
  }
  const byFile = new Map(body.map((row) => [row[0]!, Number(row.at(-1))]));
  return files.map((path) => {
    const label = byFile.get(path) ?? byFile.get(path.split("/").at(-1)!);
    if (label === undefined) {
      throw wrong(`it does not name ${path}`);
    }
    return label;
  });
}
