import assert from "node:assert/strict";
import { Peer, RemoteError, type CallContext, type Port } from "../../src/protocol/rpc";

interface Echo {
  say(text: string): Promise<string>;
  fail(): Promise<void>;
  wait(): Promise<string>;
}

/** Two ports that deliver to each other in later turns, as real channels do. */
function channel(): [Port, Port] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const port = (own: number): Port => ({
    post: (message) => {
      const copy = structuredClone(message);
      setImmediate(() => listeners[1 - own]!.forEach((listener) => listener(copy)));
    },
    onMessage: (listener) => listeners[own]!.push(listener),
  });
  return [port(0), port(1)];
}

const service = {
  say: (text: string, call: CallContext) => {
    call.part(text.slice(0, 2));
    call.progress(1, 2);
    return Promise.resolve(text);
  },
  fail: () => Promise.reject(Object.assign(new Error("It broke."), { code: "malformed" })),
  wait: (call: CallContext) =>
    new Promise<string>((resolve) => call.signal.addEventListener("abort", () => resolve("cancelled"))),
};

describe("calls over a channel", () => {
  let peer: Peer<Echo>;

  beforeEach(() => {
    const [here, there] = channel();
    peer = new Peer<Echo>(here, {});
    new Peer<object>(there, service);
  });

  it("bring back results, with progress on the way", async () => {
    const seen: number[][] = [];
    const reply = await peer.call("say", ["hello"], { onProgress: (done, total) => seen.push([done, total]) });
    assert.equal(reply, "hello");
    assert.deepEqual(seen, [[1, 2]]);
  });

  it("tell what is there of a result before all of it is", async () => {
    const parts: unknown[] = [];
    const reply = await peer.call("say", ["hello"], { onPart: (part) => parts.push(part) });
    assert.deepEqual([...parts, reply], ["he", "hello"]);
  });

  it("bring back errors with their code", async () => {
    await assert.rejects(
      peer.call("fail", []),
      (error) => error instanceof RemoteError && error.code === "malformed" && error.message === "It broke.",
    );
  });

  it("can be cancelled", async () => {
    const abort = new AbortController();
    const reply = peer.call("wait", [], { signal: abort.signal });
    setImmediate(() => abort.abort());
    assert.equal(await reply, "cancelled");
  });

  it("reach own methods only", async () => {
    for (const method of ["toString", "constructor", "__proto__", "absent"]) {
      await assert.rejects(peer.call(method as "say", [""]), /There is no method/);
    }
  });

  it("end when the other side is gone", async () => {
    const reply = peer.call("wait", []);
    peer.fail(new Error("The worker ended."));
    await assert.rejects(reply, /The worker ended/);
  });
});
