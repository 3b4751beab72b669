// Shown instead of the graph where a file cannot be.
import type { Problem } from "../src/protocol/messages";
import { element } from "./elements";

export function problemPage({ message, notAModel }: Problem, reopen: () => void): HTMLElement {
  const page = element("main", { id: "problem" }, element("p", { role: "alert" }, message));
  const button = element(
    "button",
    { type: "button", id: "reopen", class: notAModel ? "primary" : "" },
    "Reopen With...",
  );
  button.addEventListener("click", reopen);
  page.append(button);
  return page;
}
