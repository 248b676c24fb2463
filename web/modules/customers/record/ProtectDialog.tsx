import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { readCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import { protectCustomerContract } from "../../../../server/modules/customers/protection/protection.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { showToast } from "../../../ui/toasts.ts";
import { useRecord } from "./RecordContext.ts";

/** Keeps others from dialling, changing and mailing a customer, with the reason that they will read. */
export function ProtectDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const [kind, setKind] = useState<"protected" | "locked">("protected");
  const save = useCall(protectCustomerContract);
  return (
    <Dialog
      title={t("customers.protect.title")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button type="submit" form="protect" className="btn primary" aria-busy={save.isPending}>
            {t(`customers.protect.${kind}`)}
          </button>
        </>
      }
    >
      <form id="protect" onSubmit={submit}>
        <div className="seg fill" role="radiogroup" aria-label={t("customers.protect.title")}>
          {(["protected", "locked"] as const).map((one) => (
            // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
            <button key={one} type="button" role="radio" aria-checked={one === kind} onClick={() => setKind(one)}>
              {t(`customers.protect.${one}`)}
            </button>
          ))}
        </div>
        <p className="t2 protect-means">{t(`customers.protect.${kind}_means`)}</p>
        <Field label={t("customers.protect.reason")}>
          <input className="inp" name="reason" required maxLength={500} ref={focusOnOpen} />
        </Field>
        <Field label={t("customers.protect.until")}>
          <input className="inp" name="until" type="date" />
        </Field>
        {save.error && (
          <p className="danger small" role="alert">
            {problemText(save.error)}
          </p>
        )}
      </form>
    </Dialog>
  );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const until = String(form.get("until") ?? "");
    const body = {
      kind,
      reason: String(form.get("reason")).trim(),
      until: until ? new Date(`${until}T23:59:59`).toISOString() : null,
    };
    save.mutate(
      { params: { customerId: record.id }, body },
      {
        onSuccess: (changed) => {
          client.setQueryData(keyOf(readCustomerContract, { params: { customerId: record.id } }), changed);
          onClose();
          showToast({ text: t("customers.protect.done") });
        },
      },
    );
  }
}
