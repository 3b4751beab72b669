import assert from "node:assert/strict";
import { paint } from "../../src/drawing/painter";
import { unfolded } from "../../src/drawing/fold";
import { SvgContext } from "../../src/drawing/svg-context";
import type { Theme } from "../../src/drawing/theme";
import { chainScene, sceneOf } from "../support/scene";

const measure = (text: string) => ({ width: text.length * 7 });

const any = new Proxy({}, { get: () => "#123456" });
const fonts = { font: '"Segoe <UI>", sans-serif', mono: "monospace" };
const theme = { shapes: any, texts: any, roles: any, ...fonts, ...colors() } as unknown as Theme;

function colors(): object {
  const names = ["background", "foreground", "dim", "border", "card", "edge", "focus", "match"];
  return Object.fromEntries(names.map((name) => [name, "#123456"]));
}

function svgOf(scene: ReturnType<typeof chainScene>): string {
  const context = new SvgContext(measure);
  const fold = unfolded(scene);
  const screen = { width: fold.width + 48, height: fold.height + 48 };
  paint(context, scene, {
    ...{ fold, screen, viewport: { scale: 1, x: 24, y: 24 }, theme, ratio: 1, coloring: null, matches: null },
    ...{ selected: null, selectedFrame: null, isWhole: true },
  });
  return context.finish(screen.width, screen.height, "#fff", "main <graph>");
}

/** Each tag is closed by its own. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, closes, name, isEmpty] of svg.matchAll(/<(\/?)(\w+)(?:\s[\w-]+="[^"<]*")*\s*(\/?)>/gu)) {
    if (closes === "/") {
      assert.equal(open.pop(), name);
    } else if (isEmpty !== "/") {
      open.push(name!);
    }
  }
  assert.deepEqual(open, []);
  assert.equal(svg.replace(/<(\/?)(\w+)(?:\s[\w-]+="[^"<]*")*\s*(\/?)>/gu, "").includes("<"), false);
}

describe("A graph as SVG", () => {
  it("ends what is cut off, too", () => {
    const context = new SvgContext(measure);
    context.beginPath();
    context.rect(0, 0, 10, 10);
    context.clip();
    context.fillRect(0, 0, 20, 20);
    assertWellFormed(context.finish(20, 20, "#fff", "a"));
  });

  it("has each node, edge and text as what it is, however many there are", () => {
    const svg = svgOf(chainScene(6000));
    assertWellFormed(svg);
    assert.equal(svg.match(/>Relu<\/text>/gu)!.length, 6000);
    assert.ok(svg.match(/<rect [^>]*rx=/gu)!.length >= 6000);
    assert.ok(svg.match(/<path /gu)!.length >= 2 * 5999, "lines and arrows");
    assert.equal(svg.match(/<title>5999<\/title>/gu)!.length, 1);
  });

  it("takes nothing in names for markup", () => {
    const scene = sceneOf(1, []);
    const labels = scene.labels.map((label) => ({ ...label, title: `<script>&"'`, detail: "a\u202eb" }));
    const svg = svgOf({ ...scene, labels });
    assertWellFormed(svg);
    assert.ok(svg.includes("&lt;script&gt;&amp;&quot;&#39;</text>"));
    assert.ok(!svg.includes("\u202e") && !svg.includes("<script"));
    assert.ok(svg.includes("<title>main &lt;graph&gt;</title>"));
    assert.ok(svg.includes("font-family:&quot;Segoe UI&quot;, sans-serif"));
  });

  it("keeps transforms, clips, dashes and what was saved", () => {
    const context = new SvgContext(measure);
    context.setTransform(2, 0, 0, 2, 10, 20);
    context.save();
    context.beginPath();
    context.rect(0, 0, 10, 10);
    context.clip();
    context.setLineDash([3, 3]);
    context.globalAlpha = 0.5;
    context.beginPath();
    context.moveTo(1, 2);
    context.lineTo(3.14159, 4);
    context.stroke();
    context.restore();
    context.font = "italic 600 10px mono";
    context.textAlign = "right";
    context.fillText("x", 1, 2);
    const svg = context.finish(30, 40, "#fff", "t");
    assertWellFormed(svg);
    assert.match(
      svg,
      /<clipPath id="c0"><path d="M0 0h10v10h-10Z" transform="matrix\(2 0 0 2 10 20\)"\/><\/clipPath>/u,
    );
    assert.match(
      svg,
      /<g clip-path="url\(#c0\)"><g transform="matrix\(2 0 0 2 10 20\)">\n<path d="M1 2L3\.1 4" class="g0"\/>\n<\/g><\/g><g transform/u,
    );
    assert.match(svg, /<text x="1" y="2" textLength="7" class="g1">x</u);
    assert.match(
      svg,
      /<style>\.g0\{fill:none;stroke:#000;stroke-dasharray:3 3;opacity:0\.5\}\.g1\{text-anchor:end;font-style:italic;font-weight:600;font-size:10px;font-family:mono;fill:#000\}<\/style>/u,
    );
  });

  it("draws inside and outline of a shape as one", () => {
    const context = new SvgContext(measure);
    context.beginPath();
    context.roundRect(0, 0, 10, 20, 4);
    context.fill();
    context.stroke();
    context.stroke();
    const svg = context.finish(30, 40, "#fff", "t");
    assert.deepEqual(svg.match(/(?<=rx="4" class=)"g\d"/gu), ['"g1"', '"g2"']);
    assert.match(svg, /\.g1\{fill:#000;stroke:#000\}\.g2\{fill:none;stroke:#000\}/u);
  });
});
