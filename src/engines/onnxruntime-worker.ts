// Entry: onnxruntime in a thread of Node.
import { parentPort } from "node:worker_threads";
import { onnxruntime } from "./onnxruntime";
import { serve } from "./serve";

serve(onnxruntime, {
  post: (message) => parentPort!.postMessage(message),
  onMessage: (listener) => parentPort!.on("message", listener),
});
