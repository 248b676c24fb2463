import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { removeCustomerContract, restoreCustomersContract } from "../../../../server/modules/customers/bin.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { MenuItem } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../changed.ts";
import { useRecord } from "./RecordContext.ts";

/** Puts the customer in the bin and goes back to the list; the toast brings it back. */
export function RemoveItem({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const navigate = useNavigate();
  const remove = useCall(removeCustomerContract);
  const restore = useCall(restoreCustomersContract);
  const name = record.facts.name ?? record.number;
  const failed = (error: Error) => void showToast({ text: problemText(error), look: "problem" });
  return (
    <MenuItem onClick={act}>
      <Icon name="trash" />
      {t("customers.remove")}
    </MenuItem>
  );

  function act() {
    close();
    remove.mutate(
      { params: { customerId: record.id } },
      {
        onSuccess: ({ bin_id }) => {
          void navigate({ to: "/customers", search: {} }).then(listsChanged);
          showToast({
            text: t("customers.removed", { name }),
            undo: () => bin_id && restore.mutate({ body: { bin_id } }, { onSuccess: back, onError: failed }),
          });
        },
        onError: failed,
      },
    );
  }

  function back() {
    listsChanged();
    void navigate({ to: "/customers/$customerId", params: { customerId: record.id } });
    showToast({ text: t("customers.restored", { name }), look: "undone" });
  }
}
