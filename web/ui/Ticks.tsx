import "./ticks.css";

interface Props {
  legend: string;
  hint?: string;
  options: readonly { id: string; name: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Several of a few: boxes to tick. */
export function Ticks({ legend, hint, options, chosen, onChange }: Props) {
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className="ticks">
        {options.map((option) => (
          <label key={option.id} className="row">
            <input
              type="checkbox"
              className="cb"
              checked={chosen.includes(option.id)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, option.id] : chosen.filter((id) => id !== option.id))
              }
            />
            <span className="el">{option.name}</span>
          </label>
        ))}
      </div>
      {hint && <p className="small t3">{hint}</p>}
    </fieldset>
  );
}
