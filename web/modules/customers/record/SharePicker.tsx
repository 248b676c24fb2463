import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  shareCustomerContract,
  unshareCustomerContract,
} from "../../../../server/modules/customers/sharing.contract.ts";
import { call } from "../../../api/call.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useCan } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { OptionList } from "../../../ui/OptionList.tsx";
import { useRecord } from "./RecordContext.ts";
import { act, type CustomerRecord } from "./record.ts";

type Access = CustomerRecord["shares"][number]["access"];
const accesses: readonly Access[] = ["read", "write"];

/** Lets a person or a team in. */
export function SharePicker() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const can = useCan();
  const [access, setAccess] = useState<Access>("read");
  const { users, teams } = useColleagues();
  if (!can(shareCustomerContract.permission)) return null;
  if (record.blocked.share) {
    return (
      <ActionButton icon="share" blocked={record.blocked.share}>
        {t("customers.share")}
      </ActionButton>
    );
  }
  const shared = record.shares.flatMap((share) => [share.user?.id, share.team?.id]);
  const options = [
    ...teams.map((team) => ({ value: team.id, label: t("customers.team_named", { name: team.name }) })),
    ...users.filter((user) => user.is_active).map((user) => ({ value: user.id, label: user.name })),
  ].filter((option) => !shared.includes(option.value));
  return (
    <Menu
      end
      trigger={
        <>
          <Icon name="share" />
          {t("customers.share")}
        </>
      }
    >
      {(close) => (
        <>
          <div className="seg fill" style={{ margin: 4 }}>
            {accesses.map((one) => (
              <button key={one} type="button" aria-pressed={one === access} onClick={() => setAccess(one)}>
                {t(`customers.access.${one}`)}
              </button>
            ))}
          </div>
          <OptionList
            label={t("customers.share")}
            options={options}
            onPick={(id) => {
              close();
              void share(id);
            }}
          />
        </>
      )}
    </Menu>
  );

  function share(id: string) {
    const isTeam = teams.some((team) => team.id === id);
    const params = { customerId: record.id };
    const name = options.find((option) => option.value === id)?.label ?? "";
    let made: CustomerRecord | undefined;
    return act(
      async () => {
        const body = { user_id: isTeam ? null : id, team_id: isTeam ? id : null, access };
        made = await call(shareCustomerContract, { params, body });
        return made;
      },
      t("customers.shared", { name }),
      () => {
        const share = made?.shares.find((one) => one.user?.id === id || one.team?.id === id);
        return call(unshareCustomerContract, { params: { ...params, shareId: share?.id ?? "" } });
      },
    );
  }
}
