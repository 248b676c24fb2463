import type { ReactNode } from "react";

interface Props<Option extends string> {
  legend: string;
  options: readonly Option[];
  value: Option;
  nameOf: (option: Option) => string;
  onChange: (option: Option) => void;
  /** What the choice means, or why it cannot be. */
  children?: ReactNode;
}

/** One of few, all of them seen. */
export function Choice<Option extends string>({ legend, options, value, nameOf, onChange, children }: Props<Option>) {
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className="seg fill">
        {options.map((option) => (
          <button key={option} type="button" aria-pressed={value === option} onClick={() => onChange(option)}>
            {nameOf(option)}
          </button>
        ))}
      </div>
      {children}
    </fieldset>
  );
}
