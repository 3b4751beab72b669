// Imported before a program of ours: has it say at its end how much memory and processor time it took.
import { peakMemory } from "./peak-memory.mjs";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ peak: peakMemory(), processTime: (user + system) / 1000 }));
});
