// One parameter of a form: made from what the transform says about it, checked as it is typed.
import type { NamedParameter, ParameterValue } from "../../src/protocol/messages";
import { choicesFor, kindOf, problemOf } from "../../src/protocol/parameters";
import { element, setText } from "../look/elements";

type Control = HTMLInputElement | HTMLSelectElement;

export class ParameterField {
  readonly root: HTMLElement;
  readonly #control: Control;
  readonly #problem: HTMLElement;

  constructor(
    readonly parameter: NamedParameter,
    value: ParameterValue,
    format: string,
    onInput: () => void,
  ) {
    const { name, title, description } = parameter;
    const id = `parameter-${name}`;
    this.#control = controlFor(parameter, value, format);
    this.#control.id = id;
    this.#control.name = name;
    this.#problem = element("p", { class: "problem", id: `${id}-problem`, hidden: "" });
    this.#control.setAttribute("aria-describedby", `${id}-help ${id}-problem`);
    this.#control.addEventListener("input", () => {
      this.#check();
      onInput();
    });
    const label = element("label", { for: id }, title);
    const help = element("p", { class: "help", id: `${id}-help` }, description);
    const isCheckbox = kindOf(parameter) === "boolean";
    this.root = element(
      "div",
      { class: "field" },
      ...(isCheckbox ? [element("div", { class: "check" }, this.#control, label)] : [label, this.#control]),
      this.#problem,
      help,
    );
  }

  get name(): string {
    return this.parameter.name;
  }

  /** Null where what was typed is no value of the parameter. */
  get value(): ParameterValue | null {
    const value = this.#typed();
    return problemOf(this.parameter, value) === null ? value : null;
  }

  focus(): void {
    this.#control.focus();
  }

  #check(): void {
    const problem = problemOf(this.parameter, this.#typed());
    setText(this.#problem, problem);
    this.#problem.hidden = problem === null;
    this.#control.setAttribute("aria-invalid", `${problem !== null}`);
  }

  #typed(): ParameterValue {
    const control = this.#control;
    const text = control.value.trim();
    switch (kindOf(this.parameter)) {
      case "number":
        return text === "" ? NaN : Number(text);
      case "boolean":
        return (control as HTMLInputElement).checked;
      case "list":
        return text === "" ? [] : text.split(",").map((item) => item.trim());
      case "text":
        return text;
    }
  }
}

function controlFor(parameter: NamedParameter, value: ParameterValue, format: string): Control {
  if (parameter.choices !== undefined) {
    // Of a list none or one is chosen here; a recipe may give more.
    const isList = kindOf(parameter) === "list";
    const text = isList ? (value as readonly string[]).join(", ") : String(value);
    const choices = new Set([...(isList ? [""] : []), ...choicesFor(parameter, format), text]);
    const options = [...choices].map((choice) => element("option", { value: choice }, choice || "any"));
    const select = element("select", {}, ...options);
    select.value = text;
    return select;
  }
  const input = element("input", { spellcheck: "false", autocomplete: "off" });
  switch (kindOf(parameter)) {
    case "boolean":
      input.type = "checkbox";
      input.checked = value === true;
      break;
    case "number":
      // Not type=number, which hides what is wrong from us and follows the system's decimal point.
      input.inputMode = "decimal";
      input.value = String(value);
      break;
    case "list":
      input.placeholder = "Names with commas between";
      input.value = (value as readonly string[]).join(", ");
      break;
    case "text":
      input.value = String(value);
  }
  return input;
}
