import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  eraseCustomerContract,
  exportPersonalDataContract,
} from "../../../../server/modules/customers/erasure.contract.ts";
import { addressOf } from "../../../api/address.ts";
import { useCall } from "../../../api/queries.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../changed.ts";
import { EraseDialog } from "../record/EraseDialog.tsx";
import type { BinRow } from "./BinLine.tsx";

/** Who asks for their data, or to be forgotten, need not be brought back for it first. */
export function MoreOfBinned({ row }: { row: BinRow }) {
  const { t } = useTranslation();
  const erase = useCall(eraseCustomerContract);
  const [isErasing, setErasing] = useState(false);
  const params = { customerId: row.id };
  return (
    <>
      <Menu
        className="btn text s ico"
        end
        label={t("customers.erase.more_of", { name: row.name })}
        trigger={<Icon name="more" />}
      >
        {(close) => (
          <>
            <a className="o" href={addressOf(exportPersonalDataContract.path, params)} download onClick={close}>
              <Icon name="download" />
              {t("customers.erase.export")}
            </a>
            <MenuItem
              onClick={() => {
                close();
                setErasing(true);
              }}
            >
              <Icon name="warning" />
              {t("customers.erase.open")}
            </MenuItem>
          </>
        )}
      </Menu>
      {isErasing && (
        <EraseDialog
          title={t("customers.erase.title", { name: row.name })}
          goes={t("customers.erase.goes_customer")}
          stays={t("customers.erase.stays_customer")}
          number={row.number}
          error={erase.error}
          isPending={erase.isPending}
          onClose={stop}
          onErase={(number) => erase.mutate({ params, body: { number } }, { onSuccess: gone })}
        />
      )}
    </>
  );

  function stop() {
    erase.reset();
    setErasing(false);
  }

  function gone() {
    setErasing(false);
    listsChanged();
    showToast({ text: t("customers.erase.done", { number: row.number }) });
  }
}
