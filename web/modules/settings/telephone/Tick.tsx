interface Props {
  label: string;
  hint?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** Something that holds or does not, with what it means below. */
export function Tick({ label, hint, isOn, onChange }: Props) {
  return (
    <label className="tel-rule">
      <input type="checkbox" className="cb" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <span className="col">
        {label}
        {hint && <span className="small t3">{hint}</span>}
      </span>
    </label>
  );
}
