/**
 * Keeps Ctrl+A in a text field to the field. VS Code is handed every key of a webview and would select all once more, a
 * while later: what was typed meanwhile would be replaced by the next character.
 */
export function keepSelectAll(document: Document): void {
  document.addEventListener("keydown", (event) => {
    const isSelectAll = event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey);
    const { target } = event;
    if (isSelectAll && (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) {
      event.stopPropagation();
    }
  });
}
