import "./tiers.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import {
  type CustomerTier,
  readCustomerTiersContract,
  releaseTierContract,
} from "../../../../server/modules/customers/tier/customer_tier.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall, useRead } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { Menu } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { useRecord } from "../record/RecordContext.ts";
import { StageWord } from "../stages.tsx";
import { HoldDialog } from "./HoldDialog.tsx";
import { TierChip } from "./TierChip.tsx";
import { TierPanel } from "./TierPanel.tsx";

/** Stage, code and pyramid tier in the header; each opens why it is so. */
export function RecordTiers() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const params = { customerId: record.id };
  const read = useRead(readCustomerTiersContract, { params });
  const release = useCall(releaseTierContract);
  const [holding, setHolding] = useState<CustomerTier | null>(null);
  const tiers = read.data;
  const { stage } = record.facts;
  const isByRules = tiers?.ladders.some(({ ladder }) => ladder === "stage");
  return (
    <>
      {stage && !isByRules && <StageWord stage={stage} />}
      {tiers?.ladders.map((tier) => {
        const name = t(`customers.tier.ladder.${tier.ladder}`);
        const value = tier.value === null ? t("customers.tier.not_yet") : t(`customers.${tier.ladder}.${tier.value}`);
        return (
          <Menu
            key={tier.ladder}
            className="tier-button"
            label={t("customers.tier.open", { name, value })}
            trigger={
              tier.value === null ? (
                <span className="t3">{name} –</span>
              ) : (
                <TierChip ladder={tier.ladder} value={tier.value} />
              )
            }
          >
            {(close) => (
              <TierPanel
                tier={tier}
                tiers={tiers}
                onHold={() => {
                  close();
                  setHolding(tier);
                }}
                onRelease={() => {
                  close();
                  letGo(tier);
                }}
              />
            )}
          </Menu>
        );
      })}
      {holding && <HoldDialog tier={holding} customerId={record.id} onClose={() => setHolding(null)} />}
    </>
  );

  function letGo({ ladder }: CustomerTier) {
    release.mutate(
      { params: { ...params, ladder } },
      {
        onSuccess: (changed) => {
          client.setQueryData(keyOf(readCustomerTiersContract, { params }), changed);
          void client.invalidateQueries({ queryKey: keyOf(readCustomerContract, { params }) });
          showToast({ text: t("customers.tier.released") });
        },
        onError: (error) => showToast({ text: problemText(error), look: "problem" }),
      },
    );
  }
}
