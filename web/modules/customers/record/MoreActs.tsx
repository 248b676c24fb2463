import { useState } from "react";
import { useTranslation } from "react-i18next";
import { updateCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import { exportPersonalDataContract } from "../../../../server/modules/customers/erasure.contract.ts";
import { protectCustomerContract } from "../../../../server/modules/customers/protection/protection.contract.ts";
import { addressOf } from "../../../api/address.ts";
import { useCan } from "../../../frame/me.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { EraseCustomer } from "./EraseCustomer.tsx";
import { ProtectDialog } from "./ProtectDialog.tsx";
import { useRecord } from "./RecordContext.ts";
import { ReleaseItems } from "./ReleaseItems.tsx";
import { RemoveItem } from "./RemoveItem.tsx";

/** What one does with a record now and then. */
export function MoreActs() {
  const { t } = useTranslation();
  const can = useCan();
  const { record } = useRecord();
  const [isErasing, setErasing] = useState(false);
  const [isProtecting, setProtecting] = useState(false);
  return (
    <>
      <Menu className="btn ico" end label={t("frame.more")} trigger={<Icon name="more" />}>
        {(close) => (
          <>
            <MenuItem onClick={() => copy(close)}>
              <Icon name="link" />
              {t("customers.copy_link")}
            </MenuItem>
            {can(updateCustomerContract.permission) && (
              <MenuItem onClick={() => print(close)}>
                <Icon name="fax" />
                {t("customers.print")}
              </MenuItem>
            )}
            {!record.blocked.transfer && can("pool.pick") && <ReleaseItems close={close} />}
            {can(protectCustomerContract.permission) && (
              <MenuItem
                onClick={() => {
                  close();
                  setProtecting(true);
                }}
              >
                <Icon name="lock" />
                {t("customers.protect.open")}
              </MenuItem>
            )}
            {!record.blocked.remove && <RemoveItem close={close} />}
            {!record.blocked.erase && (
              <>
                <hr />
                <a
                  className="o"
                  href={addressOf(exportPersonalDataContract.path, { customerId: record.id })}
                  download
                  onClick={close}
                >
                  <Icon name="download" />
                  {t("customers.erase.export")}
                </a>
                <MenuItem onClick={() => erase(close)}>
                  <Icon name="warning" />
                  {t("customers.erase.open")}
                </MenuItem>
              </>
            )}
          </>
        )}
      </Menu>
      {isProtecting && <ProtectDialog onClose={() => setProtecting(false)} />}
      {isErasing && <EraseCustomer onClose={() => setErasing(false)} />}
    </>
  );

  function copy(close: () => void) {
    void navigator.clipboard?.writeText(location.href).then(() => showToast({ text: t("frame.copied") }));
    close();
  }

  function print(close: () => void) {
    close();
    window.print();
  }

  function erase(close: () => void) {
    close();
    setErasing(true);
  }
}
