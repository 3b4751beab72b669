// Keys and buttons of the mouse that lead through the model. What VS Code would do on them is kept from it.
import type { FindBar } from "./find/find-bar";
import type { Navigation } from "./navigation/navigation";
import type { Store } from "./store";

/** Of a mouse. */
const BACK_BUTTON = 3;
const FORWARD_BUTTON = 4;

export function listenForShortcuts(store: Store, bar: FindBar, navigation: Navigation): void {
  document.addEventListener("keydown", (event) => {
    const { key, altKey } = event;
    const isFind = (event.ctrlKey || event.metaKey) && !altKey && key === "f" && store.state.document !== null;
    const way = altKey && key === "ArrowLeft" ? -1 : altKey && key === "ArrowRight" ? 1 : null;
    if (isFind) {
      keep(event);
      bar.open();
    } else if (way !== null && navigation.leads(way)) {
      keep(event);
      void navigation.travel(way);
    }
  });
  document.addEventListener("mouseup", (event) => {
    const way = event.button === BACK_BUTTON ? -1 : event.button === FORWARD_BUTTON ? 1 : null;
    if (way !== null) {
      keep(event);
      void navigation.travel(way);
    }
  });
}

function keep(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
