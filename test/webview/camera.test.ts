import assert from "node:assert/strict";
import { Camera } from "../../webview/graph/camera";
import { columnOf, folded, foldPlace, unfolded, unfoldPlace } from "../../src/drawing/fold";
import { boxOf, type Scene } from "../../src/drawing/scene";
import { chainScene, sceneOf } from "../support/scene";

const SCREEN = { width: 800, height: 600 };
const MIDDLE = { x: 400, y: 300 };

/** Where the middle of a node is on the screen. */
function shown(camera: Camera, node: number) {
  const { layout } = camera.scene;
  return camera.place({ x: layout.x[node]!, y: layout.y[node]! });
}

function cameraOn(scene: Scene): Camera {
  return new Camera(scene, SCREEN, null, scene.layout.x[0]!);
}

function assertNear(one: { x: number; y: number }, other: { x: number; y: number }, within = 0.5): void {
  const distance = Math.hypot(one.x - other.x, one.y - other.y);
  assert.ok(distance <= within, `(${one.x}, ${one.y}) is ${distance} from (${other.x}, ${other.y})`);
}

describe("a folded drawing", () => {
  for (const count of [2, 10, 100, 5000]) {
    it(`has each of ${count} rows once, in order, in columns that do not overlap`, () => {
      const scene = chainScene(count);
      const { columns, width, height } = folded(scene, SCREEN);
      assert.equal(columns[0]!.firstRow, 0);
      assert.equal(columns.at(-1)!.lastRow, count - 1);
      columns.slice(1).forEach((column, index) => assert.equal(column.firstRow, columns[index]!.lastRow + 1));
      columns.slice(1).forEach((column, index) => {
        const before = columns[index]!;
        assert.ok(before.right + before.dx <= column.left + column.dx + 1e-6);
      });
      for (let node = 0; node < count; node++) {
        const { dx, dy } = columnOf({ columns, width, height }, scene.layout.rank[node]!);
        const box = boxOf(scene, node);
        assert.ok(box.x + dx >= -1 && box.x + dx + box.width <= width + 1, `${node} lies in ${width}`);
        assert.ok(box.y + dy >= -1 && box.y + dy + box.height <= height + 1, `${node} lies in ${height}`);
      }
    });
  }

  it("leads to places and back", () => {
    const scene = chainScene(300);
    for (const fold of [folded(scene, SCREEN), unfolded(scene)]) {
      for (let node = 0; node < 300; node += 7) {
        const place = { x: scene.layout.x[node]!, y: scene.layout.y[node]! };
        const there = foldPlace(fold, scene, place.x, place.y);
        assertNear(unfoldPlace(fold, there.x, there.y), place, 1e-3);
      }
    }
  });

  it("fills a screen of whatever form", () => {
    const scene = chainScene(2000);
    for (const screen of [SCREEN, { width: 200, height: 1000 }, { width: 1500, height: 150 }]) {
      const { width, height } = folded(scene, screen);
      const scale = Math.min(screen.width / width, screen.height / height);
      assert.ok(width * scale > screen.width * 0.7 && height * scale > screen.height * 0.7);
    }
  });
});

describe("the camera", () => {
  it("has all of a long graph in view at a size that is seen", () => {
    const camera = cameraOn(chainScene(5000));
    camera.fit();
    assert.ok(camera.view.isFolded);
    assert.ok(camera.view.viewport.scale > 0.03);
    for (let node = 0; node < 5000; node += 11) {
      const { x, y } = shown(camera, node);
      assert.ok(x > 0 && x < SCREEN.width && y > 0 && y < SCREEN.height, `${node} is at ${x}, ${y}`);
    }
    const [top, bottom] = camera.visible;
    assert.ok(top < 100 && bottom > camera.scene.layout.height - 3000);
  });

  it("does not fold what can be read as it is, or is as wide as high", () => {
    const short = cameraOn(chainScene(5));
    short.fit();
    assert.ok(!short.view.isFolded);
    const wide = cameraOn(
      sceneOf(
        60,
        Array.from({ length: 59 }, (_, index): [number, number] => [0, index + 1]),
      ),
    );
    wide.fit();
    assert.ok(!wide.view.isFolded);
  });

  it("keeps what is under the pointer while it zooms, folded or not", () => {
    const camera = cameraOn(chainScene(1000));
    camera.fit();
    const node = 437;
    const at = shown(camera, node);
    for (let step = 0; step < 25; step++) {
      camera.zoomBy(1.25, at);
      assertNear(shown(camera, node), at);
    }
    assert.ok(!camera.view.isFolded);
    assert.equal(camera.view.viewport.scale, 3);
    const whole = cameraOn(camera.scene);
    whole.fit();
    for (let step = 0; step < 25 && camera.view.viewport.scale > whole.view.viewport.scale * 1.3; step++) {
      camera.zoomBy(1 / 1.25, at);
      assertNear(shown(camera, node), at);
    }
    camera.zoomBy(0.01, at);
    assert.deepEqual(camera.view, whole.view);
  });

  it("does not go back and forth where it folds", () => {
    const camera = cameraOn(chainScene(1000));
    camera.fit();
    const seen: boolean[] = [];
    while (!camera.view.isFolded || camera.view.viewport.scale < 0.3) {
      camera.zoomBy(1.05, MIDDLE);
      if (!camera.view.isFolded) {
        break;
      }
    }
    for (const factor of [1.05, 1 / 1.05, 1.05, 1 / 1.05]) {
      camera.zoomBy(factor, MIDDLE);
      seen.push(camera.view.isFolded);
    }
    assert.deepEqual(new Set(seen).size, 1);
  });

  it("brings a node into view to be read, and some together", () => {
    const camera = cameraOn(chainScene(1000));
    camera.fit();
    camera.reveal(700);
    assert.ok(!camera.view.isFolded && camera.view.viewport.scale >= 0.75);
    assertNear(shown(camera, 700), MIDDLE);
    const { view } = camera;
    camera.reveal(700);
    assert.deepEqual(camera.view, view);
    camera.fitNodes([10, 11, 12]);
    assertNear(shown(camera, 11), MIDDLE);
    camera.center(0, camera.scene.layout.y[500]!);
    assert.ok(Math.abs(shown(camera, 500).y - MIDDLE.y) < 1);
  });

  it("keeps the middle when the screen changes, and all in view where all was", () => {
    const camera = cameraOn(chainScene(1000));
    camera.reveal(500);
    camera.resize({ width: 600, height: 600 });
    assertNear(shown(camera, 500), { x: 300, y: 300 });
    camera.fit();
    camera.resize({ width: 1200, height: 300 });
    assert.ok(camera.view.isFolded);
    const last = shown(camera, 999);
    assert.ok(last.x > 1000 && last.x < 1200 && last.y < 300);
  });

  it("keeps in view what was brought there, until somebody moves on", () => {
    const camera = cameraOn(chainScene(1000));
    camera.reveal(500);
    camera.resize({ width: 600, height: 150 });
    assertNear(shown(camera, 500), { x: 300, y: 75 });
    camera.resize(SCREEN);
    camera.resize({ width: 600, height: 150 });
    assertNear(shown(camera, 500), { x: 300, y: 75 });
    camera.moveBy(0, -400);
    const { y } = shown(camera, 500);
    camera.resize(SCREEN);
    assert.equal(shown(camera, 500).y, y);
  });

  it("has all in view where all was, whatever sizes the screen had meanwhile", () => {
    const scene = chainScene(30);
    const camera = cameraOn(scene);
    camera.fit();
    for (const height of [10, 120, 600, 2000]) {
      camera.resize({ width: 800, height });
      const fresh = new Camera(scene, { width: 800, height }, null, 0);
      fresh.fit();
      assert.deepEqual(camera.view, fresh.view);
    }
    camera.moveBy(0, 5);
    const { scale } = camera.view.viewport;
    camera.resize(SCREEN);
    assert.equal(camera.view.viewport.scale, scale, "what was moved stays as large");
  });

  it("starts where it was, but not in columns where there are none any more", () => {
    const scene = chainScene(1000);
    const before = cameraOn(scene);
    before.fit();
    assert.deepEqual(new Camera(scene, SCREEN, before.view, 0).view, before.view);
    const short = new Camera(chainScene(4), SCREEN, before.view, 0);
    assert.ok(!short.view.isFolded);
  });

  it("takes a graph of nothing and one of one node", () => {
    for (const scene of [sceneOf(0, []), sceneOf(1, [])]) {
      const camera = cameraOn(scene);
      camera.fit();
      camera.zoomBy(0.5);
      camera.zoomBy(8);
      camera.moveBy(10, 10);
      camera.center(0, 0);
      camera.resize({ width: 10, height: 10 });
      const { scale, x, y } = camera.view.viewport;
      assert.ok([scale, x, y].every(Number.isFinite));
    }
  });
});

describe("a frame that is opened", () => {
  /** A chain of nodes in one frame. */
  const framed = (count: number, width: number, x = width / 2): Scene => {
    const scene = chainScene(count);
    const { layout } = scene;
    const box = Float32Array.of(0, 0, width, layout.height);
    const rows = [Int32Array.of(0), Int32Array.of(count - 1)] as const;
    return { ...scene, layout: { ...layout, x: layout.x.map(() => x), frames: box }, frameRows: rows };
  };
  const corners = (camera: Camera, { layout: { frames } }: Scene) => [
    camera.place({ x: frames[0]!, y: frames[1]! }),
    camera.place({ x: frames[0]! + frames[2]!, y: frames[1]! + frames[3]! }),
  ];

  it("is seen as a whole if that can be read, and moves nothing where it is in view already", () => {
    const scene = framed(12, 900);
    const camera = new Camera(scene, SCREEN, { viewport: { scale: 1, x: -200, y: 300 }, isFolded: false }, 0);
    camera.showFrame(0);
    const [from, to] = corners(camera, scene);
    assert.ok(from!.x >= 0 && from!.y >= 0 && to!.x <= 800 && to!.y <= 600);
    const { view } = camera;
    camera.showFrame(0);
    assert.equal(camera.view, view);
  });

  it("is seen from its top, with what comes first in the middle, where it is too large for that", () => {
    for (const [x, isNearEdge] of [
      [15_000, false],
      [100, true],
    ] as const) {
      const scene = framed(200, 20_000, x);
      const camera = new Camera(scene, SCREEN, { viewport: { scale: 0.1, x: 0, y: 0 }, isFolded: false }, 0);
      camera.showFrame(0);
      const first = shown(camera, 0);
      assert.ok(camera.view.viewport.scale >= 0.3);
      assert.ok(first.x > 0 && first.x < 800 && first.y > 0 && first.y < 100);
      assert.equal(Math.abs(first.x - 400) < 1, !isNearEdge);
    }
  });

  it("shows the left end of its title", () => {
    const scene = framed(200, 20_000);
    const camera = new Camera(scene, SCREEN, { viewport: { scale: 0.1, x: 0, y: 0 }, isFolded: false }, 0);
    camera.revealTitle(0);
    const [from] = corners(camera, scene);
    assert.ok(from!.x >= 0 && from!.x < 100 && from!.y > 0 && from!.y < 600);
  });
});
