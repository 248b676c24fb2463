import { useTranslation } from "react-i18next";
import { removeTurnServerContract } from "../../../../server/modules/voice/turn_server.contract.ts";
import { call } from "../../../api/call.ts";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { RowOpener, RowRemover, SettingsTable } from "../SettingsTable.tsx";
import { attempt, type TurnServer } from "./telephone.ts";

interface Props {
  servers: readonly TurnServer[];
  onEdit: (server: TurnServer) => void;
}

export function TurnServerTable({ servers, onEdit }: Props) {
  const { t } = useTranslation();
  const word = (key: string) => t(`settings.telephone.turn.${key}`);
  return (
    <SettingsTable
      label={t("settings.telephone.part.home")}
      look="tel-set tel-turns"
      rows={servers}
      keyOf={({ id }) => id}
      columns={[
        {
          title: word("urls"),
          cell: (server) => (
            <RowOpener name={server.urls[0]!} below={server.urls.slice(1).join(" ")} onOpen={() => onEdit(server)} />
          ),
        },
        {
          title: word("kind"),
          cell: ({ kind, is_on }) => (
            <span className="row">
              <span className="el">{word(`kind_is.${kind}`)}</span>
              {!is_on && <Tag>{word("is_off")}</Tag>}
            </span>
          ),
        },
      ]}
      acts={(server) => (
        <RowRemover
          label={t("settings.telephone.turn.remove_of", { name: server.urls[0] })}
          onRemove={() => void remove(server)}
        />
      )}
    />
  );

  async function remove({ id, urls }: TurnServer) {
    const isDone = await attempt(() => call(removeTurnServerContract, { params: { turnServerId: id } }));
    if (isDone) showToast({ text: t("settings.telephone.turn.removed", { name: urls[0] }) });
  }
}
