import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readDialRulesContract } from "../../../../server/modules/voice/dial_rules.contract.ts";
import { listTrunksContract, updateTrunkContract } from "../../../../server/modules/voice/trunk.contract.ts";
import { call } from "../../../api/call.ts";
import { useRead } from "../../../api/queries.ts";
import { formatFull, formatNumber, formatWhen } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { ShutButton } from "../ShutButton.tsx";
import { CloseTrunk } from "./CloseTrunk.tsx";
import { Part, PartLink } from "./Part.tsx";
import { TrunkDialog } from "./TrunkDialog.tsx";
import { attempt, type Trunk } from "./telephone.ts";

/** Lines to the telephone network. */
export function Trunks() {
  const { t } = useTranslation();
  const read = useRead(listTrunksContract, {});
  const rules = useRead(readDialRulesContract, {});
  const [open, setOpen] = useState<Trunk | "new" | null>(null);
  const [closing, setClosing] = useState<Trunk | null>(null);
  const trunks = read.data?.trunks ?? [];
  const add = (
    <ActionButton look="primary" icon="plus" onClick={() => setOpen("new")}>
      {t("settings.telephone.trunk.add")}
    </ActionButton>
  );
  return (
    <Part name="trunks" act={trunks.length > 0 && add}>
      {read.isPending && <Skeleton rows={3} />}
      {read.isError && (
        <ErrorState title={t("settings.telephone.trunk.failed")} error={read.error} retry={() => void read.refetch()} />
      )}
      {read.isSuccess && trunks.length === 0 && (
        <EmptyState
          title={t("settings.telephone.trunk.none")}
          acts={
            <>
              {add}
              <PartLink to="extensions">{t("settings.telephone.trunk.extensions_first")}</PartLink>
            </>
          }
        >
          {t("settings.telephone.trunk.none_text")}
        </EmptyState>
      )}
      {trunks.length > 0 && <TrunkTable trunks={trunks} onEdit={setOpen} onClosing={setClosing} />}
      {open && !rules.isPending && (
        <TrunkDialog
          trunk={open === "new" ? undefined : open}
          country={rules.data?.country}
          onClose={() => setOpen(null)}
        />
      )}
      {closing && <CloseTrunk trunk={closing} onClose={() => setClosing(null)} />}
    </Part>
  );
}

interface TableProps {
  trunks: readonly Trunk[];
  onEdit: (trunk: Trunk) => void;
  onClosing: (trunk: Trunk) => void;
}

function TrunkTable({ trunks, onEdit, onClosing }: TableProps) {
  const { t } = useTranslation();
  return (
    <table className="tbl tel-set tel-trunks" aria-label={t("settings.telephone.part.trunks")}>
      <thead>
        <tr>
          <th scope="col">{t("settings.telephone.trunk.name")}</th>
          <th scope="col">{t("settings.telephone.trunk.kind")}</th>
          <th scope="col" className="num">
            {t("settings.telephone.trunk.channel_limit")}
          </th>
          <th scope="col" className="num">
            {t("settings.telephone.trunk.number_count")}
          </th>
          <th scope="col">{t("settings.telephone.trunk.state")}</th>
          <th scope="col">
            <span className="sr">{t("settings.acts")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {trunks.map((trunk) => (
          <tr key={trunk.id}>
            <td>
              <button type="button" className="who" onClick={() => onEdit(trunk)}>
                <span className="col">
                  <b className="el">{trunk.name}</b>
                  <span className="el small t3">
                    {trunk.host}:{trunk.port}
                  </span>
                </span>
              </button>
            </td>
            <td className="t2">{t(`settings.telephone.trunk.kind_is.${trunk.kind}`)}</td>
            <td className="num">{formatNumber(trunk.channel_limit)}</td>
            <td className={`num ${trunk.number_count ? "" : "t3"}`}>{formatNumber(trunk.number_count)}</td>
            <td>
              <TrunkState trunk={trunk} />
            </td>
            <td className="acts-cell">
              <ActionButton small look="text" onClick={() => void turn(trunk, !trunk.is_on)}>
                {t(trunk.is_on ? "settings.telephone.trunk.turn_off" : "settings.telephone.trunk.turn_on")}
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
            </td>
          </tr>
        ))}
      </tbody>
    </table>
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
