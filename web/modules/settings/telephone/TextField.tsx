import type { HTMLInputTypeAttribute } from "react";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";

interface Props {
  label: string;
  value: string;
  error?: string | undefined;
  hint?: string;
  placeholder?: string;
  maxLength?: number;
  type?: HTMLInputTypeAttribute;
  isNumber?: boolean;
  isFirst?: boolean;
  onChange: (value: string) => void;
}

/** A line that is typed as it is: no browser completes, corrects or capitalises it. */
export function TextField({ label, value, error, hint, isNumber = false, isFirst = false, onChange, ...rest }: Props) {
  return (
    <Field label={label} error={error} {...(hint ? { hint } : {})}>
      <input
        className={`inp ${isNumber ? "num" : ""}`}
        value={value}
        inputMode={isNumber ? "numeric" : undefined}
        autoComplete={rest.type === "password" ? "new-password" : "off"}
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={error ? true : undefined}
        ref={isFirst ? focusOnOpen : undefined}
        onChange={(event) => onChange(event.target.value)}
        {...rest}
      />
    </Field>
  );
}
