import type { EngineHost } from "../../src/engines";
import { nodeHost } from "../../src/engines/node-host";

/** The engines, and how many of their workers run and were started. */
export function countedEngines(): EngineHost & { running: number; started: number } {
  const host = nodeHost("dist/engines");
  const counted = {
    ...{ running: 0, started: 0 },
    wasm: (kind: Parameters<EngineHost["wasm"]>[0]) => host.wasm(kind),
    start: async (kind: Parameters<EngineHost["start"]>[0]) => {
      const worker = await host.start(kind);
      counted.started++;
      counted.running++;
      worker.onExit(() => counted.running--);
      return worker;
    },
  };
  return counted;
}

export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
