import { useId } from "react";
import { useTranslation } from "react-i18next";
import { addClientContract, removeClientContract } from "../../../../server/modules/customers/sharing.contract.ts";
import { call } from "../../../api/call.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useCan } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { OptionList } from "../../../ui/OptionList.tsx";
import { useRecord } from "./RecordContext.ts";
import { act, type CustomerRecord } from "./record.ts";

type Client = CustomerRecord["clients"][number];

/** The companies on whose behalf we know this customer; one's own are added and taken away where they stand. */
export function Clients() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const can = useCan();
  const mine = useColleagues().clients;
  const { clients, blocked } = record;
  const mayEver = can(addClientContract.permission) && mine.length > 0;
  if (clients.length === 0 && (!mayEver || blocked.clients)) return null;
  const isOpen = mayEver && !blocked.clients;
  const others = mine.filter((one) => !clients.some((client) => client.id === one.id));
  return (
    <span className="row tags">
      {clients.map((client) => (
        <span key={client.id} className="tag info">
          {t("customers.client_of", { name: client.name })}
          {isOpen && <TakeOff client={client} why={blocked.last_client} onClick={() => remove(client)} />}
        </span>
      ))}
      {mayEver && blocked.clients && (
        <ActionButton small look="text" label={t("customers.add_client")} blocked={blocked.clients} />
      )}
      {isOpen && others.length > 0 && (
        <Menu
          className="btn text s"
          {...(clients.length > 0 ? { label: t("customers.add_client") } : {})}
          trigger={
            <>
              {clients.length === 0 && t("customers.field.clients")}
              <Icon name="plus" size={14} />
            </>
          }
        >
          {(close) => (
            <OptionList
              label={t("customers.field.clients")}
              options={others.map(({ id, name }) => ({ value: id, label: name }))}
              onPick={(id) => {
                close();
                const client = others.find((one) => one.id === id);
                if (client) add(client);
              }}
            />
          )}
        </Menu>
      )}
    </span>
  );

  function add(client: Client) {
    void act(
      write(addClientContract, client),
      t("customers.client_added", client),
      write(removeClientContract, client),
    );
  }

  function remove(client: Client) {
    const text = t("customers.client_removed", client);
    void act(write(removeClientContract, client), text, write(addClientContract, client));
  }

  function write(contract: typeof addClientContract | typeof removeClientContract, client: Client) {
    return () => call(contract, { params: { customerId: record.id, clientId: client.id } });
  }
}

interface TakeOffProps {
  client: Client;
  why: string | undefined;
  onClick: () => void;
}

function TakeOff({ client, why, onClick }: TakeOffProps) {
  const { t } = useTranslation();
  const reasonId = useId();
  return (
    <span className="tipbox">
      <button
        type="button"
        className="tag-x"
        aria-label={t("customers.remove_client", client)}
        aria-disabled={why ? true : undefined}
        aria-describedby={why ? reasonId : undefined}
        onClick={() => !why && onClick()}
      >
        <Icon name={why ? "lock" : "close"} size={12} />
      </button>
      {why && (
        <span className="tip" role="tooltip" id={reasonId}>
          {t(`blocked.${why}`)}
        </span>
      )}
    </span>
  );
}
