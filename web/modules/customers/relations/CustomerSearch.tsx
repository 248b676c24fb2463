import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Hit, useHits } from "../../../palette/useHits.ts";
import { focusOnOpen } from "../../../ui/focus.ts";
import { MenuItem } from "../../../ui/Menu.tsx";

interface Props {
  object: Hit["object"];
  label: string;
  /** Who cannot be chosen. */
  without: string;
  onPick: (hit: Hit) => void;
}

const nameOf = (hit: Hit): string => hit.name.map((piece) => piece.text).join("");

/** Finds a customer or a contact and takes the one that is clicked; Enter takes the first. */
export function CustomerSearch({ object, label, without, onPick }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const { hits, isSearching } = useHits(typed);
  const found = hits.filter((hit) => hit.object === object && hit.id !== without).slice(0, 8);
  return (
    <>
      <input
        className="inp s"
        ref={focusOnOpen}
        value={typed}
        placeholder={label}
        aria-label={label}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          if (found[0] && !isSearching) onPick(found[0]);
        }}
      />
      {found.map((hit) => (
        <MenuItem key={hit.id} onClick={() => onPick(hit)}>
          <span className="el grow">{nameOf(hit)}</span>
          <span className="t3 small el">{hit.customer_name ?? hit.number}</span>
        </MenuItem>
      ))}
      {typed.trim() && !isSearching && found.length === 0 && <div className="h">{t("frame.nothing_found")}</div>}
    </>
  );
}
