import { useTranslation } from "react-i18next";
import {
  shareCustomerContract,
  unshareCustomerContract,
} from "../../../../server/modules/customers/sharing.contract.ts";
import { call } from "../../../api/call.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Avatar } from "../../../ui/Avatar.tsx";
import { useRecord } from "./RecordContext.ts";
import { act, type CustomerRecord } from "./record.ts";

type Share = CustomerRecord["shares"][number];

/** Who else is let in. */
export function Shares() {
  const { t } = useTranslation();
  const { record } = useRecord();
  if (record.shares.length === 0) return null;
  return (
    <section>
      <div className="sect">
        <h2>{t("customers.shared_with")}</h2>
      </div>
      {record.shares.map((share) => (
        <div key={share.id} className="row line">
          <Avatar name={nameOf(share)} size="s" look="grey" square={share.team !== null} />
          <span className="el grow">
            {share.team ? t("customers.team_named", { name: nameOf(share) }) : nameOf(share)}
          </span>
          <span className="t3 small">{t(`customers.access.${share.access}`)}</span>
          {!record.blocked.share && (
            <ActionButton
              look="text"
              small
              icon="close"
              label={t("customers.unshare", { name: nameOf(share) })}
              onClick={() => end(share)}
            />
          )}
        </div>
      ))}
    </section>
  );

  function end(share: Share) {
    const params = { customerId: record.id };
    void act(
      () => call(unshareCustomerContract, { params: { ...params, shareId: share.id } }),
      t("customers.unshared", { name: nameOf(share) }),
      () => {
        const body = { user_id: share.user?.id ?? null, team_id: share.team?.id ?? null, access: share.access };
        return call(shareCustomerContract, { params, body });
      },
    );
  }
}

function nameOf(share: Share): string {
  return share.user?.name ?? share.team?.name ?? "";
}
