import { statSync } from "node:fs";
import { runCase } from "./child.mjs";
import { comparison, inMegabytes, inMilliseconds } from "./table.mjs";

/**
 * Puts a step beside the least that it has to do, and the memory that it takes beside the file.
 * @param step The words that name it, as cases/step.mjs takes them.
 * @yields rows of the table.
 */
export function* besideFloor(folder, step, what, file, output, { mostTime, mostMemory }) {
  const times = runCase(folder, "step", "times", file, output, ...step);
  yield comparison(`${what}: time`, times.time, times.floorTime, "floor", inMilliseconds, { target: mostTime });
  yield comparison(`${what}: time`, times.time, times.cachedFloorTime, "floor in small blocks", inMilliseconds);
  yield memoryOf(folder, step, what, file, output, mostMemory);
}

/** The most memory that a step takes above what the idle process has. */
export function memoryOf(folder, step, what, file, output, mostMemory) {
  const { memory } = runCase(folder, "step", "memory", file, output, ...step);
  return comparison(`${what}: memory`, memory, statSync(file).size, "in the file", inMegabytes, { target: mostMemory });
}
