// Plays VS Code's side for the page, in a worker of the page: the model's file is the one it was given.
import { Peer } from "../../src/protocol/rpc";
import { ModelServer } from "../../src/worker/model-service";

const DOCUMENT = "d";
const server = new ModelServer();
const recipe = [];
let file;
server.connect({
  call: async (method, [, path, offset, length]) => {
    switch (method) {
      case "read":
        return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
      case "size":
        return null;
      case "list":
        return [];
      default:
        throw new Error(`There is no ${method} of ${path} here.`);
    }
  },
});
const call = (signal) => ({ signal: signal ?? new AbortController().signal, progress: () => {} });
const about =
  (method) =>
  (...input) => {
    const { signal } = input.pop();
    return server[method](DOCUMENT, recipe, ...input, call(signal));
  };
const view = new Peer(
  {
    post: (message, transfer) => self.postMessage(message, { transfer }),
    onMessage: (listener) => self.addEventListener("message", ({ data }) => listener(data)),
  },
  {
    ready: () => Promise.resolve(),
    cost: about("cost"),
    graph: about("graph"),
    node: about("node"),
    find: about("find"),
    transforms: () => server.transforms(),
    command: () => Promise.resolve(),
    copy: () => Promise.resolve(),
  },
);
self.addEventListener("message", ({ data }) => {
  if (data.open instanceof File) {
    file = data.open;
    void open();
  }
});

async function open() {
  try {
    await server.open(DOCUMENT, file.name, file.size, call());
    const state = await server.state(DOCUMENT, recipe, call());
    self.postMessage({ mark: "b.parse1" });
    await view.call("show", [state]);
  } catch (error) {
    self.postMessage({ failed: error.message });
  }
}
