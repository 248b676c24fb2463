import { useState } from "react";
import { useTranslation } from "react-i18next";
import { buyingRoles } from "../../../../server/modules/customers/parts.contract.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { useRecord } from "../record/RecordContext.ts";
import { type Contact, lineBelow, type Organisation } from "./org.ts";
import { place } from "./reporting.ts";

interface Props {
  contact: Contact;
  organisation: Organisation;
}

/** What dragging does, by keyboard and on a phone, and the role in buying. */
export function OrgMenu({ contact, organisation }: Props) {
  const { t } = useTranslation();
  return (
    <Menu
      end
      className="btn text s ico"
      label={t("relations.org.place", { name: contact.name })}
      trigger={<Icon name="more" size={14} />}
    >
      {(close) => <Choices contact={contact} organisation={organisation} close={close} />}
    </Menu>
  );
}

function Choices({ contact, organisation, close }: Props & { close: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const [typed, setTyped] = useState("");
  const line = lineBelow(contact.id, organisation);
  const possible = (record.contacts ?? []).filter((one) => !line.has(one.id));
  const wanted = typed.trim().toLowerCase();
  const found = possible.filter((one) => `${one.name} ${one.title ?? ""}`.toLowerCase().includes(wanted));
  const departments = [...new Set((record.contacts ?? []).flatMap((one) => one.department ?? []))];
  const set = (change: Parameters<typeof place>[2]) => {
    close();
    place(record, contact, change);
  };
  return (
    <>
      <div className="h">{t("relations.org.role")}</div>
      {buyingRoles.map((role) => (
        <MenuItem
          key={role}
          isOn={contact.buying_role === role}
          onClick={() => set({ buying_role: contact.buying_role === role ? null : role })}
        >
          <span className="grow">{t(`customers.buying_role.${role}`)}</span>
          {contact.buying_role === role && <Icon name="check" size={14} />}
        </MenuItem>
      ))}
      <hr />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const department = String(new FormData(event.currentTarget).get("department")).trim() || null;
          if (department === contact.department) close();
          else set({ department });
        }}
      >
        <label className="h">
          {t("customers.field.department")}
          <input
            className="inp s"
            name="department"
            maxLength={120}
            autoComplete="off"
            list="departments"
            placeholder={t("relations.org.department_hint")}
            defaultValue={contact.department ?? ""}
          />
        </label>
        <datalist id="departments">
          {departments.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </form>
      <hr />
      <div className="h">{t("relations.org.reports_to")}</div>
      {possible.length > 8 && (
        <input
          className="inp s"
          value={typed}
          aria-label={t("relations.org.find")}
          placeholder={t("relations.org.find")}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {contact.reports_to && (
        <MenuItem onClick={() => set({ reports_to: null })}>{t("relations.org.to_nobody")}</MenuItem>
      )}
      {found.slice(0, 12).map((one) => (
        <MenuItem
          key={one.id}
          isOn={contact.reports_to === one.id}
          onClick={() => (contact.reports_to === one.id ? close() : set({ reports_to: one.id }))}
        >
          <span className="el grow">{one.name}</span>
          <span className="t3 small">{one.title}</span>
        </MenuItem>
      ))}
      {possible.length === 0 && <div className="h">{t("relations.org.nobody_above")}</div>}
    </>
  );
}
