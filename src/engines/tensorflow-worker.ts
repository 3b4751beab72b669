// Entry: tensorflow in a thread of Node.
import { parentPort } from "node:worker_threads";
import { tensorflow } from "./tensorflow";
import { serve } from "./serve";

serve(tensorflow, {
  post: (message) => parentPort!.postMessage(message),
  onMessage: (listener) => parentPort!.on("message", listener),
});
