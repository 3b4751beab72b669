// The profile that onnxruntime writes where SessionOptions.enable_profiling is set: Chrome's trace events,
// https://onnxruntime.ai/docs/performance/tune-performance/profiling-tools.html
import { Entries, type Profile, type ProfileEntry } from "./profile";

interface Event {
  /** Microseconds. */
  readonly start: number;
  readonly duration: number;
  readonly thread: unknown;
}

interface NodeEvent extends Event, Omit<ProfileEntry, "amount"> {}

const KERNEL = "_kernel_time";
const RUN = "model_run";

/** @returns null where it is none. @throws Error where it is one without nodes. */
export function onnxruntimeProfile(parsed: unknown): Profile | null {
  const events = eventsIn(parsed);
  if (events === null) {
    return null;
  }
  const nodes: NodeEvent[] = [];
  const runs: number[] = [];
  for (const given of events) {
    const event = recordOf(given);
    const [start, duration] = [timeOf(event?.["ts"]), timeOf(event?.["dur"])];
    const name = event?.["name"];
    if (event === null || typeof name !== "string" || start === null || duration === null) {
      continue;
    }
    if (event["cat"] === "Session" && name === RUN) {
      runs.push(start);
    } else if (event["cat"] === "Node" && name.endsWith(KERNEL)) {
      const args = recordOf(event["args"]) ?? {};
      nodes.push({
        ...{ start, duration, thread: event["tid"], name: name.slice(0, -KERNEL.length) },
        operator: textOf(args["op_name"]),
        index: wholeOf(args["node_index"]),
        provider: textOf(args["provider"]),
      });
    }
  }
  if (nodes.length === 0) {
    throw new Error("no node was measured: it was run with enable_profiling, and ended by end_profiling?");
  }
  // The first run warms up, where there are others.
  runs.sort((a, b) => a - b);
  const from = runs.length > 1 ? runs[1]! : -Infinity;
  const counted = Math.max(1, runs.length - 1);
  const entries = new Entries();
  const own = ownTimes(nodes);
  nodes.forEach(({ start, name, operator, index, provider }, at) => {
    if (start >= from) {
      entries.add({ name, operator, index, provider, amount: own[at]! });
    }
  });
  return { tool: "onnxruntime", unit: "ms", runs: counted, entries: entries.list(1 / counted / 1000) };
}

function eventsIn(parsed: unknown): readonly unknown[] | null {
  const events: unknown = Array.isArray(parsed) ? parsed : recordOf(parsed)?.["traceEvents"];
  return Array.isArray(events) ? events : null;
}

/** Without what ran within, on the same thread: the bodies of loops and branches. In the order given. */
function ownTimes(events: readonly Event[]): Float64Array {
  const own = Float64Array.from(events, ({ duration }) => duration);
  const order = events.map((_, at) => at);
  order.sort((a, b) => events[a]!.start - events[b]!.start || events[b]!.duration - events[a]!.duration);
  const open = new Map<unknown, number[]>();
  for (const at of order) {
    const { start, duration, thread } = events[at]!;
    const around = open.get(thread) ?? [];
    open.set(thread, around);
    while (around.length > 0 && endOf(events[around.at(-1)!]!) <= start) {
      around.pop();
    }
    const outer = around.at(-1);
    if (outer !== undefined) {
      own[outer] = Math.max(0, own[outer]! - duration);
    }
    around.push(at);
  }
  return own;
}

function endOf({ start, duration }: Event): number {
  return start + duration;
}

export function recordOf(given: unknown): Readonly<Record<string, unknown>> | null {
  return typeof given === "object" && given !== null && !Array.isArray(given)
    ? (given as Readonly<Record<string, unknown>>)
    : null;
}

/** Null: it is none, or none that a clock tells. */
function timeOf(given: unknown): number | null {
  return typeof given === "number" && given >= 0 && given < Infinity ? given : null;
}

function textOf(given: unknown): string | null {
  return typeof given === "string" && given !== "" ? given : null;
}

function wholeOf(given: unknown): number | null {
  const number = typeof given === "string" && given !== "" ? Number(given) : given;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : null;
}
