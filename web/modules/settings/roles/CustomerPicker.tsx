import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useHits } from "../../../palette/useHits.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { useTrial } from "./trial.ts";

interface Props {
  userId: string;
  customerId: string | undefined;
  onPick: (customerId: string | undefined) => void;
}

/** One customer among those the reader sees, found as in the search box. */
export function CustomerPicker({ userId, customerId, onPick }: Props) {
  const { t } = useTranslation();
  const name = useTrial(userId, customerId).data?.customer.name;
  return (
    <div className="row try-customer">
      <Menu
        className="inp s try-pick"
        trigger={
          <>
            {customerId && <span className="sr">{t("settings.roles.try.customer")}</span>}
            <Icon name="customers" size={14} />
            <span className={`grow el ${customerId ? "" : "t3"}`}>
              {customerId ? (name ?? "…") : t("settings.roles.try.customer")}
            </span>
            <Icon name="down" size={14} />
          </>
        }
      >
        {(close) => (
          <Found
            onPick={(id) => {
              close();
              onPick(id);
            }}
          />
        )}
      </Menu>
      {customerId && (
        <ActionButton
          small
          look="text"
          icon="close"
          label={t("settings.roles.try.no_customer")}
          onClick={() => onPick(undefined)}
        />
      )}
    </div>
  );
}

function Found({ onPick }: { onPick: (customerId: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const { hits, isSearching } = useHits(typed);
  const customers = hits.filter((hit) => hit.object === "customer").slice(0, 8);
  return (
    <>
      <input
        className="inp s"
        ref={focusOnOpen}
        value={typed}
        placeholder={t("settings.roles.try.search")}
        aria-label={t("settings.roles.try.search")}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && customers[0] && onPick(customers[0].customer_id)}
      />
      {customers.map((hit) => (
        <MenuItem key={hit.id} onClick={() => onPick(hit.customer_id)}>
          <span className="el grow">{hit.name.map((piece) => piece.text).join("")}</span>
          <span className="t3 small">{hit.number}</span>
        </MenuItem>
      ))}
      {typed.trim() && !isSearching && customers.length === 0 && <div className="h">{t("frame.nothing_found")}</div>}
    </>
  );
}
