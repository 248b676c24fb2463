import { useTranslation } from "react-i18next";
import { readCustomerTiersContract } from "../../../server/modules/customers/tier/customer_tier.contract.ts";
import { useRead } from "../../api/queries.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { PromiseWarnings } from "../customers/record/said/PromiseWarnings.tsx";
import { TierChip } from "../customers/tiers/TierChip.tsx";
import { type MyCall, updateCall, whoOf } from "./calls.ts";

/** Name, company and number, where the customer is placed, and what was promised; of several matches one is chosen. */
export function Caller({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const { name, company, customerId } = whoOf(call);
  return (
    <div className="caller">
      <div className="row">
        <Avatar name={company ?? name} size="l" square={company !== null} />
        <div className="grow el">
          <b className="name el">{name}</b>
          <div className="small t2 el">
            {[company, call.their.display === name ? null : call.their.display].filter(Boolean).join(" · ")}
          </div>
        </div>
      </div>
      {customerId && <Standing customerId={customerId} />}
      {!customerId && call.customers.length > 1 && (
        <fieldset className="pickline">
          <legend>{t("phone.which")}</legend>
          {call.customers.map((one) => (
            <button key={one.id} type="button" className="btn s" onClick={() => void updateCall(call.id, of(one))}>
              {one.contact ? `${one.contact.name} · ${one.name}` : one.name}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}

const of = ({ id, contact }: MyCall["customers"][number]) => ({ customer_id: id, contact_id: contact?.id ?? null });

function Standing({ customerId }: { customerId: string }) {
  const tiers = useRead(readCustomerTiersContract, { params: { customerId } });
  return (
    <div className="row standing">
      {tiers.data?.ladders.map(
        ({ ladder, value }) => value !== null && <TierChip key={ladder} ladder={ladder} value={value} />,
      )}
      <PromiseWarnings customerId={customerId} />
    </div>
  );
}
