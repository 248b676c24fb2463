import { useState } from "react";
import { useTranslation } from "react-i18next";
import { eraseContactContract } from "../../../../server/modules/customers/erasure.contract.ts";
import { useCall } from "../../../api/queries.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { EraseDialog } from "./EraseDialog.tsx";
import { useRecord } from "./RecordContext.ts";
import { rereadRecord } from "./record.ts";

/** Behind one more click, since removing a contact is what one usually wants. */
export function EraseContact({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const erase = useCall(eraseContactContract);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Menu
        className="btn text s ico"
        end
        label={t("customers.erase.more_of", { name })}
        trigger={<Icon name="more" />}
      >
        {(close) => (
          <MenuItem
            onClick={() => {
              close();
              setOpen(true);
            }}
          >
            <Icon name="warning" />
            {t("customers.erase.open")}
          </MenuItem>
        )}
      </Menu>
      {isOpen && (
        <EraseDialog
          title={t("customers.erase.title", { name })}
          goes={t("customers.erase.goes_contact")}
          stays={t("customers.erase.stays_contact")}
          number={record.number}
          error={erase.error}
          isPending={erase.isPending}
          onClose={() => {
            erase.reset();
            setOpen(false);
          }}
          onErase={(number) => erase.mutate(args(number), { onSuccess: gone })}
        />
      )}
    </>
  );

  function args(number: string) {
    return { params: { customerId: record.id, contactId: id }, body: { number } };
  }

  function gone() {
    setOpen(false);
    showToast({ text: t("customers.erase.contact_done") });
    void rereadRecord(record.id);
  }
}
