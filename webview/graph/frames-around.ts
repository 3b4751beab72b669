// The open groups around what is seen whose titles are out of sight, as a path that leads to these.
import { FRAME_TITLE, frameBox } from "../../src/drawing/scene";
import { element } from "../look/elements";
import type { Camera } from "./camera";

export class FramesAround {
  readonly #path = element("ol", { class: "path" });
  readonly root = element(
    "nav",
    { class: "around", "aria-label": "Groups around what is seen", hidden: "" },
    this.#path,
  );
  #shown: readonly string[] = [];

  /** @param goTo Leads to a frame. */
  constructor(readonly goTo: (frame: number) => void) {}

  show(camera: Camera): void {
    const frames = framesAround(camera);
    const titles = frames.map((frame) => camera.scene.frameTitles[frame]!);
    if (titles.length === this.#shown.length && titles.every((title, at) => title === this.#shown[at])) {
      return;
    }
    this.#shown = titles;
    this.root.hidden = titles.length === 0;
    this.#path.replaceChildren(...frames.map((frame, at) => this.#part(frame, titles[at]!)));
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
