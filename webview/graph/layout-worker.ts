// Lays graphs out beside the page, so that it stays responsive however large they are.
import { layOut, type LayoutInput } from "../../src/drawing/layout/layout";

declare const self: {
  onmessage: ((event: { data: { id: number; input: LayoutInput } }) => void) | null;
  postMessage(message: unknown): void;
};

self.onmessage = ({ data: { id, input } }) => {
  try {
    self.postMessage({ id, layout: layOut(input) });
  } catch (error) {
    self.postMessage({ id, problem: String(error) });
  }
};
