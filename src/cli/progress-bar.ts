/** A bar on a terminal, redrawn in place; nothing where the output goes elsewhere. */
export interface ProgressBar {
  show(label: string, done: number, total: number): void;
  clear(): void;
}

const WIDTH = 24;
/** Redrawing more often than this only flickers. */
const INTERVAL_MS = 80;
/** Work shorter than this shows no bar at all. */
const PATIENCE_MS = 300;

export function progressBar(stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY) {
    return { show: () => {}, clear: () => {} };
  }
  const started = Date.now();
  let drawn = 0;
  return {
    show: (label, done, total) => {
      const now = Date.now();
      if (now - started >= PATIENCE_MS && now - drawn >= INTERVAL_MS) {
        drawn = now;
        const part = total === 0 ? 0 : Math.min(1, done / total);
        const filled = Math.round(part * WIDTH);
        stream.write(`\r\x1b[K${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${Math.round(part * 100)} % ${label}`);
      }
    },
    clear: () => {
      if (drawn > 0) {
        stream.write("\r\x1b[K");
      }
    },
  };
}
