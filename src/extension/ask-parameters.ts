import * as vscode from "vscode";
import type { NamedParameter, Parameters, TransformInfo } from "../protocol/messages";
import { problemOf } from "../protocol/parameters";

/** Asks for the parameters of a transform that have no good value for all models. @returns null where it was dismissed. */
export async function askParameters({ title, parameters: all }: TransformInfo): Promise<Parameters | null> {
  const asks = all.filter((each) => each.ask === true);
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

async function ask(title: string, asked: NamedParameter): Promise<number | string | undefined> {
  const { description, choices } = asked;
  if (choices !== undefined) {
    return vscode.window.showQuickPick([...choices], { title, placeHolder: description });
  }
  const isNumber = typeof asked.default === "number";
  const text = await vscode.window.showInputBox({
    title,
    prompt: `${asked.title}: ${description}`,
    value: String(asked.default),
    validateInput: (input) => problemOf(asked, isNumber && input.trim() !== "" ? Number(input) : input),
  });
  return text === undefined || !isNumber ? text : Number(text);
}
