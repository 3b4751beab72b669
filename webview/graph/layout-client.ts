// The worker that lays graphs out. Webviews may only start workers from a blob, so its script is fetched first.
import type { Layout, LayoutInput } from "../../src/drawing/layout/layout";

interface Answer {
  readonly id: number;
  readonly layout?: Layout;
  readonly problem?: string;
}

export class LayoutClient {
  readonly #worker: Promise<Worker>;
  readonly #waiting = new Map<number, { resolve(layout: Layout): void; reject(error: Error): void }>();
  #next = 1;

  constructor() {
    this.#worker = start((answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.layout !== undefined) {
        waiting?.resolve(answer.layout);
      } else {
        waiting?.reject(new Error(`The graph cannot be laid out: ${answer.problem ?? "unknown reason"}`));
      }
    });
  }

  async layOut(input: LayoutInput): Promise<Layout> {
    const worker = await this.#worker;
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, input });
    });
  }
}

async function start(onAnswer: (answer: Answer) => void): Promise<Worker> {
  const address = document.querySelector<HTMLMetaElement>('meta[name="layout-worker"]')!.content;
  const script = await (await fetch(address)).text();
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  worker.onmessage = (event: MessageEvent<Answer>) => onAnswer(event.data);
  return worker;
}
