import { element } from "./element.ts";

export interface Field<T extends HTMLElement> {
  box: HTMLElement;
  input: T;
  /** The sentence beside it; empty: nothing is wrong. */
  say(sentence: string): void;
}

let count = 0;

/** A line, or several where `rows` are told. */
export function field(
  label: string,
  attributes: Readonly<Record<string, string | number | boolean>>,
  hint?: string,
): Field<HTMLInputElement | HTMLTextAreaElement> {
  return labelled(label, hint, (id) => element("rows" in attributes ? "textarea" : "input", { id, ...attributes }));
}

export function choice(label: string, options: readonly (readonly [string, string])[]): Field<HTMLSelectElement> {
  return labelled(label, undefined, (id) =>
    element("select", { id }, ...options.map(([value, shown]) => element("option", { value }, shown))),
  );
}

/** A box to tick before a whole sentence. */
export function tick(sentence: string): Field<HTMLInputElement> {
  const id = `f${count++}`;
  const input = element("input", { id, type: "checkbox", required: true });
  const label = element("label", { for: id }, sentence);
  return withProblem(element("div", { class: "tick" }, input, label), input);
}

function labelled<T extends HTMLElement>(label: string, hint: string | undefined, make: (id: string) => T): Field<T> {
  const id = `f${count++}`;
  const input = make(id);
  const shown = element("label", { for: id }, label, hint !== undefined && element("small", {}, ` ${hint}`));
  return withProblem(element("div", { class: "field" }, shown, input), input);
}

function withProblem<T extends HTMLElement>(box: HTMLElement, input: T): Field<T> {
  const id = `${input.id}-problem`;
  const problem = element("p", { id, class: "problem", role: "alert" });
  box.append(problem);
  input.addEventListener("input", () => say(""));
  return { box, input, say };

  function say(sentence: string): void {
    problem.textContent = sentence;
    const told = { "aria-invalid": "true", "aria-describedby": id };
    for (const [name, value] of Object.entries(told))
      if (sentence) input.setAttribute(name, value);
      else input.removeAttribute(name);
  }
}
