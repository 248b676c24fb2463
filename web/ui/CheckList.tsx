import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isLike } from "../text/initials.ts";
import { focusOnOpen } from "./focus.ts";
import type { Option } from "./OptionList.tsx";

interface Props {
  options: readonly Option[];
  values: readonly string[];
  label: string;
  onChange: (values: string[]) => void;
}

const searchFrom = 9;
const shownAtOnce = 200;

/** Several choices inside a menu: each line is a tick, many get a box to narrow them down. Enter there takes the first. */
export function CheckList({ options, values, label, onChange }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState("");
  const found = options.filter((option) => isLike(option.label, wanted)).slice(0, shownAtOnce);
  const hasBox = options.length >= searchFrom;
  return (
    <fieldset className="checks">
      <legend className="sr">{label}</legend>
      {hasBox && (
        <input
          className="inp s"
          type="text"
          ref={focusOnOpen}
          placeholder={t("frame.narrow_down")}
          aria-label={t("frame.narrow_down_in", { what: label })}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing || !wanted || !found[0]) return;
            event.preventDefault();
            event.stopPropagation();
            toggle(found[0].value);
            setWanted("");
          }}
        />
      )}
      <div className="check-lines">
        {found.map((option, index) => (
          <label key={option.value} className="o">
            <input
              type="checkbox"
              className="cb"
              checked={values.includes(option.value)}
              ref={!hasBox && index === 0 ? focusOnOpen : undefined}
              onChange={() => toggle(option.value)}
            />
            {option.sign}
            <span className="el">{option.label}</span>
          </label>
        ))}
        {found.length === 0 && <div className="h">{t("frame.nothing_found")}</div>}
      </div>
    </fieldset>
  );

  function toggle(value: string) {
    onChange(values.includes(value) ? values.filter((one) => one !== value) : [...values, value]);
  }
}
