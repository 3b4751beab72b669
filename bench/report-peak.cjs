// Required before a program of ours: has it say at its end how much memory and processor time it took. As CommonJS: the
// loader of modules takes a tenth of a second and 10 MB, which the program itself never does.
const { peakMemory } = require("./peak-memory.cjs");

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ peak: peakMemory(), processTime: (user + system) / 1000 }));
});
