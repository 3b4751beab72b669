// A disk in memory that keeps apart what programs see and what would still be there if the power failed now: bytes
// count from when their file is flushed, names from when their folder is. What was not flushed may be there, be lost or
// be torn, each on its own.
import type { FileKind, FileStatus } from "../../src/files/file-system";

/** A file, a folder or a link. */
export interface Inode {
  readonly number: bigint;
  readonly kind: FileKind;
  mode: number;
  owner: number;
  group: number;
  modified: bigint;
  changed: bigint;
  bytes: Uint8Array;
  /** Where a link leads. */
  readonly leads: string;
  readonly names: Map<string, Inode>;
  /** On the disk for certain. */
  flushed: { bytes: Uint8Array; names: Map<string, Inode> };
  /** Since then. */
  writes: { readonly position: number; readonly bytes: Uint8Array }[];
}

/** Names that change together or not at all. */
interface NameChange {
  readonly changes: readonly { readonly folder: Inode; readonly name: string; readonly inode: Inode | null }[];
}

export type Random = () => number;

export class Disk {
  readonly root: Inode;
  #pending: NameChange[] = [];
  #clock = 1_700_000_000_000_000_000n;
  #next = 1n;

  constructor() {
    this.root = this.make("folder", 0o755);
  }

  make(kind: FileKind, mode: number, leads = ""): Inode {
    const now = this.#tick();
    return {
      number: this.#next++,
      kind,
      mode,
      owner: 0,
      group: 0,
      modified: now,
      changed: now,
      bytes: new Uint8Array(0),
      leads,
      names: new Map(),
      flushed: { bytes: new Uint8Array(0), names: new Map() },
      writes: [],
    };
  }

  statusOf(inode: Inode): FileStatus {
    const { number, kind, bytes, modified, changed, mode, owner, group } = inode;
    return { kind, device: 1n, inode: number, size: bytes.byteLength, modified, changed, mode, owner, group };
  }

  /** @throws as the system does. */
  find(path: string, followLast = true, links = 0): Inode {
    let inode = this.root;
    let place = "";
    const parts = path.split("/").filter((part) => part !== "");
    for (const [index, part] of parts.entries()) {
      if (inode.kind !== "folder") {
        throw systemError("ENOTDIR", path);
      }
      if (part.length > 255) {
        throw systemError("ENAMETOOLONG", path);
      }
      const next = inode.names.get(part);
      if (next === undefined) {
        throw systemError("ENOENT", path);
      }
      if (next.kind === "link" && (followLast || index < parts.length - 1)) {
        if (links > 40) {
          throw systemError("ELOOP", path);
        }
        const rest = parts.slice(index + 1).join("/");
        const target = next.leads.startsWith("/") ? next.leads : `${place}/${next.leads}`;
        return this.find(normal(`${target}/${rest}`), followLast, links + 1);
      }
      inode = next;
      place = `${place}/${part}`;
    }
    return inode;
  }

  /** The path without links. */
  realPath(path: string): string {
    const target = this.find(path);
    const search = (folder: Inode, place: string): string | null => {
      for (const [name, inode] of folder.names) {
        const found =
          inode === target ? `${place}/${name}` : inode.kind === "folder" ? search(inode, `${place}/${name}`) : null;
        if (found !== null) {
          return found;
        }
      }
      return null;
    };
    // A file may have several names: its own folder decides.
    if (target.kind !== "folder") {
      const direct = this.find(path, false);
      if (direct.kind !== "link") {
        const cut = path.lastIndexOf("/");
        return `${cut <= 0 ? "" : this.realPath(path.slice(0, cut))}/${path.slice(cut + 1)}`;
      }
    }
    return target === this.root ? "/" : search(this.root, "")!;
  }

  folderOf(path: string): { folder: Inode; name: string } {
    const cut = path.lastIndexOf("/");
    const folder = this.find(path.slice(0, cut) || "/");
    if (folder.kind !== "folder") {
      throw systemError("ENOTDIR", path);
    }
    return { folder, name: path.slice(cut + 1) };
  }

  changeNames(...changes: NameChange["changes"]): void {
    for (const { folder, name, inode } of changes) {
      setName(folder.names, name, inode);
      folder.modified = folder.changed = this.#tick();
      if (inode !== null) {
        inode.changed = this.#tick();
      }
    }
    this.#pending.push({ changes });
  }

  write(inode: Inode, bytes: Uint8Array, position: number): void {
    inode.writes.push({ position, bytes: bytes.slice() });
    inode.bytes = written(inode.bytes, bytes, position);
    inode.modified = inode.changed = this.#tick();
  }

  touch(inode: Inode): void {
    inode.changed = this.#tick();
  }

  flush(inode: Inode): void {
    inode.flushed = { ...inode.flushed, bytes: inode.bytes };
    inode.writes = [];
  }

  flushFolder(folder: Inode): void {
    const [done, rest] = partition(this.#pending, ({ changes }) => changes.some((change) => change.folder === folder));
    done.forEach(applyToDisk);
    this.#pending = rest;
  }

  /** As if everything was flushed: how a test begins. */
  flushAll(): void {
    this.#pending.splice(0).forEach(applyToDisk);
    for (const inode of this.#inodes(this.root, new Set())) {
      this.flush(inode);
    }
  }

  /** The power fails: what was not flushed is kept, lost or torn by chance. */
  losePower(random: Random): void {
    for (const change of this.#pending.splice(0)) {
      if (random() < 0.5) {
        applyToDisk(change);
      }
    }
    const seen = new Set<Inode>();
    const restore = (inode: Inode) => {
      if (seen.has(inode)) {
        return;
      }
      seen.add(inode);
      let { bytes } = inode.flushed;
      for (const write of inode.writes.splice(0)) {
        const chance = random();
        if (chance < 0.4) {
          bytes = written(bytes, write.bytes, write.position);
        } else if (chance < 0.7) {
          // Its length may be known where its bytes are not.
          const whole = Math.floor(write.bytes.byteLength * random());
          const torn = new Uint8Array(random() < 0.5 ? whole : write.bytes.byteLength);
          torn.set(write.bytes.subarray(0, whole));
          bytes = written(bytes, torn, write.position);
        }
      }
      inode.bytes = bytes;
      inode.flushed = { ...inode.flushed, bytes };
      inode.names.clear();
      for (const [name, inner] of inode.flushed.names) {
        inode.names.set(name, inner);
        restore(inner);
      }
    };
    restore(this.root);
  }

  /** Whatever is in a folder: bytes by path. */
  contents(path = "/"): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    const walk = (inode: Inode, place: string) => {
      for (const [name, inner] of inode.names) {
        if (inner.kind === "folder") {
          walk(inner, `${place}${name}/`);
        } else {
          found.set(`${place}${name}`, inner.bytes);
        }
      }
    };
    walk(this.find(path), path.endsWith("/") ? path : `${path}/`);
    return found;
  }

  /** Puts a file there at once, with the folders it takes. */
  put(path: string, bytes: Uint8Array, mode = 0o644): void {
    const parts = path.split("/").slice(1);
    let folder = this.root;
    for (const part of parts.slice(0, -1)) {
      let next = folder.names.get(part);
      if (next === undefined) {
        next = this.make("folder", 0o755);
        this.changeNames({ folder, name: part, inode: next });
      }
      folder = next;
    }
    const inode = this.make("file", mode);
    this.write(inode, bytes, 0);
    this.changeNames({ folder, name: parts.at(-1)!, inode });
    this.flushAll();
  }

  #tick(): bigint {
    this.#clock += 1_000_003n;
    return this.#clock;
  }

  #inodes(inode: Inode, seen: Set<Inode>): Set<Inode> {
    if (!seen.has(inode)) {
      seen.add(inode);
      inode.names.forEach((inner) => this.#inodes(inner, seen));
    }
    return seen;
  }
}

export function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: as the system words it, '${path}'`), { code, syscall: "test", path });
}

function applyToDisk({ changes }: NameChange): void {
  for (const { folder, name, inode } of changes) {
    setName(folder.flushed.names, name, inode);
  }
}

function setName(names: Map<string, Inode>, name: string, inode: Inode | null): void {
  if (inode === null) {
    names.delete(name);
  } else {
    names.set(name, inode);
  }
}

function written(before: Uint8Array, bytes: Uint8Array, position: number): Uint8Array {
  const after = new Uint8Array(Math.max(before.byteLength, position + bytes.byteLength));
  after.set(before);
  after.set(bytes, position);
  return after;
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const [yes, no]: [T[], T[]] = [[], []];
  items.forEach((item) => (test(item) ? yes : no).push(item));
  return [yes, no];
}

/** A path without "." and "..". */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") {
      parts.pop();
    } else if (part !== "" && part !== ".") {
      parts.push(part);
    }
  }
  return `/${parts.join("/")}`;
}
