import { useTranslation } from "react-i18next";
import {
  createVoiceNumberContract,
  listCallerIdsContract,
  retireVoiceNumberContract,
  updateCallerIdsContract,
} from "../../../../server/modules/voice/number.contract.ts";
import { call } from "../../../api/call.ts";
import { absent } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { attempt, type Trunk, type VoiceNumber } from "./telephone.ts";

interface Props {
  numbers: readonly VoiceNumber[];
  trunks: readonly Trunk[];
  /** Ids of those that ring nobody. */
  silent: ReadonlySet<string>;
  onEdit: (number: VoiceNumber) => void;
}

export function NumberTable({ numbers, trunks, silent, onEdit }: Props) {
  const { t } = useTranslation();
  const isOff = (trunkId: string) => trunks.find(({ id }) => id === trunkId)?.is_on === false;
  return (
    <table className="tbl tel-set tel-numbers" aria-label={t("settings.telephone.part.numbers")}>
      <thead>
        <tr>
          <th scope="col">{t("settings.telephone.number.digits")}</th>
          <th scope="col">{t("settings.telephone.number.rings")}</th>
          <th scope="col">{t("settings.telephone.number.client")}</th>
          <th scope="col">{t("settings.telephone.number.trunk")}</th>
          <th scope="col">
            <span className="sr">{t("settings.acts")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {numbers.map((number) => (
          <tr key={number.id}>
            <td>
              <button type="button" className="who" onClick={() => onEdit(number)}>
                <span className="col">
                  <b className="el">{number.display}</b>
                  <span className="el small t3">{number.label}</span>
                </span>
              </button>
            </td>
            <td>
              <span className="row">
                <span className="el">{(number.user ?? number.team)?.name}</span>
                {silent.has(number.id) && <Tag look="warn">{t("settings.telephone.number.silent")}</Tag>}
              </span>
            </td>
            <td className={number.client ? "" : "t3"}>{number.client?.name ?? absent}</td>
            <td>
              <span className="row">
                <span className="el">{number.trunk.name}</span>
                {isOff(number.trunk_id) && <Tag>{t("settings.telephone.trunk.is_off")}</Tag>}
              </span>
            </td>
            <td className="acts-cell">
              <ActionButton
                small
                look="text"
                icon="close"
                label={t("settings.telephone.number.give_up_of", { number: number.display })}
                onClick={() => void giveUp(number)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );

  async function giveUp(number: VoiceNumber) {
    const { caller_ids: before } = await call(listCallerIdsContract, {}).catch(() => ({ caller_ids: [] }));
    const params = { numberId: number.id };
    if (!(await attempt(() => call(retireVoiceNumberContract, { params })))) return;
    const shownBy = before.filter(({ number_id }) => number_id === number.id);
    showToast({
      text: t("settings.telephone.number.given_up", { number: number.display }),
      undo: () => attempt(() => takeBack(number, shownBy)),
    });
  }
}

/** A number that was given up is added again, and shown again to whom it was shown. */
async function takeBack(
  { digits, label, trunk_id, client_id, user_id, team_id, ring_seconds }: VoiceNumber,
  shownBy: readonly { team_id: string | null; client_id: string | null }[],
): Promise<void> {
  const body = { digits, label, trunk_id, client_id, user_id, team_id, ring_seconds };
  const { id } = await call(createVoiceNumberContract, { body });
  if (shownBy.length === 0) return;
  const { caller_ids: now } = await call(listCallerIdsContract, {});
  const again = shownBy.map((one) => ({ team_id: one.team_id, client_id: one.client_id, number_id: id }));
  await call(updateCallerIdsContract, { body: { caller_ids: [...now, ...again] } });
}
