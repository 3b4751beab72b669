// From what somebody chose to inputs: files are found and read.
import { counted, inputsName, ModelError } from "../../core";
import { archiveFolder } from "./archive-folder";
import { ARRAY_NAME, baseOf, givenArray, givenImages, givenSounds, readArrays } from "./given-files";
import { GivenInputs, type GivenInput } from "./given-inputs";
import { IMAGE_NAME } from "./image";
import { FOLDERS, KEYS_OF, readChoice, type FileKind, type InputChoice, type InputSource } from "./input-choice";
import type { InputFolder } from "./input-folder";
import { labelsOfFolders, labelsOfTable } from "./labels";
import { SOUND_NAME } from "./wav";
import { isZip } from "./zip";

/** What fills inputs, and of which files the samples are; null: they are not of a file each. */
interface Found {
  readonly sets: readonly (readonly GivenInput[])[];
  readonly files: readonly string[] | null;
  readonly kinds: ReadonlySet<FileKind>;
}

/** @throws ModelError where files are not there or hold no inputs. */
export async function chosenInputs(choice: InputChoice, folder: InputFolder): Promise<GivenInputs> {
  const all: Found[] = [];
  for (const source of choice.inputs) {
    const found = await find(source, folder);
    checkStated(source.stated, found.kinds, source.path);
    all.push(found);
  }
  checkStated(choice.stated, new Set(all.flatMap(({ kinds }) => [...kinds])), "all that is chosen");
  if (all.length > 1 && all.some(({ sets }) => sets.length !== 1)) {
    throw new ModelError(
      "parameter",
      "Several sets of test data fill all inputs: choose nothing beside them.",
      "inputs",
    );
  }
  const sets = all.length === 1 ? all[0]!.sets : [all.flatMap(({ sets }) => sets[0]!)];
  const files = all.map((each) => each.files).find((each) => each !== null) ?? null;
  return new GivenInputs(sets, await labelsOf(choice.labels, files, folder), choice.samples);
}

/**
 * What lies beside a model to feed it with: what model.inputs.json says, or else ONNX's test data.
 * @param name Of the model.
 * @returns null where there is nothing.
 */
export async function inputsBeside(folder: InputFolder, name: string): Promise<GivenInputs | null> {
  const file = inputsName(name);
  if (await folder.has(file)) {
    const choice = readChoice(await folder.read(file), file);
    return choice.inputs.length === 0 ? null : chosenInputs(choice, folder);
  }
  const files: string[] = [];
  for (let set = 0; name.endsWith(".onnx") && set < MOST_SETS; set++) {
    const found = await folder.list(`test_data_set_${set}`);
    if (found.length === 0) {
      break;
    }
    found.forEach((file) => files.push(file));
  }
  const sets = setsAmong(files, "");
  return sets.length === 0 ? null : new GivenInputs(await readSets(sets, folder));
}

const MOST_SETS = 1000;

async function find(source: InputSource, folder: InputFolder): Promise<Found> {
  const { name, path } = source;
  const files = await folder.list(path);
  if (files.length > 0) {
    return findAmong(files, source, folder);
  }
  const alone = filesOfKinds([path], source, folder);
  if (alone !== null) {
    return alone;
  }
  const bytes = await folder.read(path);
  const archive = isZip(bytes) ? await archiveFolder(bytes, path) : null;
  if (archive !== null) {
    return findAmong(await archive.list(path), source, archive);
  }
  const arrays = await readArrays([{ name: baseOf(path), bytes }]);
  return {
    sets: [arrays.map((array) => (name === null || arrays.length > 1 ? array : { ...array, name }))],
    ...ARRAYS,
  };
}

const ARRAYS = { files: null, kinds: new Set(["array"] as const) };

/** @throws ModelError for what is said of pictures or sounds where there are none. */
function checkStated(stated: readonly string[], kinds: ReadonlySet<FileKind>, what: string): void {
  const strange = stated.find((key) => ![...kinds].some((kind) => (KEYS_OF[kind] as readonly string[]).includes(key)));
  if (strange !== undefined) {
    const wanted = (Object.keys(KEYS_OF) as FileKind[]).filter((kind) =>
      (KEYS_OF[kind] as readonly string[]).includes(strange),
    );
    throw new ModelError(
      "parameter",
      `"${strange}" is said of ${wanted.map((kind) => `${kind}s`).join(" and ")}, and there are none in ${what}.`,
      strange,
    );
  }
}

/** What the files of a folder hold: sets of ONNX's test data, or pictures or sounds, or arrays with names of inputs. */
async function findAmong(files: readonly string[], source: InputSource, folder: InputFolder): Promise<Found> {
  const { path } = source;
  const sets = setsAmong(files, path);
  if (sets.length > 0) {
    return { sets: await readSets(sets, folder), ...ARRAYS };
  }
  const byName = namedFiles(files, source, folder);
  const found = filesOfKinds(files, source, folder);
  if (found !== null) {
    return { ...found, sets: found.sets.map((set) => set.map((input) => ({ ...input, byName }))) };
  }
  if (byName.length === 0) {
    throw new ModelError(
      "file",
      `There are no pictures or sounds in "${path}", no input_0.pb, no test_data_set_0 with one, and no files with the names of inputs.`,
      path,
    );
  }
  const kinds = files.map((file) => (IMAGE_NAME.test(file) ? "picture" : SOUND_NAME.test(file) ? "sound" : "array"));
  return { sets: [byName], files: null, kinds: new Set(kinds) };
}

/** All pictures among files, or all sounds, each a sample of one input; null where there are none, or both. */
function filesOfKinds(files: readonly string[], source: InputSource, folder: InputFolder): Found | null {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const [images, sounds] = [IMAGE_NAME, SOUND_NAME].map((kind) =>
    files.filter((file) => kind.test(file)).sort(compare),
  ) as [string[], string[]];
  const found = images.length > 0 ? images : sounds;
  if (found.length === 0 || (images.length > 0 && sounds.length > 0)) {
    return null;
  }
  const what = images.length > 0 ? "picture" : "sound";
  const told = found[0] === source.path ? source.path : `${counted(found.length, what)} of ${source.path}`;
  return { sets: [[givenFiles(source.name, told, found, source, folder)]], files: found, kinds: new Set([what]) };
}

/** Pictures or sounds. */
function givenFiles(
  name: string | null,
  told: string,
  files: readonly string[],
  { image, rate }: InputSource,
  folder: InputFolder,
): GivenInput {
  const read = (file: string) => folder.read(file);
  return IMAGE_NAME.test(files[0]!)
    ? givenImages(name, told, files, image, read)
    : givenSounds(name, told, files, { rate, values: image.values }, read);
}

/** Those that lie directly in a folder, each for the input whose name it has. */
function namedFiles(files: readonly string[], source: InputSource, folder: InputFolder): readonly GivenInput[] {
  const start = `${source.path.replace(/\/$/, "")}/`;
  return files
    .filter((file) => file.startsWith(start) && !file.slice(start.length).includes("/"))
    .flatMap((file) => {
      const name = baseOf(file).replace(/\.[^.]+$/, "");
      return ARRAY_NAME.test(file)
        ? [givenArray(name, file, (path) => folder.read(path))]
        : IMAGE_NAME.test(file) || SOUND_NAME.test(file)
          ? [givenFiles(name, file, [file], source, folder)]
          : [];
    });
}

const SET_FILE = /^(?:test_data_set_(\d+)\/)?input_(\d+)\.pb$/;

/** The input files of each set of ONNX's test data, in the order of the numbers in their names. */
function setsAmong(files: readonly string[], path: string): readonly (readonly string[])[] {
  const start = path === "" || path.endsWith("/") ? path : `${path}/`;
  const found = files.flatMap((file) => {
    const match = file.startsWith(start) ? SET_FILE.exec(file.slice(start.length)) : null;
    return match === null ? [] : [{ file, set: Number(match[1] ?? -1), input: Number(match[2]) }];
  });
  found.sort((a, b) => a.set - b.set || a.input - b.input);
  const own = found.filter(({ set }) => set < 0);
  const sets = new Map<number, string[]>();
  for (const { file, set } of own.length > 0 ? own : found) {
    const inputs = sets.get(set);
    if (inputs === undefined) {
      sets.set(set, [file]);
    } else {
      inputs.push(file);
    }
  }
  return [...sets.values()];
}

async function readSets(
  sets: readonly (readonly string[])[],
  folder: InputFolder,
): Promise<readonly (readonly GivenInput[])[]> {
  const read: (readonly GivenInput[])[] = [];
  for (const files of sets) {
    read.push(
      await readArrays(
        await Promise.all(files.map(async (file) => ({ name: baseOf(file), bytes: await folder.read(file) }))),
      ),
    );
  }
  return read;
}

async function labelsOf(
  labels: string | null,
  files: readonly string[] | null,
  folder: InputFolder,
): Promise<readonly number[] | null> {
  if (labels === null) {
    return null;
  }
  if (labels !== FOLDERS) {
    return labelsOfTable(await folder.read(labels), labels, files);
  }
  if (files === null) {
    throw new ModelError("parameter", "Only of pictures and sounds folders tell the class.", "labels");
  }
  return labelsOfFolders(files, files[0]!.split("/").slice(0, -2).join("/"));
}
