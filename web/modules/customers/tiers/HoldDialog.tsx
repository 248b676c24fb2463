import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { readCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import {
  type CustomerTier,
  holdTierContract,
  readCustomerTiersContract,
} from "../../../../server/modules/customers/tier/customer_tier.contract.ts";
import { ladderValues } from "../../../../server/modules/customers/tier/ladder.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { TierChip } from "./TierChip.tsx";

/** Keeps a customer in a tier for a while, with the reason that colleagues will read. */
export function HoldDialog({
  tier,
  customerId,
  onClose,
}: {
  tier: CustomerTier;
  customerId: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { ladder } = tier;
  const [value, setValue] = useState(tier.value ?? ladderValues[ladder][0]!);
  const hold = useCall(holdTierContract);
  return (
    <Dialog
      title={t("customers.tier.hold_title", { ladder: t(`customers.tier.ladder.${ladder}`) })}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="hold" className="btn primary" aria-busy={hold.isPending}>
            {t("customers.tier.hold_now")}
          </button>
        </>
      }
    >
      <form id="hold" onSubmit={submit}>
        <div className="tier-choice" role="radiogroup" aria-label={t(`customers.tier.ladder.${ladder}`)}>
          {ladderValues[ladder].map((one) => (
            // biome-ignore lint/a11y/useSemanticElements: shows the tier as it looks on the record
            <button
              key={one}
              type="button"
              role="radio"
              aria-checked={one === value}
              aria-label={t(`customers.${ladder}.${one}`)}
              onClick={() => setValue(one)}
            >
              <TierChip ladder={ladder} value={one} />
            </button>
          ))}
        </div>
        <Field label={t("customers.tier.reason")}>
          <input className="inp" name="reason" required maxLength={500} ref={focusOnOpen} />
        </Field>
        <Field label={t("customers.tier.until")} hint={t("customers.tier.until_hint")}>
          <input className="inp" name="until" type="date" />
        </Field>
        {hold.error && (
          <p className="danger small" role="alert">
            {problemText(hold.error)}
          </p>
        )}
      </form>
    </Dialog>
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { value, reason: String(form.get("reason")).trim(), until: String(form.get("until") ?? "") || null };
    const params = { customerId };
    hold.mutate(
      { params: { ...params, ladder }, body },
      {
        onSuccess: (changed) => {
          client.setQueryData(keyOf(readCustomerTiersContract, { params }), changed);
          void client.invalidateQueries({ queryKey: keyOf(readCustomerContract, { params }) });
          onClose();
          showToast({ text: t("customers.tier.hold_done") });
        },
      },
    );
  }
}
