import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import { eraseCustomerContract } from "../../../../server/modules/customers/erasure.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../changed.ts";
import { rereadRecents } from "../recents.ts";
import { emptyDraft, keepDraft } from "./draft.ts";
import { EraseDialog } from "./EraseDialog.tsx";
import { useRecord } from "./RecordContext.ts";

/** Erases the open customer, here as well: what this browser keeps of it goes, too. */
export function EraseCustomer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const navigate = useNavigate();
  const erase = useCall(eraseCustomerContract);
  const params = { customerId: record.id };
  return (
    <EraseDialog
      title={t("customers.erase.title", { name: record.facts.name ?? record.number })}
      goes={t("customers.erase.goes_customer")}
      stays={t("customers.erase.stays_customer")}
      number={record.number}
      error={erase.error}
      isPending={erase.isPending}
      onClose={onClose}
      onErase={(number) => erase.mutate({ params, body: { number } }, { onSuccess: gone })}
    />
  );

  function gone() {
    onClose();
    void navigate({ to: "/customers", search: {}, replace: true }).then(() => {
      client.removeQueries({ queryKey: keyOf(readCustomerContract, { params }) });
      rereadRecents();
      keepDraft(record.id, emptyDraft);
      listsChanged();
    });
    showToast({ text: t("customers.erase.done", { number: record.number }) });
  }
}
