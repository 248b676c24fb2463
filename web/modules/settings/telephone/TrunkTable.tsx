import { useTranslation } from "react-i18next";
import { updateTrunkContract } from "../../../../server/modules/voice/trunk.contract.ts";
import { call } from "../../../api/call.ts";
import { formatFull, formatNumber, formatWhen } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { RowOpener, SettingsTable } from "../SettingsTable.tsx";
import { ShutButton } from "../ShutButton.tsx";
import { attempt, type Trunk } from "./telephone.ts";

interface Props {
  trunks: readonly Trunk[];
  onEdit: (trunk: Trunk) => void;
  onClosing: (trunk: Trunk) => void;
}

export function TrunkTable({ trunks, onEdit, onClosing }: Props) {
  const { t } = useTranslation();
  const word = (key: string) => t(`settings.telephone.trunk.${key}`);
  return (
    <SettingsTable
      label={t("settings.telephone.part.trunks")}
      look="tel-set tel-trunks"
      rows={trunks}
      keyOf={({ id }) => id}
      columns={[
        {
          title: word("name"),
          cell: (trunk) => (
            <RowOpener name={trunk.name} below={`${trunk.host}:${trunk.port}`} onOpen={() => onEdit(trunk)} />
          ),
        },
        { title: word("kind"), look: () => "t2", cell: ({ kind }) => word(`kind_is.${kind}`) },
        {
          title: word("channel_limit"),
          isNumber: true,
          cell: ({ channel_limit }) => formatNumber(channel_limit),
        },
        {
          title: word("number_count"),
          isNumber: true,
          look: ({ number_count }) => (number_count ? "" : "t3"),
          cell: ({ number_count }) => formatNumber(number_count),
        },
        { title: word("state"), cell: (trunk) => <TrunkState trunk={trunk} /> },
      ]}
      acts={(trunk) => (
        <>
          <ActionButton small look="text" onClick={() => void turn(trunk, !trunk.is_on)}>
            {word(trunk.is_on ? "turn_off" : "turn_on")}
          </ActionButton>
          <ShutButton
            icon="close"
            label={t("settings.telephone.trunk.close_of", { name: trunk.name })}
            why={
              trunk.number_count > 0
                ? t("settings.telephone.trunk.has_numbers", { count: trunk.number_count })
                : undefined
            }
            onClick={() => onClosing(trunk)}
          />
        </>
      )}
    />
  );

  async function turn(trunk: Trunk, isOn: boolean, isUndo = false) {
    const change = { params: { trunkId: trunk.id }, body: { is_on: isOn } };
    if (!(await attempt(() => call(updateTrunkContract, change)))) return;
    const text = t(isOn ? "settings.telephone.trunk.turned_on" : "settings.telephone.trunk.turned_off", {
      name: trunk.name,
    });
    showToast(isUndo ? { text, look: "undone" } : { text, undo: () => turn(trunk, !isOn, true) });
  }
}

function TrunkState({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  if (!trunk.is_on) return <Tag>{t("settings.telephone.trunk.is_off")}</Tag>;
  if (trunk.kind === "registration" && !trunk.has_password)
    return <Tag look="warn">{t("settings.telephone.trunk.no_password")}</Tag>;
  if (trunk.registration) return <SignedInThere registration={trunk.registration} />;
  return <>{t("settings.telephone.trunk.is_on")}</>;
}

/** How we stand where we sign in, with what was answered there. */
function SignedInThere({
  registration: { state, code, reason, since },
}: {
  registration: NonNullable<Trunk["registration"]>;
}) {
  const { t } = useTranslation();
  const look = { registered: "good", trying: "warn", failed: "danger" } as const;
  const answer = code === 408 ? t("settings.telephone.trunk.no_answer") : [code, reason].filter(Boolean).join(" ");
  return (
    <span className="row">
      <Tag look={look[state]}>{t(`settings.telephone.trunk.registration.${state}`)}</Tag>
      <span className="small t3 el" title={formatFull(since)}>
        {state === "registered" ? formatWhen(since) : answer}
      </span>
    </span>
  );
}
