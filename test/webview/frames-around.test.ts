import assert from "node:assert/strict";
import { Camera } from "../../webview/graph/camera";
import { framesAround } from "../../webview/graph/frames-around";
import { chainScene } from "../support/scene";

const SCREEN = { width: 800, height: 600 };

/** A chain in a frame, of which the last half is in another one. */
function cameraOnFrames(): Camera {
  const scene = chainScene(100);
  const { height } = scene.layout;
  const frames = Float32Array.of(-50, 100, 400, height, -20, height / 2, 340, height / 2);
  const framed = { ...scene, frameTitles: ["outer", "inner"], layout: { ...scene.layout, frames } };
  const camera = new Camera(framed, SCREEN, { viewport: { scale: 1, x: 300, y: 0 }, isFolded: false }, 0);
  camera.center(100, 300);
  return camera;
}

describe("the groups around what is seen", () => {
  it("are those whose titles are out of sight, outer ones first", () => {
    const camera = cameraOnFrames();
    const { height } = camera.scene.layout;
    assert.deepEqual(framesAround(camera), [], "the title is in sight");
    camera.center(100, 1000);
    assert.deepEqual(framesAround(camera), [0]);
    camera.center(100, height * 0.75);
    assert.deepEqual(framesAround(camera), [0, 1]);
    camera.center(100, height / 2 + 200);
    assert.deepEqual(framesAround(camera), [0], "the title of the inner one is in sight");
  });

  it("are none beside them, and none in columns", () => {
    const camera = cameraOnFrames();
    camera.center(2000, 1000);
    assert.deepEqual(framesAround(camera), []);
    camera.center(100, 1000);
    camera.fit();
    assert.ok(camera.view.isFolded);
    assert.deepEqual(framesAround(camera), []);
  });
});
