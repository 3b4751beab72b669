// The open groups around what is seen whose titles are out of sight, as a path that leads to these.
import { FRAME_TITLE, frameBox, type Scene } from "../../src/drawing/scene";
import { element } from "../look/elements";
import type { Camera } from "./camera";

export class FramesAround {
  readonly #path = element("ol", { class: "path" });
  readonly root = element(
    "nav",
    { class: "around", "aria-label": "Groups around what is seen", hidden: "" },
    this.#path,
  );
  #scene: Scene | null = null;
  #frames: readonly number[] = [];

  /** @param goTo Leads to a frame. */
  constructor(readonly goTo: (frame: number) => void) {}

  show(camera: Camera): void {
    const { scene } = camera;
    const frames = framesAround(camera);
    const isSame = frames.length === this.#frames.length && frames.every((frame, at) => frame === this.#frames[at]);
    // In another scene the same number is another frame.
    if (isSame && scene === this.#scene) {
      return;
    }
    this.#scene = scene;
    this.#frames = frames;
    this.root.hidden = frames.length === 0;
    this.#path.replaceChildren(...frames.map((frame) => this.#part(frame, scene.frameTitles[frame]!)));
  }

  #part(frame: number, title: string): HTMLElement {
    const link = element("button", { type: "button", class: "link", title: `To the title of ${title}` }, title);
    link.addEventListener("click", () => this.goTo(frame));
    return element("li", {}, link);
  }
}

/** Outer ones first. In columns no frame is in one piece, and all of a drawing has its titles. */
export function framesAround(camera: Camera): number[] {
  const { scene, screen, view } = camera;
  if (view.isFolded) {
    return [];
  }
  const { x, y } = camera.placeAt({ x: screen.width / 2, y: screen.height / 2 });
  const top = camera.visible[0];
  // Frames stand behind those that they are in.
  return scene.frameTitles.flatMap((_, frame) => {
    const box = frameBox(scene, frame);
    const isAround = x >= box.x && x <= box.x + box.width && y <= box.y + box.height;
    return isAround && box.y + FRAME_TITLE < top ? [frame] : [];
  });
}
