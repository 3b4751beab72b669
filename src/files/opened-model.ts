// The files of a model that is open: the one that was named, and those beside it that it names itself.
import { basename, dirname, join, relative, sep } from "node:path";
import { fileError, KINDS, readingError } from "./file-error";
import { statusOrNull, type FileSystem } from "./file-system";
import { SourceFile } from "./source-file";

export class OpenedModel {
  readonly #others = new Map<string, Promise<SourceFile | null>>();
  readonly #opened: SourceFile[];
  /** Folders in which files beside the model were found. */
  readonly #found = new Set<string>();

  private constructor(
    readonly fileSystem: FileSystem,
    readonly path: string,
    readonly main: SourceFile,
    /** Where files beside the model are looked for: beside the path, then beside what a symbolic link leads to. */
    readonly folders: readonly string[],
  ) {
    this.#opened = [main];
  }

  /**
   * @param path Absolute.
   * @param name How messages call it.
   * @throws ModelError where it cannot be read or is no plain file.
   */
  static async open(fileSystem: FileSystem, path: string, name = path): Promise<OpenedModel> {
    const main = await SourceFile.open(fileSystem, path, name);
    try {
      const folders = new Set([await fileSystem.realPath(dirname(path)), dirname(main.path)]);
      return new OpenedModel(fileSystem, path, main, [...folders]);
    } catch (error) {
      await main.close();
      throw readingError(error, name);
    }
  }

  get name(): string {
    return basename(this.path);
  }

  /** All files that were opened so far. */
  get sources(): readonly SourceFile[] {
    return this.#opened;
  }

  /**
   * @param path Relative, with "/".
   * @returns null where there is no such file.
   * @throws ModelError where it is no plain file, or lies elsewhere.
   */
  beside(path: string): Promise<SourceFile | null> {
    let found = this.#others.get(path);
    if (found === undefined) {
      found = this.#find(path);
      this.#others.set(path, found);
    }
    return found;
  }

  /** The plain files under a folder beside the model, hidden ones left out: relative to the model, sorted. */
  async list(folder: string): Promise<string[]> {
    for (const root of this.folders) {
      const start = join(root, ...folder.split("/"));
      try {
        const status = await statusOrNull(this.fileSystem.status(start));
        if (status?.kind === "folder") {
          return (await this.#under(start, folder)).sort();
        }
      } catch (error) {
        throw readingError(error, start);
      }
    }
    return [];
  }

  /** Whether the files beside the model are beside whatever lies in a folder, too; its path is without links. */
  isIn(folder: string): boolean {
    return this.#found.size === 0 ? this.folders.includes(folder) : [...this.#found].every((each) => each === folder);
  }

  async isIntact(): Promise<boolean> {
    const intact = await Promise.all(this.#opened.map((source) => source.isIntact()));
    return intact.every((each) => each);
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((source) => source.close()));
  }

  async #find(path: string): Promise<SourceFile | null> {
    for (const folder of this.folders) {
      const place = join(folder, ...path.split("/"));
      try {
        const status = await statusOrNull(this.fileSystem.status(place));
        if (status === null) {
          continue;
        }
        if (status.kind !== "file") {
          throw fileError(`${place} is ${KINDS[status.kind]}, where a file of the model belongs.`, place);
        }
        const real = await this.fileSystem.realPath(place);
        if (!this.folders.some((each) => isInside(real, each))) {
          throw fileError(`${place} is a link that leads out of the model's folder; it is not read.`, place);
        }
        const source = await SourceFile.open(this.fileSystem, real, place);
        this.#opened.push(source);
        this.#found.add(folder);
        return source;
      } catch (error) {
        throw readingError(error, place);
      }
    }
    return null;
  }

  async #under(place: string, path: string): Promise<string[]> {
    const files: string[] = [];
    for (const name of await this.fileSystem.list(place)) {
      const [inner, innerPath] = [join(place, name), `${path}/${name}`];
      const status = name.startsWith(".") ? null : await statusOrNull(this.fileSystem.linkStatus(inner));
      if (status?.kind === "folder") {
        (await this.#under(inner, innerPath)).forEach((each) => files.push(each));
      } else if (status !== null) {
        files.push(innerPath);
      }
    }
    return files;
  }
}

/** Whether a path lies under a folder; both without symbolic links. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !/^[A-Za-z]:|^[\\/]/.test(way);
}
