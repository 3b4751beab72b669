import * as vscode from "vscode";
import type { AskedParameter, Parameters, TransformInfo } from "../protocol/messages";

/** Asks for the parameters of a transform that have no good value for all models. @returns null where it was dismissed. */
export async function askParameters({ title, asks }: TransformInfo): Promise<Parameters | null> {
  const parameters: Record<string, Parameters[string]> = {};
  for (const [index, asked] of asks.entries()) {
    const step = asks.length > 1 ? ` (${index + 1}/${asks.length})` : "";
    const answer = await ask(`${title}${step}`, asked);
    if (answer === undefined) {
      return null;
    }
    parameters[asked.name] = answer;
  }
  return parameters;
}

async function ask(title: string, asked: AskedParameter): Promise<number | string | undefined> {
  const { description, choices } = asked;
  if (choices !== undefined) {
    return vscode.window.showQuickPick([...choices], { title, placeHolder: description });
  }
  const isNumber = typeof asked.default === "number";
  const text = await vscode.window.showInputBox({
    title,
    prompt: `${asked.title}: ${description}`,
    value: String(asked.default),
    validateInput: (input) => (isNumber ? whyNoNumber(input, asked) : null),
  });
  return text === undefined || !isNumber ? text : Number(text);
}

function whyNoNumber(input: string, { minimum = -Infinity, maximum = Infinity }: AskedParameter): string | null {
  const value = Number(input);
  if (input.trim() !== "" && value >= minimum && value <= maximum) {
    return null;
  }
  return Number.isFinite(maximum)
    ? vscode.l10n.t("A number from {0} to {1}.", minimum, maximum)
    : vscode.l10n.t("A number of at least {0}.", minimum);
}
