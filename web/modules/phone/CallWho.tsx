import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createCustomerContract } from "../../../server/modules/customers/customer.contract.ts";
import { useCan } from "../../frame/me.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Tag } from "../../ui/Tag.tsx";
import { NewCustomer } from "../customers/new/NewCustomer.tsx";
import { type MyCall, updateCall, whoOf } from "./calls.ts";

/** Who it is, leading to their record; for somebody unknown a new one with their number in it. */
export function CallWho({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const can = useCan();
  const [isMaking, setMaking] = useState(false);
  const { name, company, customerId } = whoOf(call);
  const { display } = call.their;
  const isUnknown = call.customers.length === 0 && call.direction !== "internal";
  return (
    <div className="row party">
      <h2 className="el">
        {customerId ? (
          <Link to="/customers/$customerId" params={{ customerId }} search={{}}>
            {name}
          </Link>
        ) : (
          name
        )}
      </h2>
      {company && <span className="el t2">{company}</span>}
      {display && display !== name && <span className="nw t2">{display}</span>}
      <Tag look="acc">{t(`phone.direction.${call.direction}`)}</Tag>
      {call.number && <span className="el t3 small only-l">{call.number.label}</span>}
      {call.client && <Tag>{call.client.name}</Tag>}
      {call.customers.length > 1 && !customerId && (
        <select
          className="inp s which"
          aria-label={t("phone.which")}
          value=""
          onChange={(event) => choose(event.target.value)}
        >
          <option value="">{t("phone.which")}</option>
          {call.customers.map((one) => (
            <option key={one.id} value={one.id}>
              {one.contact ? `${one.contact.name} · ${one.name}` : one.name}
            </option>
          ))}
        </select>
      )}
      {isUnknown && can(createCustomerContract.permission) && (
        <ActionButton small icon="plus" onClick={() => setMaking(true)}>
          {t("phone.new_customer")}
        </ActionButton>
      )}
      {isMaking && (
        <NewCustomer
          phone={call.their.display ?? ""}
          onMade={(customer_id) => void updateCall(call.id, { customer_id })}
          onClose={() => setMaking(false)}
        />
      )}
    </div>
  );

  function choose(id: string) {
    const chosen = call.customers.find((one) => one.id === id);
    if (chosen) void updateCall(call.id, { customer_id: id, contact_id: chosen.contact?.id ?? null });
  }
}
