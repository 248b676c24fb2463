import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "./org.ts";

interface Props {
  contact: Contact;
  children?: ReactNode;
}

/** One person of the chart: name, title, and what they say in buying. */
export function OrgCard({ contact, children }: Props) {
  const place = [contact.title, contact.department].filter(Boolean).join(" · ");
  return (
    <div className={`org-card ${contact.buying_role === "decides" ? "decides" : ""}`}>
      <div className="row">
        <b className="el grow">{contact.name}</b>
        {children}
      </div>
      <div className="row small">
        <span className="t3 el grow" title={place}>
          {place}
        </span>
        <BuyingRole role={contact.buying_role} />
      </div>
    </div>
  );
}

export function BuyingRole({ role }: { role: Contact["buying_role"] }) {
  const { t } = useTranslation();
  if (!role) return null;
  return <span className={`role ${role}`}>{t(`customers.buying_role.${role}`)}</span>;
}
