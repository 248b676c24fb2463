import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useHits } from "../../../palette/useHits.ts";
import { focusOnOpen } from "../../../ui/focus.ts";
import { MenuItem } from "../../../ui/Menu.tsx";
import type { Draft } from "./draft.ts";

interface Props {
  label: string;
  value: Draft;
  onPick: (id: string) => void;
  inForm: boolean;
}

/** Another customer, found by typing as in the search box. */
export function CustomerSearch({ label, value, onPick, inForm }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const { hits, isSearching } = useHits(typed);
  const customers = hits.filter((hit) => hit.object === "customer").slice(0, 6);
  return (
    <div className="own-search">
      <input
        className={inForm ? "inp" : "inp s"}
        {...(inForm ? {} : { ref: focusOnOpen })}
        value={typed}
        aria-label={label}
        placeholder={t("customers.own.search_customer")}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !customers[0]) return;
          event.preventDefault();
          event.stopPropagation();
          pick(customers[0].customer_id, textOf(customers[0]));
        }}
      />
      {customers.map((hit) => (
        <MenuItem key={hit.id} onClick={() => pick(hit.customer_id, textOf(hit))}>
          <span className="el grow">{textOf(hit)}</span>
          <span className="t3 small">{hit.number}</span>
        </MenuItem>
      ))}
      {typed.trim() && !isSearching && customers.length === 0 && value !== typed && (
        <p className="small t3">{t("frame.nothing_found")}</p>
      )}
      {value !== "" && typed === "" && (
        <MenuItem onClick={() => onPick("")}>
          <span className="t3">{t("customers.own.no_customer")}</span>
        </MenuItem>
      )}
    </div>
  );

  function pick(id: string, name: string) {
    setTyped(inForm ? name : "");
    onPick(id);
  }
}

const textOf = (hit: { name: readonly { text: string }[] }): string => hit.name.map((piece) => piece.text).join("");
