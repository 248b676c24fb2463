import { useTranslation } from "react-i18next";
import { transferCustomerContract } from "../../../../server/modules/customers/sharing.contract.ts";
import { call } from "../../../api/call.ts";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { useCan } from "../../../frame/me.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { OptionList } from "../../../ui/OptionList.tsx";
import { useRecord } from "./RecordContext.ts";
import { act } from "./record.ts";

/** The owner, and with the right the way to another one. */
export function OwnerPicker() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const { users } = useColleagues();
  const can = useCan();
  const name = record.owner?.name;
  const shown = (
    <>
      <span className="t3">{t("customers.field.owner")}</span>
      {name ? <Avatar name={name} size="s" /> : null}
      <span>{name ?? t("customers.no_owner")}</span>
    </>
  );
  if (!can(transferCustomerContract.permission) || record.blocked.transfer)
    return <span className="row owner">{shown}</span>;
  return (
    <Menu
      className="btn text s owner"
      trigger={
        <>
          {shown}
          <Icon name="down" size={14} />
        </>
      }
    >
      {(close) => (
        <OptionList
          label={t("customers.field.owner")}
          options={users.filter((user) => user.is_active).map((user) => ({ value: user.id, label: user.name }))}
          value={record.owner?.id}
          onPick={(ownerId) => {
            close();
            if (ownerId !== record.owner?.id) void transfer(ownerId);
          }}
        />
      )}
    </Menu>
  );

  function transfer(ownerId: string) {
    const before = record.owner?.id ?? null;
    return act(
      () => give(ownerId, before),
      t("customers.transferred", { name: nameOf(users, ownerId) }),
      () => give(before, ownerId),
    );
  }

  function give(ownerId: string | null, seen: string | null) {
    const params = { customerId: record.id };
    return call(transferCustomerContract, { params, body: { owner_id: ownerId, seen } });
  }
}
