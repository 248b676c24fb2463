import { useTranslation } from "react-i18next";
import {
  createVoiceNumberContract,
  listCallerIdsContract,
  retireVoiceNumberContract,
  updateCallerIdsContract,
} from "../../../../server/modules/voice/number.contract.ts";
import { call } from "../../../api/call.ts";
import { absent } from "../../../text/format.ts";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { RowOpener, RowRemover, SettingsTable } from "../SettingsTable.tsx";
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
  const word = (key: string) => t(`settings.telephone.number.${key}`);
  const isOff = (trunkId: string) => trunks.find(({ id }) => id === trunkId)?.is_on === false;
  return (
    <SettingsTable
      label={t("settings.telephone.part.numbers")}
      look="tel-set tel-numbers"
      rows={numbers}
      keyOf={({ id }) => id}
      columns={[
        {
          title: word("digits"),
          cell: (number) => <RowOpener name={number.display} below={number.label} onOpen={() => onEdit(number)} />,
        },
        {
          title: word("rings"),
          cell: ({ id, user, team }) => (
            <span className="row">
              <span className="el">{(user ?? team)?.name}</span>
              {silent.has(id) && <Tag look="warn">{word("silent")}</Tag>}
            </span>
          ),
        },
        {
          title: word("client"),
          look: ({ client }) => (client ? "" : "t3"),
          cell: ({ client }) => client?.name ?? absent,
        },
        {
          title: word("trunk"),
          cell: ({ trunk, trunk_id }) => (
            <span className="row">
              <span className="el">{trunk.name}</span>
              {isOff(trunk_id) && <Tag>{t("settings.telephone.trunk.is_off")}</Tag>}
            </span>
          ),
        },
      ]}
      acts={(number) => (
        <RowRemover
          label={t("settings.telephone.number.give_up_of", { number: number.display })}
          onRemove={() => void giveUp(number)}
        />
      )}
    />
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
