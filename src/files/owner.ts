// Who writes: a process marks what it leaves on disk for a moment, so that the next one can tell what nobody needs.
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

export interface Owner {
  /** Four parts with "-" between them. */
  readonly mark: string;
  /** What it left on disk and still needs, by full path. */
  readonly inUse: Set<string>;
  /** What a mark's process is: null where it ran on another machine, of which nothing is known. */
  isGone(mark: string): boolean | null;
}

const MACHINE = shortHash(hostname(), textOf("/etc/machine-id"), namespaceOf());

/** Its mark: number, start and machine, and a part of its own for each copy of this module. */
export const thisProcess: Owner = {
  mark: [process.pid.toString(36), startOf(process.pid) ?? "0", MACHINE, randomBytes(3).toString("hex")].join("-"),
  inUse: new Set(),
  isGone,
};

function isGone(mark: string): boolean | null {
  const [pid, start, machine] = mark.split("-") as [string, string, string];
  if (machine !== MACHINE) {
    return null;
  }
  const number = parseInt(pid, 36);
  const now = startOf(number);
  // Where the system does not tell when a process began, one that runs counts as the one that wrote.
  return now === null ? !isRunning(number) : now !== start;
}

/** When a process began, and in which run of the machine, as a word; null where the system does not tell. */
function startOf(pid: number): string | null {
  if (process.platform !== "linux") {
    return null;
  }
  const stat = textOf(`/proc/${pid}/stat`);
  // "pid (name) state ...": the name may hold anything. State is field 3, the start field 22.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const isOver = stat === "" || fields[0] === "Z" || fields[0] === "X";
  return isOver ? "gone" : shortHash(fields[19] ?? "", textOf("/proc/sys/kernel/random/boot_id"));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Processes are numbered for each container anew. */
function namespaceOf(): string {
  try {
    return process.platform === "linux" ? readlinkSync("/proc/self/ns/pid") : "";
  } catch {
    return "";
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function shortHash(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 8);
}
