// What is where on the screen.
import type { Camera } from "./camera";
import { detailAt } from "../../src/drawing/detail";
import type { Drawn } from "./drawn";
import { boxOf, FRAME_TITLE, frameBox, frameTitleAt, GROUP_TITLE, nodeAt } from "../../src/drawing/scene";

/** A point of the screen, from the corner of the drawing's pane. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The node, or else the title of a frame, at a point. */
export function itemAt(camera: Camera, point: Point): Drawn | null {
  const { x, y } = camera.placeAt(point);
  const node = nodeAt(camera.scene, x, y);
  const frame = node === null ? frameTitleAt(camera.scene, x, y) : null;
  return frame === null ? node : ~frame;
}

/** Whether a point is at the mark with which a group is opened and closed, where that can be seen. */
export function isMarkAt(camera: Camera, item: Drawn, point: Point): boolean {
  const { scene } = camera;
  const isGroup = item < 0 || scene.graph.groupOf[item]! >= 0;
  const { x, y } = item < 0 ? frameBox(scene, ~item) : boxOf(scene, item);
  const at = camera.placeAt(point);
  const isSeen = detailAt(camera.view.viewport.scale) === "cards";
  return isGroup && isSeen && at.x < x + GROUP_TITLE - 2 && at.y < y + FRAME_TITLE;
}

/** Where the top left corner of a node or frame is. */
export function cornerOf(camera: Camera, item: Drawn): Point {
  const { scene } = camera;
  const { x, y } = item < 0 ? frameBox(scene, ~item) : boxOf(scene, item);
  const row = item < 0 ? scene.frameRows[0][~item]! : scene.layout.rank[item]!;
  const top = scene.layout.rowTop[row]!;
  // Titles are above the row that says in which column they are.
  const place = camera.place({ x, y: top });
  return { x: place.x, y: place.y + (y - top) * camera.view.viewport.scale };
}
