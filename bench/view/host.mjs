// Plays VS Code's side for the page, in a worker of the page: the model's file is the one it was given.
import { Peer } from "../../src/protocol/rpc";
import { serveModels } from "../../src/worker/model-service";

const DOCUMENT = "d";
const recipe = [];
let file;
let tellOpened;
const opened = new Promise((resolve) => (tellOpened = resolve));

const { port1, port2 } = new MessageChannel();
serveModels(portOf(port1), () => {
  throw new Error("Models are not compared here.");
});
const models = new Peer(portOf(port2), {
  read: async (_document, _path, offset, length) =>
    new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  size: () => Promise.resolve(null),
  list: () => Promise.resolve([]),
});
const about =
  (method) =>
  (...input) => {
    const { signal } = input.pop();
    return models.call(method, [DOCUMENT, recipe, ...input], { signal });
  };
const view = new Peer(portOf(self), {
  ready: () => Promise.resolve(),
  cost: about("cost"),
  about: about("about"),
  contents: about("contents"),
  drawing: async (...input) => {
    // The page asks before it knows of the model.
    await opened;
    return about("drawing")(...input);
  },
  types: about("types"),
  groups: about("groups"),
  node: about("node"),
  nodeRows: about("nodeRows"),
  measured: about("measured"),
  tableLook: () => Promise.resolve({ columns: null, widths: {} }),
  keepTableLook: () => Promise.resolve(),
  styles: () => Promise.resolve([]),
  keepStyles: () => Promise.resolve(),
  find: about("find"),
  transforms: () => models.call("transforms", []),
  command: () => Promise.resolve(),
  copy: () => Promise.resolve(),
  selected: () => Promise.resolve(null),
});
self.addEventListener("message", ({ data }) => {
  if (data.open instanceof File) {
    file = data.open;
    void open();
  }
});

function portOf(port) {
  port.start?.();
  return {
    post: (message, transfer) => port.postMessage(message, { transfer }),
    onMessage: (listener) => port.addEventListener("message", ({ data }) => listener(data)),
  };
}

async function open() {
  try {
    await models.call("open", [DOCUMENT, file.name, file.size]);
    tellOpened();
    self.postMessage({ mark: "b.read1" });
    const state = await models.call("overview", [DOCUMENT, recipe]);
    self.postMessage({ mark: "b.parse1" });
    await view.call("show", [state]);
  } catch (error) {
    self.postMessage({ failed: error.message });
  }
}
