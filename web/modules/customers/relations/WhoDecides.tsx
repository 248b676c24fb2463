import "./org.css";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useRecord } from "../record/RecordContext.ts";
import { OrgCard } from "./OrgCard.tsx";
import { type Contact, type Organisation, organisationOf } from "./org.ts";

const most = 9;

/** The few who matter, beside the record; the whole chart is a tab. */
export function WhoDecides() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const contacts = record.contacts;
  if (!contacts || record.kind !== "company" || contacts.length === 0) return null;
  const organisation = organisationOf(contacts);
  const shown = firstOf(organisation);
  const count = contacts.length;
  return (
    <section aria-labelledby="who-decides">
      <div className="sect">
        <h2 id="who-decides">{t("relations.org.who_decides")}</h2>
        <span className="grow" />
        <Link
          className="small"
          to="/customers/$customerId"
          params={{ customerId: record.id }}
          search={{ tab: "organisation" }}
        >
          {t("relations.org.all_contacts", { count })}
        </Link>
      </div>
      {organisation.tops.length === 0 ? (
        <p className="t3 small">{t("relations.org.nobody_yet")}</p>
      ) : (
        <ul className="org small">
          {organisation.tops
            .filter((one) => shown.has(one.id))
            .map((one) => (
              <Branch key={one.id} contact={one} organisation={organisation} shown={shown} />
            ))}
        </ul>
      )}
    </section>
  );
}

interface BranchProps {
  contact: Contact;
  organisation: Organisation;
  shown: ReadonlySet<string>;
}

function Branch({ contact, organisation, shown }: BranchProps) {
  const reports = organisation.reportsOf(contact.id).filter((one) => shown.has(one.id));
  return (
    <li>
      <OrgCard contact={contact} />
      {reports.length > 0 && (
        <ul>
          {reports.map((one) => (
            <Branch key={one.id} contact={one} organisation={organisation} shown={shown} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** Level by level from the top, three at most beside each other. */
function firstOf({ tops, reportsOf }: Organisation): ReadonlySet<string> {
  const shown = new Set<string>();
  let level: readonly Contact[] = tops.slice(0, 3);
  while (level.length > 0 && shown.size < most) {
    for (const one of level) if (shown.size < most) shown.add(one.id);
    level = level.flatMap((one) => reportsOf(one.id).slice(0, 3));
  }
  return shown;
}
