// One parameter of a form: made from what the transform says about it, checked as it is typed.
import type { NamedParameter, ParameterValue } from "../../src/protocol/messages";
import { kindOf, problemOf } from "../../src/protocol/parameters";
import { element, setText } from "../look/elements";

type Control = HTMLInputElement | HTMLSelectElement;

export class ParameterField {
  readonly root: HTMLElement;
  readonly #control: Control;
  readonly #problem: HTMLElement;

  constructor(
    readonly parameter: NamedParameter,
    value: ParameterValue,
    onInput: () => void,
  ) {
    const { name, title, description } = parameter;
    const id = `parameter-${name}`;
    this.#control = controlFor(parameter, value);
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

function controlFor(parameter: NamedParameter, value: ParameterValue): Control {
  if (parameter.choices !== undefined) {
    const options = parameter.choices.map((choice) => element("option", { value: choice }, choice));
    const select = element("select", {}, ...options);
    select.value = String(value);
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
