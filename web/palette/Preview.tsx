import { useTranslation } from "react-i18next";
import { readCustomerContract } from "../../server/modules/customers/customer.contract.ts";
import { useRead } from "../api/queries.ts";
import { shortPlace } from "../modules/customers/place.ts";
import { StageWord } from "../modules/customers/stages.tsx";
import { CallButton, useCanCall } from "../modules/phone/CallButton.tsx";
import { formatWhen } from "../text/format.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Kbd } from "../ui/Kbd.tsx";

/** The chosen record at a glance; only where there is room. */
export function Preview({ customerId }: { customerId: string | undefined }) {
  const { t } = useTranslation();
  const read = useRead(
    readCustomerContract,
    { params: { customerId: customerId ?? "" } },
    { enabled: customerId !== undefined },
  );
  const canCall = useCanCall();
  const record = customerId ? read.data : undefined;
  if (!record) return <aside className="pv only-l" />;
  const { facts } = record;
  const name = facts.name ?? record.number;
  const place = shortPlace(facts.province, facts.city);
  return (
    <aside className="pv only-l">
      <div className="row">
        <Avatar
          name={name}
          size="l"
          square={record.kind === "company"}
          look={record.kind === "company" ? "accent" : "blue"}
        />
        <h2 className="el">{name}</h2>
      </div>
      <dl className="dl">
        <dt>{t("customers.column.number")}</dt>
        <dd>{record.number}</dd>
        {(record.contact_points ?? []).slice(0, 2).map((point) => (
          <div key={point.id} className="pair">
            <dt>{t(`customers.point.${point.kind}`)}</dt>
            <dd className="row">
              <span className="el">{point.display}</span>
              {point.kind === "phone" && canCall && (
                <CallButton shown={point.display} whom={{ customer_id: record.id, contact_point_id: point.id }} />
              )}
            </dd>
          </div>
        ))}
        {facts.stage && (
          <>
            <dt>{t("customers.field.stage")}</dt>
            <dd>
              <StageWord stage={facts.stage} />
            </dd>
          </>
        )}
        {record.owner !== undefined && (
          <>
            <dt>{t("customers.field.owner")}</dt>
            <dd>{record.owner?.name ?? t("customers.no_owner")}</dd>
          </>
        )}
        {place && (
          <>
            <dt>{t("customers.field.place")}</dt>
            <dd className="el">{place}</dd>
          </>
        )}
        <dt>{t("customers.strip.updated")}</dt>
        <dd>{formatWhen(record.updated_at)}</dd>
      </dl>
      <div className="pv-acts">
        <div className="o">
          <Icon name="enter" />
          {t("frame.palette.open")}
          <Kbd keys="Enter" />
        </div>
        <div className="o">
          <Icon name="link" />
          {t("frame.palette.new_tab")}
          <Kbd keys="Ctrl Enter" />
        </div>
      </div>
    </aside>
  );
}
