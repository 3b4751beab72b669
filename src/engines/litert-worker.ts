// Entry: litert in a worker of its own.
import { litert } from "./litert";
import { serve } from "./serve";
import { port } from "./worker-port";

serve(litert, port);
