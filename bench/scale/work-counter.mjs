// Counts what a program does, the same on every run and every machine: how often each block of its code runs, as V8's
// coverage tells it, and how many elements the methods move or look at that are not written in JavaScript.
import { Session } from "node:inspector/promises";

/** What is loaded after this is made is counted. */
export async function makeWorkCounter() {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const natives = countNatives();
  const blocks = async () => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    return result
      .filter(({ url }) => !url.startsWith("node:"))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
      .reduce((sum, count) => sum + count, 0);
  };
  return {
    /** @returns what the action did. */
    async count(action) {
      await blocks();
      const before = natives.count;
      await action();
      const counted = natives.count - before;
      return counted + (await blocks());
    },
  };
}

const nextOf = (iterator) => Object.getPrototypeOf(iterator);
const BYTES_AT_ONCE = 8;

function countNatives() {
  const counter = { count: 0 };
  /** @param elements how many a call handles, of what it is called on, its arguments and its result. */
  const patch = (owner, name, elements) => {
    const original = owner[name];
    Object.defineProperty(owner, name, {
      configurable: true,
      writable: true,
      value(...args) {
        const { length } = this;
        const result = Reflect.apply(original, this, args);
        counter.count += elements(result, length, args);
        return result;
      },
    });
  };
  const lookedAt = (found, length) => (typeof found === "number" && found >= 0 ? found + 1 : length);
  for (const prototype of [Array.prototype, Object.getPrototypeOf(Uint8Array.prototype)]) {
    patch(prototype, "indexOf", lookedAt);
    patch(prototype, "includes", (_, length) => length / 2);
    patch(prototype, "join", (_, length) => length);
    patch(prototype, "fill", (_, length) => length / BYTES_AT_ONCE);
  }
  patch(Array.prototype, "lastIndexOf", (_, length) => length / 2);
  patch(Array.prototype, "splice", (removed, length, [start]) => removed.length + Math.max(0, length - start));
  patch(Array.prototype, "shift", (_, length) => length);
  patch(Array.prototype, "unshift", (_, length) => length);
  patch(Array.prototype, "slice", (result) => result.length);
  patch(Array.prototype, "concat", (result) => result.length);
  patch(Array.prototype, "flat", (result) => result.length);
  patch(Array.prototype, "flatMap", (result) => result.length);
  patch(Array.prototype, "reverse", (_, length) => length);
  const typed = Object.getPrototypeOf(Uint8Array.prototype);
  patch(typed, "set", (_, __, [source]) => source.length / BYTES_AT_ONCE);
  patch(typed, "slice", (result) => result.length / BYTES_AT_ONCE);
  // These go last: what stands above uses them.
  for (const iterator of [[].values(), new Set().values(), new Map().values()]) {
    const prototype = nextOf(iterator);
    const original = prototype.next;
    prototype.next = function () {
      counter.count++;
      return Reflect.apply(original, this, []);
    };
  }
  return counter;
}
