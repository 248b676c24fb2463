import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "./org.ts";

interface Props {
  contact: Contact;
  children?: ReactNode;
}

/** One person of the chart: name, title, and what they say in buying. */
export function OrgCard({ contact, children }: Props) {
  return (
    <div className={`org-card ${contact.buying_role === "decides" ? "decides" : ""}`}>
      <div className="row">
        <b className="el grow">{contact.name}</b>
        {children}
      </div>
      <div className="row small">
        <span className="t3 el grow">{contact.title ?? contact.department}</span>
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
