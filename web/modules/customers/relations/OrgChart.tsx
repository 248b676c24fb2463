import "./org.css";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { AddContact } from "../record/AddContact.tsx";
import { useIsShut } from "../record/Contacts.tsx";
import { useRecord } from "../record/RecordContext.ts";
import { ContactRelations } from "./ContactRelations.tsx";
import { OrgCard } from "./OrgCard.tsx";
import { OrgMenu } from "./OrgMenu.tsx";
import { type Contact, lineBelow, organisationOf } from "./org.ts";
import { place } from "./reporting.ts";

/** Who reports to whom and who says what in buying: one is dragged onto another, or put there by the menu. */
export function OrgChart() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const isShut = useIsShut("contacts");
  const [isAdding, setAdding] = useState(false);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const contacts = record.contacts ?? [];
  const organisation = organisationOf(contacts);
  const line = dragged ? lineBelow(dragged, organisation) : new Set<string>();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area is reached by keyboard
    <section className="org-tab" tabIndex={0} aria-label={t("customers.tab.organisation")}>
      <div className="row org-head">
        <p className="t3 small grow">
          {contacts.length > 0 && t(isShut ? "relations.org.read_only" : "relations.org.hint")}
        </p>
        {!isShut && (
          <button type="button" className="btn s" onClick={() => setAdding(true)}>
            {t("customers.add_contact")}
          </button>
        )}
      </div>
      {isAdding && <AddContact onClose={() => setAdding(false)} />}
      {contacts.length === 0 && !isAdding && (
        <EmptyState title={t("relations.org.empty")}>{t("relations.org.empty_text")}</EmptyState>
      )}
      {organisation.tops.length > 0 && (
        <div className="org-scroll">
          <ul className="org">{organisation.tops.map(branch)}</ul>
        </div>
      )}
      {(organisation.loose.length > 0 || dragged) && (
        // biome-ignore lint/a11y/noStaticElementInteractions: what is dropped here reports to nobody; the menu does the same
        <div className={`org-loose ${over === "loose" ? "over" : ""}`} {...target("loose", null, Boolean(dragged))}>
          <h2>{t("relations.org.loose")}</h2>
          <ul>
            {organisation.loose.map((one) => (
              <li key={one.id}>{card(one)}</li>
            ))}
          </ul>
        </div>
      )}
      <ContactRelations />
    </section>
  );

  function branch(contact: Contact) {
    const reports = organisation.reportsOf(contact.id);
    return (
      <li key={contact.id}>
        {card(contact)}
        {reports.length > 0 && <ul>{reports.map(branch)}</ul>}
      </li>
    );
  }

  function card(contact: Contact) {
    const mayTake = dragged !== null && !line.has(contact.id);
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: dragging is a short way; the menu does the same
      <div
        className={`org-place ${over === contact.id ? "over" : ""} ${dragged && !mayTake ? "faint" : ""}`}
        draggable={!isShut}
        onDragStart={(event) => {
          event.dataTransfer.setData("text/plain", contact.name);
          event.dataTransfer.effectAllowed = "move";
          setDragged(contact.id);
        }}
        onDragEnd={stop}
        {...target(contact.id, contact.id, mayTake)}
      >
        <OrgCard contact={contact}>{!isShut && <OrgMenu contact={contact} organisation={organisation} />}</OrgCard>
      </div>
    );
  }

  function target(name: string, superior: string | null, mayTake: boolean) {
    return {
      onDragOver: (event: DragEvent) => {
        if (!mayTake) return;
        event.preventDefault();
        setOver(name);
      },
      onDragLeave: () => setOver((now) => (now === name ? null : now)),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        const contact = contacts.find((one) => one.id === dragged);
        stop();
        if (contact && mayTake && contact.reports_to !== superior) place(record, contact, { reports_to: superior });
      },
    };
  }

  function stop() {
    setDragged(null);
    setOver(null);
  }
}
