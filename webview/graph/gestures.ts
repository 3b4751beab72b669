// What pointer, wheel and keys do to the drawing.
/** A press that moves less than this is a click. */
const DRAG_THRESHOLD = 4;

export interface GestureActions {
  /** By pixels of the screen. */
  moveBy(dx: number, dy: number): void;
  /** What is seen at the pointer stays there. */
  zoomBy(factor: number, event: MouseEvent): void;
  /** A click. */
  pick(event: MouseEvent): void;
  /** A double click. */
  open(event: MouseEvent): void;
  /** VS Code is about to ask what is under the pointer. */
  tellContext(event: MouseEvent): void;
}

export function listenToPointer(pane: HTMLElement, actions: GestureActions): void {
  let press: { x: number; y: number; moved: boolean } | null = null;
  pane.addEventListener("pointerdown", (event) => {
    if (event.button === 0) {
      press = { x: event.clientX, y: event.clientY, moved: false };
      pane.setPointerCapture(event.pointerId);
    }
  });
  pane.addEventListener("pointermove", (event) => {
    if (press === null) {
      return;
    }
    const [dx, dy] = [event.clientX - press.x, event.clientY - press.y];
    if (press.moved || Math.hypot(dx, dy) >= DRAG_THRESHOLD) {
      press = { x: event.clientX, y: event.clientY, moved: true };
      pane.classList.add("panning");
      actions.moveBy(dx, dy);
    }
  });
  pane.addEventListener("pointerup", (event) => {
    if (press !== null && !press.moved) {
      actions.pick(event);
    }
    press = null;
    pane.classList.remove("panning");
  });
  pane.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        actions.zoomBy(Math.exp(-event.deltaY / 200), event);
      } else {
        actions.moveBy(-event.deltaX, -event.deltaY);
      }
    },
    { passive: false },
  );
  // VS Code asks what is under the pointer once it hears of this itself.
  pane.addEventListener("contextmenu", (event) => actions.tellContext(event), { capture: true });
  pane.addEventListener("dblclick", (event) => actions.open(event));
}

/** @param moves What keys do, by their names. */
export function listenToKeys(root: HTMLElement, moves: Readonly<Record<string, () => void>>): void {
  root.addEventListener("keydown", (event) => {
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      move();
    }
  });
}
