// Runs what writes files again and again, and lets another call go wrong each time, as SQLite's tests do. Whatever goes
// wrong: what is there is what was there or what should be, and nothing else once somebody has looked again.
import assert from "node:assert/strict";
import { ModelError } from "../../src/core";
import { parseName } from "../../src/files/leftover-name";
import { RemoteError } from "../../src/protocol/rpc";
import type { Disk, Random } from "./disk";
import type { Contents, Scenario } from "./scenario";
import { endProcess, startProcess, type FaultKind, type ProcessOptions } from "./faulty-process";

export const FAULTS: readonly FaultKind[] = ["EIO", "EACCES", "ENOSPC", "full disk", "short", "kill", "kill after"];
export const KILLS: readonly FaultKind[] = ["kill", "kill after"];

/** @returns how many cases there were. */
export async function injectFaults(scenario: Scenario, kinds: readonly FaultKind[], options: ProcessOptions = {}) {
  const before = contentsOf(scenario, scenario.disk());
  const after = await completed(scenario, options);
  let cases = 0;
  for (const kind of kinds) {
    for (let at = 1; ; at++) {
      const disk = scenario.disk();
      const process = startProcess(disk, { ...options, fault: { at, kind } });
      const error = await attempt(scenario, process);
      const title = `${scenario.name}: ${kind} at call ${at}`;
      if (process.calls() < at) {
        assert.equal(error, null, title);
        break;
      }
      cases++;
      assert.ok(kind !== "short" || error === null, `${title}: less at once is no failure`);
      assert.ok(error === null || process.isKilled() || isTold(error), `${title}: ${String(error)}`);
      const allowed = error === null && !process.isKilled() ? [after] : [before, after];
      if (!process.isKilled() || isAtOnce(scenario, options)) {
        assertOneOf(contentsOf(scenario, disk), allowed, title);
      }
      await assertCleared(scenario, disk, process, allowed, options, title);
    }
  }
  return cases;
}

/** Whether it is a sentence for the user, be it from the other side of a channel. */
function isTold(error: unknown): boolean {
  return error instanceof ModelError || (error instanceof RemoteError && error.code === "file");
}

/** The same, and the power fails at that moment, or when all was done. */
export async function losePower(scenario: Scenario, seeds: number, options: ProcessOptions = {}): Promise<number> {
  const before = contentsOf(scenario, scenario.disk());
  const after = await completed(scenario, options);
  let cases = 0;
  for (let at = 1; ; at++) {
    let wasReached = true;
    for (let seed = 1; seed <= seeds; seed++) {
      const disk = scenario.disk();
      const process = startProcess(disk, { ...options, fault: { at, kind: "kill" } });
      const error = await attempt(scenario, process);
      wasReached = process.calls() >= at;
      disk.losePower(randomFrom(at * 1000 + seed));
      const title = `${scenario.name}: power lost at call ${at}, seed ${seed}`;
      const allowed = error === null && !process.isKilled() ? [after] : [before, after];
      if (isAtOnce(scenario, options)) {
        assertOneOf(contentsOf(scenario, disk), allowed, title);
      }
      await assertCleared(scenario, disk, process, allowed, options, title);
      cases++;
    }
    if (!wasReached) {
      return cases;
    }
  }
}

/** Whether one renaming does it all, so that nobody has to look again. */
function isAtOnce({ isOneFile }: Scenario, { keepsOpenNames }: ProcessOptions): boolean {
  return isOneFile && keepsOpenNames !== true;
}

/** A process is killed, the next one while it puts that right, and then the power fails. */
export async function killTwice(scenario: Scenario, tries: number, options: ProcessOptions = {}): Promise<number> {
  const before = contentsOf(scenario, scenario.disk());
  const after = await completed(scenario, options);
  let cases = 0;
  for (let at = 1; ; at++) {
    for (let second = 1; second <= tries; second++) {
      const random = randomFrom(at * 1000 + second);
      const disk = scenario.disk();
      const process = startProcess(disk, { ...options, fault: { at, kind: "kill" } });
      await attempt(scenario, process);
      if (!process.isKilled()) {
        return cases;
      }
      const next = startProcess(disk, { ...options, fault: { at: 1 + Math.floor(random() * 60), kind: "kill" } });
      await scenario.next(next).catch(() => {});
      endProcess(next);
      disk.losePower(random);
      const title = `${scenario.name}: killed at call ${at}, and again, try ${second}`;
      await assertCleared(scenario, disk, next, [before, after], options, title);
      cases++;
    }
  }
}

async function completed(scenario: Scenario, options: ProcessOptions): Promise<Contents> {
  const disk = scenario.disk();
  await scenario.run(startProcess(disk, options));
  assert.deepEqual(leftovers(disk), []);
  return contentsOf(scenario, disk);
}

async function attempt(scenario: Scenario, process: Parameters<Scenario["run"]>[0]): Promise<unknown> {
  try {
    await scenario.run(process);
    return null;
  } catch (error) {
    return error;
  }
}

async function assertCleared(
  scenario: Scenario,
  disk: Disk,
  process: Parameters<Scenario["run"]>[0],
  allowed: readonly Contents[],
  options: ProcessOptions,
  title: string,
): Promise<void> {
  endProcess(process);
  const { fault: _fault, ...rest } = options;
  await scenario.next(startProcess(disk, rest));
  assert.deepEqual(leftovers(disk), [], `${title}: nothing of ours is left`);
  assertOneOf(contentsOf(scenario, disk), allowed, title);
}

function leftovers(disk: Disk): string[] {
  return [...disk.contents().keys()].filter(isLeftover);
}

function contentsOf({ seen = (all) => all }: Scenario, disk: Disk): Contents {
  return seen(new Map([...disk.contents()].filter(([path]) => !isLeftover(path))));
}

function isLeftover(path: string): boolean {
  return parseName(path.slice(path.lastIndexOf("/") + 1)) !== null;
}

function assertOneOf(found: Contents, allowed: readonly Contents[], title: string): void {
  const isFound = allowed.some(
    (each) =>
      each.size === found.size &&
      [...each].every(([path, bytes]) => Buffer.compare(found.get(path) ?? new Uint8Array(1), bytes) === 0),
  );
  if (!isFound) {
    const told = [...found].map(([path, bytes]) => `${path} (${bytes.byteLength})`).join(", ");
    const wanted = allowed.map((each) => [...each].map(([path, bytes]) => `${path} (${bytes.byteLength})`).join(", "));
    assert.fail(`${title}: there is ${told}; it should be ${wanted.join(", or ")}`);
  }
}

/** Numbers from 0 to 1 that are the same each time. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
