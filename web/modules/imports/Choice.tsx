interface Props {
  label: string;
  hint: string;
  options: readonly { value: string; text: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** One of a few, side by side, with what it means. */
export function Choice({ label, hint, options, value, onChange }: Props) {
  return (
    <div className="im-choice">
      <h3 className="im-choice-name">{label}</h3>
      <div className="seg" role="radiogroup" aria-label={label}>
        {options.map((option) => (
          // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
          <button
            key={option.value}
            type="button"
            role="radio"
            aria-checked={option.value === value}
            onClick={() => onChange(option.value)}
          >
            {option.text}
          </button>
        ))}
      </div>
      <span className="small t3">{hint}</span>
    </div>
  );
}
