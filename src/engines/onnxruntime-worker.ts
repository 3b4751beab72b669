// Entry: onnxruntime in a worker of its own.
import { onnxruntime } from "./onnxruntime";
import { serve } from "./serve";
import { port } from "./worker-port";

serve(onnxruntime, port);
