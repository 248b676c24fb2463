import { useTranslation } from "react-i18next";
import { removeTurnServerContract } from "../../../../server/modules/voice/turn_server.contract.ts";
import { call } from "../../../api/call.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { attempt, type TurnServer } from "./telephone.ts";

interface Props {
  servers: readonly TurnServer[];
  onEdit: (server: TurnServer) => void;
}

export function TurnServerTable({ servers, onEdit }: Props) {
  const { t } = useTranslation();
  return (
    <table className="tbl tel-set tel-turns" aria-label={t("settings.telephone.part.home")}>
      <thead>
        <tr>
          <th scope="col">{t("settings.telephone.turn.urls")}</th>
          <th scope="col">{t("settings.telephone.turn.kind")}</th>
          <th scope="col">
            <span className="sr">{t("settings.acts")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {servers.map((server) => (
          <tr key={server.id}>
            <td>
              <button type="button" className="who" onClick={() => onEdit(server)}>
                <span className="col">
                  <b className="el">{server.urls[0]}</b>
                  {server.urls.length > 1 && <span className="el small t3">{server.urls.slice(1).join(" ")}</span>}
                </span>
              </button>
            </td>
            <td>
              <span className="row">
                <span className="el">{t(`settings.telephone.turn.kind_is.${server.kind}`)}</span>
                {!server.is_on && <Tag>{t("settings.telephone.turn.is_off")}</Tag>}
              </span>
            </td>
            <td className="acts-cell">
              <ActionButton
                small
                look="text"
                icon="close"
                label={t("settings.telephone.turn.remove_of", { name: server.urls[0] })}
                onClick={() => void remove(server)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );

  async function remove({ id, urls }: TurnServer) {
    const isDone = await attempt(() => call(removeTurnServerContract, { params: { turnServerId: id } }));
    if (isDone) showToast({ text: t("settings.telephone.turn.removed", { name: urls[0] }) });
  }
}
