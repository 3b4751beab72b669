// One server of VS Code for the Web, in a thread of its own since it logs without being asked.
import { createRequire } from "node:module";
import { connect } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

const { modules, options } = workerData;
const { open } = createRequire(modules)("@vscode/test-web");

await open(options);
waitForPort();

/** It says that it listens before it does. */
function waitForPort() {
  const socket = connect(options.port, options.host, () => {
    socket.end();
    parentPort.postMessage("ready");
  });
  socket.on("error", () => setTimeout(waitForPort, 50));
}
