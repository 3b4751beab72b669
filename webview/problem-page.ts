// Shown instead of the graph where a file cannot be.
import type { CommandId, Problem } from "../src/protocol/messages";
import { element } from "./look/elements";

/** @param run Runs a command. */
export function problemPage({ message, notAModel, mayReopen }: Problem, run: (id: CommandId) => void): HTMLElement {
  const button = (id: string, label: string, command: CommandId, isPrimary: boolean) => {
    const made = element("button", { type: "button", id, class: isPrimary ? "primary" : "" }, label);
    made.addEventListener("click", () => run(command));
    return made;
  };
  return element(
    "main",
    { id: "problem" },
    element("p", { role: "alert" }, message),
    ...(mayReopen ? [button("open-again", "Open Again", "modelBonsai.openAgain", true)] : []),
    button("reopen", "Reopen With...", "modelBonsai.reopenWith", notAModel),
  );
}
