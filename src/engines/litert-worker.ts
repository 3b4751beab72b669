// Entry: litert in a thread of Node.
import { parentPort } from "node:worker_threads";
import { litert } from "./litert";
import { serve } from "./serve";

serve(litert, {
  post: (message) => parentPort!.postMessage(message),
  onMessage: (listener) => parentPort!.on("message", listener),
});
