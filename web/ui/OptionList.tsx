import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { isLike } from "../text/initials.ts";
import { focusOnOpen } from "./focus.ts";
import { MenuItem } from "./Menu.tsx";

export interface Option {
  value: string;
  label: string;
  sign?: ReactNode;
}

interface Props {
  options: readonly Option[];
  value?: string | undefined;
  label: string;
  onPick: (value: string) => void;
}

const searchFrom = 9;
const shownAtOnce = 200;

/** The choices inside a menu; many get a box to narrow them down. */
export function OptionList({ options, value, label, onPick }: Props) {
  const [wanted, setWanted] = useState("");
  const { t } = useTranslation();
  const found = options.filter((option) => isLike(option.label, wanted)).slice(0, shownAtOnce);
  return (
    <>
      {options.length >= searchFrom && (
        <input
          className="inp s"
          ref={focusOnOpen}
          placeholder={t("frame.narrow_down")}
          aria-label={t("frame.narrow_down_in", { what: label })}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && found[0] && onPick(found[0].value)}
        />
      )}
      {found.map((option) => (
        <MenuItem key={option.value} isOn={option.value === value} onClick={() => onPick(option.value)}>
          {option.sign}
          <span className="el">{option.label}</span>
        </MenuItem>
      ))}
      {found.length === 0 && <div className="h">{t("frame.nothing_found")}</div>}
    </>
  );
}
