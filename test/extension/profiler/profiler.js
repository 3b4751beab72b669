// An extension for measurements: how long the process that runs extensions is kept from its other work at a time, in all
// and by Model Bonsai. It writes that into the folder that is open.
const { writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const { join } = require("node:path");
const { monitorEventLoopDelay } = require("node:perf_hooks");
const vscode = require("vscode");

const INTERVAL_MICROSECONDS = 500;
/** What is longer between two samples is the time in which the system ran something else. */
const LONGEST_SAMPLE = 2;
const RESOLUTION = 1;
const IDLE = "(idle)";
/** What V8 does by itself goes to whom it is done for. */
const OF_ANYBODY = ["(program)", "(garbage collector)"];
const OURS = /model-bonsai[^/]*[/\\]dist[/\\]/;

exports.activate = ({ subscriptions }) => {
  const session = new Session();
  session.connect();
  const post = (method, parameters) =>
    new Promise((resolve, reject) =>
      session.post(method, parameters, (error, result) => (error === null ? resolve(result) : reject(error))),
    );
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  subscriptions.push(
    vscode.commands.registerCommand("profiler.start", async () => {
      await post("Profiler.enable");
      await post("Profiler.setSamplingInterval", { interval: INTERVAL_MICROSECONDS });
      await post("Profiler.start");
      delay.reset();
      delay.enable();
    }),
    vscode.commands.registerCommand("profiler.stop", async () => {
      delay.disable();
      const { profile } = await post("Profiler.stop");
      const folder = vscode.workspace.workspaceFolders[0].uri.fsPath;
      const all = Math.max(0, delay.max / 1e6 - RESOLUTION);
      writeFileSync(join(folder, "blocked.json"), JSON.stringify({ all, ...longest(profile) }));
    }),
  );
};

/** The longest time at a stretch in which our code ran, in milliseconds, and where it was most of it. */
function longest({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const frames = (id) => {
    const found = [];
    for (let each = id; each !== undefined; each = parents.get(each)) {
      found.push(byId.get(each).callFrame);
    }
    return found;
  };
  const kinds = new Map(
    nodes.map(({ id, callFrame: { functionName } }) => {
      const isOurs = frames(id).some(({ url }) => OURS.test(url));
      return [
        id,
        isOurs ? "ours" : functionName === IDLE ? "idle" : OF_ANYBODY.includes(functionName) ? "any" : "other",
      ];
    }),
  );
  let best = { ours: 0, where: [] };
  let current = { time: 0, pending: 0, counts: new Map() };
  samples.forEach((id, index) => {
    const kind = kinds.get(id);
    // The time until the next sample.
    const time = Math.min(LONGEST_SAMPLE, (timeDeltas[index + 1] ?? 0) / 1000);
    if (kind === "ours") {
      current.time += current.pending + time;
      current.pending = 0;
      const { functionName, lineNumber, url } = frames(id).find(({ url }) => OURS.test(url));
      const key = `${functionName || "(anonymous)"} ${url.slice(url.lastIndexOf("/") + 1)}:${lineNumber + 1}`;
      current.counts.set(key, (current.counts.get(key) ?? 0) + time);
      if (current.time > best.ours) {
        best = { ours: current.time, where: [...current.counts].sort((a, b) => b[1] - a[1]).slice(0, 6) };
      }
    } else if (kind === "any" && current.time > 0) {
      current.pending += time;
    } else {
      current = { time: 0, pending: 0, counts: new Map() };
    }
  });
  return best;
}
