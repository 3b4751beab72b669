const { readFileSync } = require("node:fs");

/** The most memory this process ever had, in bytes. */
function peakMemory() {
  // On Linux a process inherits its parent's record for getrusage, so ask for its own.
  if (process.platform === "linux") {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}

module.exports = { peakMemory };
