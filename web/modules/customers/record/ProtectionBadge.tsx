import { useTranslation } from "react-i18next";
import { readCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import {
  protectCustomerContract,
  unprotectCustomerContract,
} from "../../../../server/modules/customers/protection/protection.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { formatFull } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { useRecord } from "./RecordContext.ts";

/** Who protected or locked this customer and why; who may lift it does so here, and can take that back. */
export function ProtectionBadge() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const lift = useCall(unprotectCustomerContract);
  const protect = useCall(protectCustomerContract);
  const { protection } = record;
  if (!protection) return null;
  const { kind, reason, until, by } = protection;
  const params = { customerId: record.id };
  const failed = (error: Error) => void showToast({ text: problemText(error), look: "problem" });
  const changed = () => void client.invalidateQueries({ queryKey: keyOf(readCustomerContract, { params }) });
  return (
    <div className="note warn row protection" role="status">
      <Icon name="lock" />
      <span className="grow">
        <b>{t(`customers.protection.${kind}`)}</b> {reason} · {by.name}
        {until && ` · ${t("customers.protection.until", { when: formatFull(until) })}`}
      </span>
      {!record.blocked.unprotect && (
        <ActionButton small loading={lift.isPending} onClick={act}>
          {t("customers.protection.lift")}
        </ActionButton>
      )}
    </div>
  );

  function act() {
    const onSuccess = () => {
      changed();
      showToast({
        text: t("customers.protection.lifted"),
        undo: () => protect.mutate({ params, body: { kind, reason, until } }, { onSuccess: changed, onError: failed }),
      });
    };
    lift.mutate({ params }, { onSuccess, onError: failed });
  }
}
