// Imported before a program of ours: has it say at its end how much memory it took.
import { peakMemory } from "./peak-memory.mjs";

process.on("exit", () => console.log(JSON.stringify({ peak: peakMemory() })));
