// Entry: tensorflow in a worker of its own.
import { tensorflow } from "./tensorflow";
import { serve } from "./serve";
import { port } from "./worker-port";

serve(tensorflow, port);
