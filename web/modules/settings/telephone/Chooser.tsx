import { Field } from "../../../ui/Field.tsx";

interface Props {
  label: string;
  options: readonly { id: string; name: string }[];
  value: string;
  /** What an empty choice is called; absent: one has to be chosen. */
  none?: string;
  error?: string | undefined;
  hint?: string;
  onChange: (id: string) => void;
}

/** One of a list of named things. */
export function Chooser({ label, options, value, none, error, hint, onChange }: Props) {
  return (
    <Field label={label} error={error} {...(hint ? { hint } : {})}>
      <select
        className="inp"
        value={value}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </Field>
  );
}
