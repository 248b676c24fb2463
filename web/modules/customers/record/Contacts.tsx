import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  addContactContract,
  removeContactContract,
  updateContactContract,
} from "../../../../server/modules/customers/contact.contract.ts";
import { call } from "../../../api/call.ts";
import { absent } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { InlineEdit } from "../../../ui/InlineEdit.tsx";
import { AddContact } from "./AddContact.tsx";
import { AddPoint } from "./AddPoint.tsx";
import { EraseContact } from "./EraseContact.tsx";
import { PointLine } from "./PointLine.tsx";
import { useRecord } from "./RecordContext.ts";
import { RemoveMasked } from "./RemoveMasked.tsx";
import { act, type CustomerRecord, replaceRecord } from "./record.ts";

type Contact = NonNullable<CustomerRecord["contacts"]>[number];

/** How to reach the customer, and the people there. */
export function Contacts() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const [isAdding, setAdding] = useState(false);
  const points = record.contact_points;
  const isShut = useIsShut("contact_points");
  return (
    <>
      {points && (
        <section>
          <div className="sect">
            <h2>{t("customers.contact_points")}</h2>
            <span className="grow" />
            {!isShut && <AddPoint contactId={null} />}
          </div>
          {points
            .filter((point) => !point.contact_id)
            .map((point) => (
              <PointLine key={point.id} point={point} />
            ))}
          {points.every((point) => point.contact_id) && <p className="t3 small">{t("customers.no_points")}</p>}
        </section>
      )}
      {record.contacts && (record.kind === "company" || record.contacts.length > 0) && (
        <section>
          <div className="sect">
            <h2>{t("customers.contacts")}</h2>
            {record.contacts.length > 0 && <span className="cnt">{record.contacts.length}</span>}
            <span className="grow" />
            <AddContactButton onClick={() => setAdding(true)} />
          </div>
          {isAdding && <AddContact onClose={() => setAdding(false)} />}
          {record.contacts.map((contact) => (
            <ContactBlock key={contact.id} contact={contact} />
          ))}
          {record.contacts.length === 0 && !isAdding && <p className="t3 small">{t("customers.no_contacts")}</p>}
        </section>
      )}
    </>
  );
}

function AddContactButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  if (useIsShut("contacts")) return null;
  return (
    <button type="button" className="btn link small" onClick={onClick}>
      {t("customers.add_contact")}
    </button>
  );
}

function ContactBlock({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const isShut = useIsShut("contacts");
  const points = (record.contact_points ?? []).filter((point) => point.contact_id === contact.id);
  const params = { customerId: record.id, contactId: contact.id };
  const isMasked = points.some(({ is_masked }) => is_masked);
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="contact">
      <div className="row">
        <b className="el">{field("name")}</b>
        <span className="t3 small el grow">{field("title")}</span>
        {!isShut && (
          <span className="row quiet">
            <AddPoint contactId={contact.id} />
            <ActionButton
              look="text"
              small
              icon="bin"
              label={t("customers.remove_contact", { name: contact.name })}
              onClick={() => (isMasked ? setAsking(true) : remove())}
            />
            {!record.blocked.erase && <EraseContact id={contact.id} name={contact.name} />}
          </span>
        )}
      </div>
      {points.map((point) => (
        <PointLine key={point.id} point={point} />
      ))}
      {isAsking && <RemoveMasked what={contact.name} onRemove={remove} onClose={() => setAsking(false)} />}
    </div>
  );

  function field(name: "name" | "title") {
    const value = contact[name] ?? "";
    return (
      <InlineEdit
        label={t(`customers.contact.${name}`)}
        value={value}
        shown={value || <span className="t3">{name === "title" ? t("customers.contact.title") : absent}</span>}
        readOnly={isShut ? t("blocked.no_permission") : undefined}
        explain={problemText}
        seen={contact[name]}
        onSave={async (text, seen) => {
          const body = { set: { [name]: text.trim() || null }, seen: { [name]: seen } };
          replaceRecord(await call(updateContactContract, { params, body }));
        }}
        editor={({ value: text, onChange, label }) => (
          <input
            className="inp s"
            ref={focusOnOpen}
            aria-label={label}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      />
    );
  }

  function remove() {
    const { name, title, department, remark, client_id, reports_to, buying_role } = contact;
    const reports = (record.contacts ?? []).filter((one) => one.reports_to === contact.id);
    const contact_points = points.map(({ kind, value, label, is_primary }) => ({ kind, value, label, is_primary }));
    void act(
      () => call(removeContactContract, { params }),
      t("customers.contact_removed", { name }),
      isMasked
        ? undefined
        : () =>
            call(addContactContract, {
              params: { customerId: record.id },
              body: { name, title, department, remark, client_id, reports_to, buying_role, contact_points },
            }).then((next) => takeReportsBack(next, contact, reports)),
    );
  }
}

/** Who reported to a contact before it was removed reports to its return, which has an id of its own. */
async function takeReportsBack(
  next: CustomerRecord,
  gone: Contact,
  reports: readonly Contact[],
): Promise<CustomerRecord> {
  const back = next.contacts?.findLast((one) => one.name === gone.name);
  if (!back) return next;
  let last = next;
  for (const { id } of reports) {
    const now = last.contacts?.find((one) => one.id === id);
    if (!now) continue;
    const body = { set: { reports_to: back.id }, seen: { reports_to: now.reports_to } };
    last = await call(updateContactContract, { params: { customerId: next.id, contactId: id }, body });
  }
  return last;
}

export function useIsShut(field: "contacts" | "contact_points"): boolean {
  const { record } = useRecord();
  return record.blocked.update !== undefined || record.read_only.includes(field);
}
